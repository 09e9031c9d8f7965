//! What is timed, the same for every measurement: the shipped encoder, pictures, a run.

use std::{error::Error, path::Path};

use burn::tensor::{Device, Tensor};
use spirograph_lab::{
    model::Model,
    pictures::{NATURAL, Roles, Source},
    random::Purpose,
    training::{Learner, Run, Schedule, Settings},
};

/// Seed of pictures, critics and batches.
pub const SEED: u64 = 1;
/// Losses are read once in so many steps, as the page does.
pub const READ_EVERY: u64 = 5;

/// The shipped encoder.
pub fn model(device: &Device) -> Result<Model, Box<dyn Error>> {
    let weights = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/assets/weights/base.safetensors");
    Ok(Model::from_bytes(&std::fs::read(weights)?, device)?)
}

/// Pictures of Spirographs, `[count, 3, 32, 32]`.
pub fn pictures(count: usize, device: &Device) -> Result<Tensor<4>, Box<dyn Error>> {
    let source = Source::new(NATURAL, &Roles::default())?;
    Ok(source.render(&source.sample(SEED, Purpose::ProbeTest, 0, count), device))
}

/// Settings of a run that changes nothing from step to step; no weight decay, which not every optimiser has.
pub fn settings(pairs: usize, with_penalty: bool) -> Settings {
    Settings {
        seed: SEED,
        steps: 1_000_000,
        batch: pairs,
        schedule: Schedule::Constant,
        learning_rate_warm_up: 0,
        weight_decay: 0.0,
        lambda: if with_penalty { 0.1 } else { 0.0 },
        lambda_from: 0,
        lambda_whole_at: 0,
        ..Settings::fine_tuning()
    }
}

/// A run from the shipped encoder.
pub fn run(pairs: usize, with_penalty: bool, device: &Device) -> Result<Run, Box<dyn Error>> {
    let model = model(device)?;
    let learner = Learner::from_encoder(model.encoder, &model.description.architecture, SEED, device);
    Ok(Run::new(settings(pairs, with_penalty), learner, device)?)
}

/// One step, and the losses where they are due.
pub fn step(run: &mut Run) -> Result<(), Box<dyn Error>> {
    run.advance();
    if run.step().is_multiple_of(READ_EVERY) {
        pollster::block_on(run.read_losses())?;
    }
    Ok(())
}
