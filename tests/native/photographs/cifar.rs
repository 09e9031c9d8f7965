//! CIFAR's binary files, as they are read, on generated ones of the format.

use proptest::prelude::*;
use spirograph_lab::pictures::{
    Crops, SIDE,
    photographs::cifar::{EDITIONS, Edition, Labelled},
};

const TEN: &Edition = &EDITIONS[0];
const HUNDRED: &Edition = &EDITIONS[1];

/// A record with a label, whose picture is made of random bytes.
fn record(edition: &Edition, label: u8, seed: u64) -> Vec<u8> {
    let byte = |index: usize| (seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(index as u64 * 77) >> 7) as u8;
    let coarse = (edition.labels == 100).then_some(label / 5);
    coarse.into_iter().chain([label]).chain((0..Crops::LENGTH).map(byte)).collect()
}

/// A file with a record for each label.
pub fn file(edition: &Edition, labels: &[u8]) -> Vec<u8> {
    labels.iter().enumerate().flat_map(|(number, &label)| record(edition, label, number as u64)).collect()
}

fn refusal(edition: &Edition, bytes: &[u8]) -> String {
    let refused = edition.read("test_batch.bin", bytes).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("invalid", "test_batch.bin"));
    refused.to_string()
}

#[test]
fn records_have_their_label_and_their_picture_upright() {
    for (edition, header) in [(TEN, 1), (HUNDRED, 2)] {
        let bytes = file(edition, &[3, 9]);
        assert_eq!(edition.record(), header + 3072);
        let read = edition.read("any.bin", &bytes).unwrap();
        assert_eq!(read.labels(), [3, 9], "the fine label, not the coarse one");
        let crops = crops(edition, read);
        for number in 0..2 {
            let picture = &bytes[number * edition.record() + header..][..Crops::LENGTH];
            let pixels = crops.pixels(number).unwrap();
            for (channel, x, y) in [(0, 0, 0), (1, 5, 31), (2, 31, 0), (0, 12, 20)] {
                // Files have rows from the top.
                let expected = picture[(channel * SIDE + SIDE - 1 - y) * SIDE + x];
                assert_eq!(pixels[(channel * SIDE + x) * SIDE + y], expected);
            }
        }
    }
}

/// Some pictures as those to learn from, with ten others held out.
fn crops(edition: &Edition, learned: Labelled) -> Crops {
    let held_out = edition.read("test.bin", &file(edition, &[7; 10])).unwrap();
    Crops::labelled(learned, held_out, edition.names(None)).unwrap()
}

#[test]
fn those_to_test_on_are_held_out_and_labels_keep_their_names() {
    let learned = HUNDRED.read("train.bin", &file(HUNDRED, &[99, 0, 42])).unwrap();
    let crops = crops(HUNDRED, learned);
    assert_eq!((crops.count(), crops.held_out(), crops.places().len()), (13, 10, 0));
    assert_eq!([0, 1, 2, 3].map(|crop| crops.label(crop)), [99, 0, 42, 7]);
    assert_eq!((crops.label_names().len(), crops.label_names()[42].as_str()), (100, "42"));
}

#[test]
fn names_of_labels_are_taken_where_all_are_there() {
    let names = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";
    assert_eq!(TEN.names(Some(names))[3], "cat");
    assert_eq!(TEN.names(Some(&names.replace('\n', "\r\n")))[9], "truck");
    assert_eq!(TEN.names(Some("airplane\n"))[3], "3");
    assert_eq!(TEN.names(None).len(), 10);
}

#[test]
fn what_is_no_such_file_is_refused_by_a_sentence() {
    assert!(refusal(TEN, &[]).contains("it is empty"));
    let whole = file(TEN, &[1, 2]);
    let long = [&whole[..], &[0]].concat();
    assert!(refusal(TEN, &long).contains("6147 bytes: 2 records of CIFAR-10, each of 3073 bytes, and 1 byte more"));
    assert!(refusal(TEN, &whole[..6000]).contains("1 record of CIFAR-10, each of 3073 bytes, and 2927 bytes more"));
    // A file of the other edition.
    assert!(refusal(HUNDRED, &whole).contains("1 record of CIFAR-100, each of 3074 bytes, and 3072 bytes more"));
    assert!(refusal(TEN, &file(TEN, &[1, 2, 10])).contains("record 3 has the label 10, but the largest is 9"));
    assert!(refusal(HUNDRED, &file(HUNDRED, &[100])).contains("record 1 has the label 100, but the largest is 99"));
}

#[test]
fn too_few_pictures_are_refused() {
    let read = |labels: &[u8]| TEN.read("any.bin", &file(TEN, labels)).unwrap();
    let refused = Crops::labelled(read(&[1; 5]), read(&[1; 6]), TEN.names(None)).unwrap_err();
    assert!(refused.to_string().contains("11 pictures are too few"), "{refused}");
    assert!(Crops::labelled(read(&[1; 20]), Labelled::default(), TEN.names(None)).is_err());
    assert!(Crops::labelled(Labelled::default(), read(&[1; 20]), TEN.names(None)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_labels_are_read_in_their_order(labels in prop::collection::vec(0u8..10, 1..8), hundred in any::<bool>()) {
        let edition = if hundred { HUNDRED } else { TEN };
        let read = edition.read("any.bin", &file(edition, &labels)).unwrap();
        prop_assert_eq!(read.labels().to_vec(), labels.iter().copied().map(usize::from).collect::<Vec<_>>());
    }

    #[test]
    fn any_bytes_are_read_or_refused_by_the_name_of_the_file(bytes in prop::collection::vec(any::<u8>(), 0..7000)) {
        for edition in &EDITIONS {
            match edition.read("some.bin", &bytes) {
                Ok(read) => prop_assert_eq!(read.labels().len() * edition.record(), bytes.len()),
                Err(error) => prop_assert_eq!(error.field(), "some.bin"),
            }
        }
    }
}
