//! Files from elsewhere: what is refused says why, and before anything of the size that it asks for exists.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use half::bf16;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde_json::{Value, json};
use spirograph_lab::{
    Error,
    encoder::{Architecture, Encoder},
    files::{older, read_arrays},
    model::Model,
    random::{Purpose, stream},
    tensors::parameters::parameters,
    training::Settings,
    words::plain,
};

use crate::{device, models::model};

/// How long a file may take that is refused by its header.
const AT_ONCE: Duration = Duration::from_millis(500);

/// A file of its header, in JSON, and of its numbers.
fn file(header: &str, numbers: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), numbers].concat()
}

/// What is said of a weights file.
fn refusal(bytes: &[u8]) -> String {
    let begun = Instant::now();
    let refused = Model::from_bytes(bytes, &device()).map(|model| model.description).unwrap_err();
    assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
    assert!(matches!(refused, Error::Weights { .. }), "{refused:?}");
    refused.to_string()
}

/// The small model's file with the metadata, and each tensor's numbers, changed.
fn rewritten(
    metadata: impl Fn(HashMap<String, String>) -> Option<HashMap<String, String>>,
    numbers: impl Fn(&str, &TensorView) -> (Dtype, Vec<u8>),
) -> Vec<u8> {
    let bytes = pollster::block_on(model().to_bytes()).unwrap();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let old = SafeTensors::deserialize(&bytes).unwrap();
    let tensors: Vec<_> = old.iter().map(|(name, view)| (name, view.shape().to_vec(), numbers(name, &view))).collect();
    let views = tensors
        .iter()
        .map(|(name, shape, (dtype, bytes))| (*name, TensorView::new(*dtype, shape.clone(), bytes).unwrap()));
    safetensors::serialize(views, metadata(header.metadata().clone().unwrap())).unwrap()
}

fn as_they_are(_name: &str, view: &TensorView) -> (Dtype, Vec<u8>) {
    (view.dtype(), view.data().to_vec())
}

/// The file with its description changed.
fn described(change: impl Fn(&mut Value)) -> Vec<u8> {
    let metadata = |mut metadata: HashMap<String, String>| {
        let mut description = serde_json::from_str(&metadata["spirograph"]).unwrap();
        change(&mut description);
        metadata.insert("spirograph".to_owned(), description.to_string());
        Some(metadata)
    };
    rewritten(metadata, as_they_are)
}

#[test]
fn an_encoder_has_the_parameters_that_its_shape_tells() {
    let shapes = [
        Architecture::default(),
        Architecture { widths: vec![3, 3, 5], blocks: 2, stride: 2, joins_stages: false, neck: Some(7) },
        Architecture { widths: vec![4], blocks: 1, stride: 8, joins_stages: true, neck: Some(4) },
    ];
    for shape in shapes {
        let encoder = Encoder::new(&shape, &mut stream(1, Purpose::Initialisation, 0), &device());
        let found = pollster::block_on(parameters(&encoder, "e")).unwrap();
        let mut found: Vec<_> = found.into_iter().map(|(name, array)| (name, array.shape)).collect();
        let mut told: Vec<_> =
            shape.parameters().into_iter().map(|(name, sizes)| (format!("e.{name}"), sizes)).collect();
        found.sort();
        told.sort();
        assert_eq!(found, told, "{shape:?}");
    }
}

#[test]
fn a_small_file_that_asks_for_a_large_encoder_is_refused_at_once() {
    let description = json!({
        "name": "x", "architecture": { "widths": [2048, 2048, 2048], "blocks": 16, "stride": 4 },
        "settings": {}, "steps": 1, "targets": ["m"], "probe_views": 16,
    });
    let header = json!({ "__metadata__": { "spirograph": description.to_string() } }).to_string();
    let words = refusal(&file(&header, &[]));
    assert!(words.contains("stem.weight is missing"), "{words}");
}

