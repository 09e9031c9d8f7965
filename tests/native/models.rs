use std::collections::HashMap;

use safetensors::SafeTensors;
use spirograph_lab::{
    Error,
    files::{read_arrays, write_arrays},
    model::{Affine, Description, Model, Probe},
    pictures::{NATURAL, Pictures, Role},
    tensors::arrays::{Array, Arrays},
    training::Settings,
};

use crate::{assert_close, device, random_scenes, render, roles, tiny, tiny_encoder, values};

/// A small model.
pub fn model() -> Model {
    with_settings(Settings::default())
}

/// The same encoder, said to be trained with some settings.
pub fn with_settings(settings: Settings) -> Model {
    let targets = vec!["m".to_owned(), "sigma".to_owned()];
    let weights = vec![vec![0.5; tiny().dimension()], vec![-0.25; tiny().dimension()]];
    let probe = Probe { targets: targets.clone(), map: Affine { weights, offsets: vec![3.0, 0.5] } };
    let description =
        Description { name: "tiny".to_owned(), architecture: tiny(), settings, steps: 3, targets, probe_views: 16 };
    Model::new(tiny_encoder(&device()), probe, description).unwrap()
}

fn bytes() -> Vec<u8> {
    pollster::block_on(model().to_bytes()).unwrap()
}

fn metadata(bytes: &[u8]) -> HashMap<String, String> {
    let (_, header) = SafeTensors::read_metadata(bytes).unwrap();
    header.metadata().clone().unwrap()
}

/// The file with its arrays changed.
fn changed(change: impl Fn(&mut Arrays)) -> Vec<u8> {
    let bytes = bytes();
    let mut arrays = read_arrays(&bytes).unwrap();
    change(&mut arrays);
    write_arrays(&arrays, |_| false, metadata(&bytes)).unwrap()
}

/// The file with its description changed.
fn described(change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let bytes = bytes();
    let mut metadata = metadata(&bytes);
    let mut description = serde_json::from_str(&metadata["spirograph"]).unwrap();
    change(&mut description);
    metadata.insert("spirograph".to_owned(), description.to_string());
    write_arrays(&read_arrays(&bytes).unwrap(), |_| false, metadata).unwrap()
}

fn refusal(bytes: &[u8]) -> String {
    match Model::from_bytes(bytes, &device()) {
        Err(Error::Weights { field, .. }) => field,
        other => panic!("expected a refused weights file, found {other:?}"),
    }
}

#[test]
fn a_model_survives_its_file() {
    let loaded = Model::from_bytes(&bytes(), &device()).unwrap();
    let original = model();
    assert_eq!(loaded.description, original.description);
    assert_eq!(loaded.reader, original.reader);
    assert_eq!(loaded.source, original.source);
    let images = || render(&random_scenes(1, 4));
    let (found, expected) =
        (values(loaded.encoder.representations(images())), values(original.encoder.representations(images())));
    let scale = expected.iter().copied().fold(0.0, f32::max);
    for (found, expected) in found.into_iter().zip(expected) {
        // Half precision has eleven bits.
        assert_close(f64::from(found), f64::from(expected), 4e-3 * f64::from(scale), "representation");
    }
}

#[test]
fn a_file_cut_short_is_refused_wherever_it_is_cut() {
    let bytes = bytes();
    for length in [0, 1, 7, 8, 100, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(refusal(&bytes[..length]), "file", "cut to {length} bytes");
    }
}

#[test]
fn what_is_no_weights_file_is_refused() {
    assert_eq!(refusal(b"<!doctype html><title>404 Not Found</title>"), "file");
    assert_eq!(refusal(&[0xff; 1000]), "file");
    let foreign = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    assert_eq!(refusal(&write_arrays(&Arrays::new(), |_| false, foreign).unwrap()), "metadata");
}

#[test]
fn a_bad_tensor_is_refused_by_name() {
    let name = "encoder.stages.1.0.first.weight";
    assert_eq!(refusal(&changed(|arrays| drop(arrays.remove(name)))), name);
    assert_eq!(refusal(&changed(|arrays| arrays.get_mut(name).unwrap().shape.swap(0, 1))), name);
    assert_eq!(refusal(&changed(|arrays| arrays.get_mut(name).unwrap().values[3] = f32::NAN)), name);
    assert_eq!(
        refusal(&changed(|arrays| arrays.get_mut("probe.offsets").unwrap().values[0] = f32::INFINITY)),
        "probe.offsets"
    );
    let extra = || ("extra".to_owned(), Array { shape: vec![1], values: vec![0.0] });
    assert_eq!(refusal(&changed(|arrays| arrays.extend([extra()]))), "extra");
}

#[test]
fn an_impossible_architecture_is_refused_before_memory_is_asked_for() {
    let mut broken = model();
    broken.description.architecture.widths = vec![4, usize::MAX / 2];
    let text = serde_json::to_string(&broken.description).unwrap();
    let metadata = HashMap::from([("spirograph".to_owned(), text)]);
    assert_eq!(refusal(&write_arrays(&Arrays::new(), |_| false, metadata).unwrap()), "metadata");
}

#[test]
fn what_it_has_learned_from_must_be_possible() {
    let all: serde_json::Map<_, _> =
        NATURAL.factors().iter().map(|factor| (factor.name.to_owned(), "nuisance".into())).collect();
    let roles = |roles: serde_json::Value| described(|description| description["settings"]["roles"] = roles.clone());
    assert!(Model::from_bytes(&roles(serde_json::json!({ "h": "interest" })), &device()).is_ok());
    assert_eq!(refusal(&roles(all.into())), "metadata");
    assert_eq!(refusal(&roles(serde_json::json!({ "hue": "interest" }))), "metadata");
    assert_eq!(refusal(&described(|description| description["settings"]["pictures"] = "cats".into())), "metadata");
    assert_eq!(refusal(&described(|description| description["targets"] = serde_json::json!(["m", "hue"]))), "metadata");
}

#[test]
fn a_model_knows_the_roles_of_its_settings() {
    let roles = roles(&[("h", Role::Interest), ("m", Role::Nuisance)]);
    let bytes = pollster::block_on(with_settings(Settings { roles, ..Settings::default() }).to_bytes()).unwrap();
    let source = Model::from_bytes(&bytes, &device()).unwrap().source;
    assert_eq!(source.names(Role::is_read), ["b", "h", "sigma", "fore.r"]);
}
