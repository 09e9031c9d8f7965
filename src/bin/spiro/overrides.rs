//! Settings of a training run from the command line: a file, and what overrides it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use spirograph_lab::{files::older, training::Settings, words::plain};

use crate::{files::load, going_on::Differences};

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
        let (mut settings, chooses_warm_up) = match &self.config {
            Some(path) => read(path)?,
            None => (without_file, false),
        };
        settings.steps = self.steps.unwrap_or(settings.steps);
        settings.batch = self.batch.unwrap_or(settings.batch);
        settings.lambda = self.lambda.unwrap_or(settings.lambda);
        settings.learning_rate = self.learning_rate.unwrap_or(settings.learning_rate);
        settings.seed = self.seed.unwrap_or(settings.seed);
        let (warm_up, steps) = (settings.learning_rate_warm_up, settings.steps);
        ensure!(
            warm_up <= steps || !chooses_warm_up,
            "learning_rate_warm_up: the learning rate would rise over {warm_up} steps, but the run has {steps} (steps)"
        );
        Ok(settings)
    }

    /// What is asked for otherwise than a checkpoint has it: all settings of a configuration, but without one only those that
    /// are named.
    pub fn compare(&self, found: &Settings) -> Result<Differences> {
        let mut differences = Differences::default();
        differences.compare_settings(found, &self.settings(found.clone())?)?;
        Ok(differences)
    }
}

/// The settings of a configuration, and whether it names the warm-up: one that nobody chose fits itself to the run.
fn read(path: &Path) -> Result<(Settings, bool)> {
    let text = String::from_utf8(load(path)?).with_context(|| format!("{} is not text", path.display()))?;
    let refuse = |error| anyhow!("{}: {}", path.display(), plain(&error));
    let settings = older::read(&text).map_err(refuse)?;
    let all: serde_json::Value = serde_json::from_str(&text).map_err(refuse)?;
    Ok((settings, all.get("learning_rate_warm_up").is_some()))
}
