//! Settings of a training run from the command line: a file, and what overrides it.

use std::path::PathBuf;

use anyhow::{Context, Result};
use spirograph_lab::{files::older, training::Settings};

use crate::files::load;

#[derive(clap::Args)]
pub struct Overrides {
    /// Settings as a JSON file; what it leaves out has its default.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Number of steps; overrides the configuration.
    #[arg(long)]
    steps: Option<u64>,
    /// Pairs of views in a step; overrides the configuration.
    #[arg(long)]
    batch: Option<usize>,
    /// Weight of the gradient penalty; overrides the configuration.
    #[arg(long)]
    lambda: Option<f64>,
    /// Largest learning rate; overrides the configuration.
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Seed of everything random; overrides the configuration.
    #[arg(long)]
    seed: Option<u64>,
}

impl Overrides {
    /// The settings: those of the file, or without one those given.
    pub fn settings(&self, without_file: Settings) -> Result<Settings> {
        let mut settings = match &self.config {
            Some(path) => {
                older::read(&String::from_utf8(load(path)?)?).with_context(|| format!("{}", path.display()))?
            }
            None => without_file,
        };
        settings.steps = self.steps.unwrap_or(settings.steps);
        settings.batch = self.batch.unwrap_or(settings.batch);
        settings.lambda = self.lambda.unwrap_or(settings.lambda);
        settings.learning_rate = self.learning_rate.unwrap_or(settings.learning_rate);
        settings.seed = self.seed.unwrap_or(settings.seed);
        Ok(settings)
    }
}
