use std::collections::HashMap;

use safetensors::SafeTensors;
use spirograph_lab::{
    Error,
    encoder::parameters::{Array, Arrays},
    model::{Description, Model, read_arrays, write_arrays},
    probe::Probe,
    spirograph::{Factor, Normalisation, render},
    training::Settings,
};

use crate::{assert_close, device, random_factors, tiny, tiny_encoder, values};

/// A small model.
pub fn model() -> Model {
    let targets = vec![Factor::M, Factor::Sigma];
    Model {
        encoder: tiny_encoder(&device()),
        probe: Probe {
            targets: targets.clone(),
            weights: vec![vec![0.5; tiny().dimension()], vec![-0.25; tiny().dimension()]],
            offsets: vec![3.0, 0.5],
        },
        description: Description {
            name: "tiny".to_owned(),
            architecture: tiny(),
            settings: Settings::default(),
            steps: 3,
            targets,
            probe_views: 16,
        },
    }
}

fn bytes() -> Vec<u8> {
    pollster::block_on(model().to_bytes()).unwrap()
}

/// The file with its arrays changed.
fn changed(change: impl Fn(&mut Arrays)) -> Vec<u8> {
    let bytes = bytes();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let metadata: HashMap<_, _> = header.metadata().clone().unwrap();
    let mut arrays = read_arrays(&bytes).unwrap();
    change(&mut arrays);
    write_arrays(&arrays, metadata).unwrap()
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
    assert_eq!(loaded.probe, original.probe);
    let images = || render(&random_factors(1, 4), Normalisation::Image, &device());
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
    assert_eq!(refusal(&write_arrays(&Arrays::new(), foreign).unwrap()), "metadata");
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
    let bytes = write_arrays(&Arrays::new(), HashMap::from([("spirograph".to_owned(), text)])).unwrap();
    assert_eq!(refusal(&bytes), "metadata");
}
