//! The quick part of `./dev fuzz`: the corpus as it is, and some thousand changed members of it.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::fuzzing::{READERS, Reader};

/// Changed members of each reader's corpus.
const CASES: u64 = 500;
/// No case may take longer: none has more than half a megabyte. Generous, for machines that do ten other things.
const LONGEST: Duration = Duration::from_secs(5);

/// What JSON and headers are made of, and numbers at the edges of their types.
const WORDS: [&str; 16] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "-1",
    "0",
    "1e999",
    "9223372036854775808",
    "18446744073709551615",
    "\"\\u001b[31m\"",
    "[]",
    "\"F64\"",
    "\"BF16\"",
    "\"__metadata__\"",
];

fn corpus(reader: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzzing/corpus").join(reader);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Bytes with a few places changed.
fn changed(bytes: &[u8], generator: &mut impl Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..generator.random_range(1..4) {
        let at = generator.random_range(0..bytes.len() + 1);
        let end = (at + generator.random_range(1..12)).min(bytes.len());
        match generator.random_range(0..5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..end, WORDS[generator.random_range(0..WORDS.len())].bytes())),
            3 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = generator.random()),
        }
    }
    bytes
}

fn take(name: &str, reader: Reader, bytes: &[u8]) -> bool {
    let begun = Instant::now();
    let is_accepted = reader(bytes);
    assert!(begun.elapsed() < LONGEST, "{name} took {:?} for {}", begun.elapsed(), String::from_utf8_lossy(bytes));
    is_accepted
}

#[test]
fn every_reader_takes_its_corpus_and_what_is_like_it() {
    for (name, reader) in READERS {
        let corpus = corpus(name);
        let accepted = corpus.iter().filter(|bytes| take(name, reader, bytes)).count();
        assert!(accepted > 0, "none of the corpus of {name} is accepted: the cases would all be refused at once");
        let mut generator = ChaCha8Rng::seed_from_u64(1);
        for case in 0..CASES {
            let bytes = changed(&corpus[case as usize % corpus.len()], &mut generator);
            take(name, reader, &bytes);
        }
    }
}
