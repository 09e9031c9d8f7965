//! `spiro eval`: how good a weights file is.

use std::path::PathBuf;

use anyhow::Result;
use burn::tensor::Device;
use serde_json::json;
use spirograph_lab::{
    evaluation::{Evaluation, EvaluationRequest, Protocol, evaluate},
    model::Model,
    spirograph::{Factor, Role},
};

use crate::files::{load, save};

#[derive(clap::Args)]
pub struct Arguments {
    /// The weights file.
    weights: PathBuf,
    /// Numbers of views M to average.
    #[arg(long, value_delimiter = ',', default_values_t = Protocol::default().views)]
    views: Vec<usize>,
    /// Samples that the probe is fitted on.
    #[arg(long, default_value_t = Protocol::default().training_samples)]
    training_samples: usize,
    /// Samples that it is tested on.
    #[arg(long, default_value_t = Protocol::default().test_samples)]
    test_samples: usize,
    /// Seed of the samples.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Where the figures go as JSON, besides.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let model = Model::from_bytes(&load(&arguments.weights)?, device)?;
    let request = EvaluationRequest {
        seed: arguments.seed,
        training_samples: arguments.training_samples,
        test_samples: arguments.test_samples,
        views: arguments.views.clone(),
    };
    let protocol = request.protocol(&model)?;
    let evaluation = pollster::block_on(evaluate(&model.encoder, &protocol, device))?;
    print(&evaluation, &protocol.split.factors(Role::Interest));
    match &arguments.out {
        Some(path) => save(path, &serde_json::to_vec_pretty(&json!({ "request": request, "evaluation": evaluation }))?),
        None => Ok(()),
    }
}

/// Prints read-back error as a table with the mean predictor's error below it.
pub fn print(evaluation: &Evaluation, targets: &[Factor]) {
    let line = |head: &str, errors: &[f32]| {
        let mean = errors.iter().sum::<f32>() / errors.len() as f32;
        let cells: String = errors.iter().chain([&mean]).map(|error| format!("{error:>10.5}")).collect();
        println!("{head:<16}{cells}");
    };
    let names: String = targets.iter().map(|target| format!("{:>10}", target.name())).collect();
    println!("{:<16}{names}{:>10}", "read-back MSE", "mean");
    for read_back in &evaluation.read_back {
        line(&format!("M = {}", read_back.views), &read_back.errors);
    }
    line("mean predictor", &targets.iter().map(|target| target.variance() as f32).collect::<Vec<_>>());
    let Evaluation { conditional_variance, nuisance_share, .. } = evaluation;
    println!(
        "conditional variance {conditional_variance:.5}, the nuisances' share of the variance {nuisance_share:.3}"
    );
}
