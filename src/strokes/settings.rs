//! What a training run of the network is determined by.

use serde::{Deserialize, Serialize};

use crate::error::{Result, within};

/// Settings of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrokeSettings {
    /// Seed of first weights and figures.
    pub seed: u64,
    /// Steps.
    pub steps: u64,
    /// Figures of a step.
    pub batch: usize,
    /// AdamW's learning rate, which rises evenly at first and then falls to zero along half a cosine.
    pub learning_rate: f64,
    /// Steps of its rise.
    pub warm_up: u64,
    /// AdamW's weight decay.
    pub weight_decay: f64,
}

impl Default for StrokeSettings {
    fn default() -> Self {
        Self { seed: 1, steps: 5000, batch: 16, learning_rate: 2e-3, warm_up: 100, weight_decay: 0.01 }
    }
}

impl StrokeSettings {
    /// Checks every setting.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming one that is out of its bounds.
    pub fn check(&self) -> Result<()> {
        within("steps", self.steps as f64, (1.0, 1e6))?;
        within("batch", self.batch as f64, (1.0, 4096.0))?;
        within("learning_rate", self.learning_rate, (1e-6, 1.0))?;
        within("warm_up", self.warm_up as f64, (0.0, 1e6))?;
        within("weight_decay", self.weight_decay, (0.0, 1.0)).map(|_| ())
    }

    /// The learning rate of a step, the first being number zero.
    pub fn learning_rate_at(&self, step: u64) -> f64 {
        let rise = ((step + 1) as f64 / (self.warm_up + 1) as f64).min(1.0);
        let fall = 0.5 + 0.5 * (std::f64::consts::PI * step as f64 / self.steps as f64).cos();
        self.learning_rate * rise * fall
    }
}
