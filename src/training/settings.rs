//! What a training run can be told.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result, within},
    spirograph::{Normalisation, Split},
};

/// Settings of a training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Seed of everything random.
    pub seed: u64,
    /// Optimiser steps.
    pub steps: u64,
    /// Pairs of views in a step (B; the loss sees 2B rows).
    pub batch: usize,
    /// Largest learning rate.
    pub learning_rate: f64,
    /// Steps over which the learning rate rises from zero; afterwards it falls along a cosine to zero.
    pub learning_rate_warm_up: u64,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// NT-Xent's temperature.
    pub temperature: f64,
    /// Weight of the gradient penalty.
    pub lambda: f64,
    /// First step at which lambda is above zero, and first at which it is whole; linear between.
    pub lambda_warm_up: (u64, u64),
    /// Upper bound of each view's penalty.
    pub penalty_clip: f64,
    /// What pictures are divided by.
    pub normalisation: Normalisation,
    /// Which factors are of interest and which are nuisance.
    pub split: Split,
}

impl Default for Settings {
    /// The recipe of the shipped weights; docs/results.md says how it was found.
    fn default() -> Self {
        Self {
            seed: 1,
            steps: 1000,
            batch: 256,
            learning_rate: 2e-3,
            learning_rate_warm_up: 50,
            weight_decay: 1e-4,
            temperature: 0.1,
            lambda: 0.0,
            lambda_warm_up: (200, 400),
            penalty_clip: 1000.0,
            normalisation: Normalisation::Image,
            split: Split::PAPER,
        }
    }
}

impl Settings {
    /// Checks every setting.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] or [`Error::Invalid`] naming the first setting that is refused.
    pub fn check(&self) -> Result<()> {
        within("steps", self.steps as f64, (1.0, 1e7))?;
        within("batch", self.batch as f64, (2.0, 4096.0))?;
        within("learning_rate", self.learning_rate, (0.0, 1.0))?;
        within("learning_rate_warm_up", self.learning_rate_warm_up as f64, (0.0, self.steps as f64))?;
        within("weight_decay", self.weight_decay, (0.0, 1.0))?;
        within("temperature", self.temperature, (1e-3, 10.0))?;
        within("lambda", self.lambda, (0.0, 1.0))?;
        within("penalty_clip", self.penalty_clip, (1e-6, 1e9))?;
        let (from, to) = self.lambda_warm_up;
        if from > to {
            return Err(Error::Invalid {
                field: "lambda_warm_up".to_owned(),
                reason: format!("it ends at step {to}, before it begins at step {from}."),
            });
        }
        Ok(())
    }

    /// The learning rate at a step.
    pub fn learning_rate_at(&self, step: u64) -> f64 {
        let warm_up = self.learning_rate_warm_up;
        if step < warm_up {
            return self.learning_rate * (step + 1) as f64 / warm_up as f64;
        }
        let progress = (step - warm_up) as f64 / self.steps.saturating_sub(warm_up).max(1) as f64;
        self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * progress.min(1.0)).cos())
    }

    /// Lambda at a step.
    pub fn lambda_at(&self, step: u64) -> f64 {
        let (from, to) = self.lambda_warm_up;
        if step >= to {
            self.lambda
        } else if step < from {
            0.0
        } else {
            self.lambda * (step - from) as f64 / (to - from) as f64
        }
    }
}
