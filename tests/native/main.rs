//! Native tests: values against the reference file, finite differences, and properties.
#![cfg(not(target_arch = "wasm32"))]

mod command_line;
mod drawings;
mod fine_tuning;
mod generator;
mod hands;
mod models;
mod objectives;
mod probes;
mod reading;
mod references;
mod refinements;
mod representation_maps;
mod sensitivities;
mod signed_pictures;
mod tangents;
mod training;

use burn::tensor::{Device, Tensor, Transaction};
use spirograph_lab::{
    encoder::{Architecture, Encoder, parameters::read},
    random::{Purpose, stream},
    spirograph::Factors,
};

/// The reference values, as they lie in the repository.
const REFERENCE: &[u8] = include_bytes!("../fixtures/reference.safetensors");

fn device() -> Device {
    Device::flex()
}

/// The entries of a tensor.
fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    pollster::block_on(read(Transaction::default().register(tensor.without_autodiff()))).unwrap().remove(0).values
}

/// `count` draws from the training distribution.
fn random_factors(seed: u64, count: usize) -> Vec<Factors> {
    let mut generator = stream(seed, Purpose::Training, 0);
    (0..count).map(|_| Factors::random(&mut generator)).collect()
}

/// An architecture that encodes in a moment.
fn tiny() -> Architecture {
    Architecture { widths: vec![4, 8], blocks: 1 }
}

/// An encoder of that architecture whose every part is at work: a fresh one's residual branches are zero.
fn tiny_encoder(device: &Device) -> Encoder {
    use spirograph_lab::training::{Learner, Run, Settings};
    let settings = Settings { batch: 8, steps: 3, learning_rate_warm_up: 0, ..Settings::default() };
    let mut run = Run::new(settings, Learner::new(&tiny(), 5, device), device).unwrap();
    while !run.is_finished() {
        run.advance();
    }
    run.learner().encoder
}

fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected} ± {tolerance}");
}
