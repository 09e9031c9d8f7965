//! `spiro eval`: how good a weights file is.

use std::path::PathBuf;

use anyhow::Result;
use burn::tensor::Device;
use serde_json::json;
use spirograph_lab::{
    measuring::{Evaluation, EvaluationRequest, PartialRecognition, Recognised, Recognition, evaluate},
    model::Model,
    named::Named,
    pictures::Factor,
};

use crate::{
    console::say,
    files::{Output, load},
    photographs::PhotographOptions,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// The weights file.
    weights: PathBuf,
    #[command(flatten)]
    photographs: PhotographOptions,
    /// Numbers of views M to average.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 4, 16])]
    views: Vec<usize>,
    /// Samples that the probe is fitted on.
    #[arg(long, default_value_t = 2000)]
    training_samples: usize,
    /// Samples that it is tested on.
    #[arg(long, default_value_t = 1000)]
    test_samples: usize,
    /// Seed of the samples.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Where the figures go as JSON, besides.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let out = arguments.out.as_deref().map(Output::new).transpose()?;
    let model = arguments.photographs.model(Model::from_bytes(&load(&arguments.weights)?, device)?)?;
    let request = EvaluationRequest {
        seed: arguments.seed,
        training_samples: arguments.training_samples,
        test_samples: arguments.test_samples,
        views: arguments.views.clone(),
    };
    let protocol = request.protocol(&model)?;
    let evaluation = pollster::block_on(evaluate(&model.encoder, &protocol, device))?;
    let recognised = recognised(&model, &request, device)?;
    if let Some(out) = out {
        let found = json!({ "request": request, "evaluation": evaluation, "recognised": recognised });
        out.write(&serde_json::to_vec_pretty(&found)?)?;
    }
    print(&evaluation, protocol.source.factors())?;
    recognised
        .iter()
        .flat_map(|recognised| recognised.0.iter())
        .try_for_each(|(name, share)| say!("{name:<46}{share:.4}"))
}

/// What is recognised, where pictures are of several things.
fn recognised(model: &Model, request: &EvaluationRequest, device: &Device) -> Result<Option<Recognised>> {
    if model.source.things() == 1 {
        return Ok(None);
    }
    let recognition = Recognition::new(&model.source, request.test_samples, request.seed.into(), device);
    let mut partial = PartialRecognition::default();
    while !pollster::block_on(recognition.advance(&model.encoder, &mut partial))? {}
    Ok(Some(recognition.finish(partial)?))
}

/// Prints read-back error as a table with the mean predictor's error below it, if anything is read back, and invariance.
pub fn print(evaluation: &Evaluation, factors: &[Factor]) -> Result<()> {
    if !evaluation.read_back.is_empty() {
        print_read_back(evaluation, factors)?;
    }
    let Evaluation { conditional_variance, nuisance_share, .. } = evaluation;
    say!("conditional variance {conditional_variance:.5}, the nuisances' share of the variance {nuisance_share:.3}")
}

fn print_read_back(evaluation: &Evaluation, factors: &[Factor]) -> Result<()> {
    let line = |head: &str, errors: &Named<f32>| {
        let errors = errors.values().map(|&error| f64::from(error)).chain([errors.mean()]);
        say!("{head:<16}{}", errors.map(|error| format!("{error:>10.5}")).collect::<String>())
    };
    let read = factors.iter().filter(|factor| factor.role.is_read());
    let mean_predictor: Named<f32> = read.map(|factor| (factor.name, factor.variance() as f32)).collect();
    let names: String = mean_predictor.iter().map(|(name, _)| format!("{name:>10}")).collect();
    say!("{:<16}{names}{:>10}", "read-back MSE", "mean")?;
    for read_back in &evaluation.read_back {
        line(&format!("M = {}", read_back.views), &read_back.errors)?;
    }
    line("mean predictor", &mean_predictor)
}
