//! Native tests: values against the reference file, finite differences, and properties.
#![cfg(not(target_arch = "wasm32"))]

mod batches;
mod calibrations;
mod command_line;
mod convolutions;
mod dataset;
mod derivatives;
mod drawings;
mod episodes;
mod equivariance;
mod experiment_command;
mod experiments;
mod files;
mod filters;
mod fine_tuning;
mod fuzz;
#[path = "../fuzzing/mod.rs"]
mod fuzzing;
mod generator;
mod glyphs;
mod gradients;
mod hands;
mod matching;
mod measuring;
mod models;
mod moving;
mod objectives;
mod older;
mod optimisers;
mod photographs;
mod probes;
mod products;
mod python;
mod reading;
mod references;
mod refinements;
mod related;
mod renyi;
mod representation_maps;
mod sensitivities;
mod shells;
mod signs;
mod slow_copies;
mod sources;
mod stitchings;
mod stroke_experiments;
mod strokes;
mod sweeps;
mod training;
mod translations;
mod turned;
mod verdicts;

use burn::{
    module::{ModuleMapper, Param},
    tensor::{Device, Tensor, Transaction},
};
use spirograph_lab::{
    encoder::{Architecture, Encoder},
    pictures::{NATURAL, Pictures, Role, Roles, Scene, Source, spirograph::TABLE},
    random::{Purpose, stream},
    tensors::arrays::read,
    training::{Learner, Run, Settings},
};

/// The reference values, as they lie in the repository.
const REFERENCE: &[u8] = include_bytes!("../fixtures/reference.safetensors");
/// Those of the works around the paper.
const RELATED: &[u8] = include_bytes!("../fixtures/related.safetensors");

fn device() -> Device {
    Device::flex()
}

/// The entries of a tensor.
fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    pollster::block_on(read(Transaction::default().register(tensor.without_autodiff()))).unwrap().remove(0).values
}

/// Natural Spirographs with the roles of the paper.
fn spirographs() -> Source {
    Source::new(NATURAL, &Roles::default()).unwrap()
}

/// Roles by name.
fn roles(changed: &[(&str, Role)]) -> Roles {
    Roles(changed.iter().map(|&(name, role)| (name.to_owned(), role)).collect())
}

/// The Spirograph that the page begins with.
fn example() -> Scene {
    Scene::neutral(&TABLE)
}

/// `count` draws from the training distribution.
fn random_scenes(seed: u64, count: usize) -> Vec<Scene> {
    let mut generator = stream(seed, Purpose::Training, 0);
    (0..count).map(|_| spirographs().draw(&mut generator)).collect()
}

/// The scene with one factor moved.
fn moved(scene: &Scene, column: usize, by: f64) -> Scene {
    let mut moved = scene.clone();
    moved.factors[column] += by;
    moved
}

/// Images of natural Spirographs.
fn render(scenes: &[Scene]) -> Tensor<4> {
    NATURAL.render(scenes, None, &device()).value
}

/// An architecture that encodes in a moment.
fn tiny() -> Architecture {
    Architecture { widths: vec![4, 8], blocks: 1, ..Architecture::default() }
}

/// An encoder of that architecture.
fn tiny_encoder(device: &Device) -> Encoder {
    trained_a_little(&tiny(), device)
}

/// An encoder whose every part is at work: a fresh one's residual branches are zero.
fn trained_a_little(architecture: &Architecture, device: &Device) -> Encoder {
    let settings = Settings { batch: 8, steps: 3, learning_rate_warm_up: 0, ..Settings::default() };
    let mut run = Run::new(settings, Learner::new(architecture, 5, device), device).unwrap();
    while !run.is_finished() {
        run.advance();
    }
    run.learner().encoder
}

/// Makes all weights zero.
struct Zeros;

impl ModuleMapper for Zeros {
    fn map_float<const D: usize>(&mut self, weights: Param<Tensor<D>>) -> Param<Tensor<D>> {
        weights.map(|weights| weights.zeros_like())
    }
}

fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected} ± {tolerance}");
}