#[test]
fn what_a_header_may_not_say_is_refused() {
    let tensor = |shape: &str, start: u64, end: u64| {
        format!(r#"{{"dtype":"F32","shape":{shape},"data_offsets":[{start},{end}]}}"#)
    };
    let one = tensor("[1]", 0, 4);
    let cases = [
        ("nothing", Vec::new()),
        ("a huge header", vec![0xff; 64]),
        ("a name twice", file(&format!(r#"{{"a":{one},"a":{one}}}"#), &[0; 4])),
        ("an overlap", file(&format!(r#"{{"a":{},"b":{}}}"#, tensor("[2]", 0, 8), tensor("[2]", 4, 12)), &[0; 12])),
        ("a hole", file(&format!(r#"{{"a":{one},"b":{}}}"#, tensor("[1]", 8, 12)), &[0; 12])),
        ("an end beyond the file's", file(&format!(r#"{{"a":{}}}"#, tensor("[2]", 0, 8)), &[0; 4])),
        ("more than is told", file(&format!(r#"{{"a":{one}}}"#), &[0; 8])),
        (
            "a product above all numbers",
            file(&format!(r#"{{"a":{}}}"#, tensor("[9223372036854775807,9]", 0, 4)), &[0; 4]),
        ),
        ("a negative size", file(&format!(r#"{{"a":{}}}"#, tensor("[-1]", 0, 4)), &[0; 4])),
        ("JSON without an end", file(&"[".repeat(100_000), &[])),
    ];
    for (what, bytes) in cases {
        let begun = Instant::now();
        let refused = read_arrays(&bytes).expect_err(what);
        assert_eq!(refused.field(), "file", "{what}: {refused}");
        assert!(refused.to_string().chars().count() < 500 && begun.elapsed() < AT_ONCE, "{what}: {refused}");
    }
}

#[test]
fn no_name_of_a_file_can_write_to_the_terminal() {
    let header = r#"{"\u001b[2J\u0007red\u202e":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#;
    let refused = read_arrays(&file(header, &[0; 8])).unwrap_err().to_string();
    assert!(refused.contains(r"\u{1b}[2J\u{7}red\u{202e}"), "{refused}");
    let long = format!(r#"{{"{}":{{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}}}"#, "x".repeat(100_000));
    assert!(read_arrays(&file(&long, &[0; 8])).unwrap_err().to_string().chars().count() < 500);
}

#[test]
fn every_precision_reads_the_same() {
    let expected = Model::from_bytes(&rewritten(Some, as_they_are), &device()).unwrap();
    let doubled = |name: &str, view: &TensorView| match (name.starts_with("probe"), view.dtype()) {
        (true, Dtype::F32) => {
            let numbers = view.data().as_chunks().0.iter().map(|&four| f64::from(f32::from_le_bytes(four)));
            (Dtype::F64, numbers.flat_map(f64::to_le_bytes).collect())
        }
        _ => as_they_are(name, view),
    };
    assert_eq!(Model::from_bytes(&rewritten(Some, doubled), &device()).unwrap().reader, expected.reader);
    // The small model's probe is of numbers that eight bits hold.
    let brief = |name: &str, view: &TensorView| match name.starts_with("probe") {
        true => {
            let numbers = view.data().as_chunks().0.iter().map(|&four| bf16::from_f32(f32::from_le_bytes(four)));
            (Dtype::BF16, numbers.flat_map(bf16::to_le_bytes).collect())
        }
        false => as_they_are(name, view),
    };
    assert_eq!(Model::from_bytes(&rewritten(Some, brief), &device()).unwrap().reader, expected.reader);
}

#[test]
fn a_file_without_its_metadata_is_explained() {
    for lost in [None, Some(HashMap::new())] {
        let words = refusal(&rewritten(|_| lost.clone(), as_they_are));
        assert!(words.contains("saved again from Python without `metadata=`"), "{words}");
    }
}

#[test]
fn a_file_of_another_kind_says_which() {
    let renamed = |mut metadata: HashMap<String, String>| {
        let description = metadata.remove("spirograph").unwrap();
        metadata.insert("session".to_owned(), description);
        Some(metadata)
    };
    let words = refusal(&rewritten(renamed, as_they_are));
    assert!(
        words.contains("it is a checkpoint of fine-tuning, and it does not hold the weights of an encoder"),
        "{words}"
    );
}

#[test]
fn a_newer_file_is_told_as_such() {
    let with_format = |format: &'static str| {
        let metadata = move |mut metadata: HashMap<String, String>| {
            metadata.insert("spirograph_format".to_owned(), format.to_owned());
            Some(metadata)
        };
        rewritten(metadata, as_they_are)
    };
    let words = refusal(&with_format("5"));
    assert!(words.contains("of a newer version of Spirograph Lab (format 5; this one reads up to 1)"), "{words}");
    assert!(refusal(&with_format("new")).contains("must be the number of the file's format, not “new”"));
    assert!(Model::from_bytes(&with_format("1"), &device()).is_ok());
}

#[test]
fn an_unknown_setting_is_named_alone() {
    let words = refusal(&described(|description| description["settings"]["dropout"] = 0.5.into()));
    assert!(words.contains("“dropout”") && words.contains("newer") && !words.contains("weight_decay"), "{words}");
    let words = refusal(&described(|description| description["parts"] = 3.into()));
    assert!(words.contains("“parts”"), "{words}");
    let twice = older::read::<Settings>(r#"{"seed": 1, "seed": 2}"#).unwrap_err();
    assert!(plain(&twice).contains("duplicate field `seed`"), "{twice}");
}

#[test]
fn a_probe_reads_something_and_nothing_twice() {
    // The weights go with the targets.
    let twice = refusal(&described(|description| description["targets"] = json!(["m", "m"])));
    assert!(twice.contains("targets") && twice.contains("m twice"), "{twice}");
    let bytes = described(|description| description["targets"] = json!([]));
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let encoder = tensors.iter().filter(|(name, _)| name.starts_with("encoder."));
    let none = refusal(&safetensors::serialize(encoder, metadata.metadata().clone()).unwrap());
    assert!(none.contains("targets") && none.contains("reads no factor"), "{none}");
}
