//! What is trained, besides the settings of the runs themselves, and how closely it is watched.

use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    training::table::{Setting, Value, choice, count, settings_table},
};

/// Which runs there are for each seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Runs {
    /// One without the penalty and one with it.
    #[default]
    Pair,
    /// The one with the penalty alone.
    Single,
}

impl Setting for Runs {
    fn value(self) -> Value {
        Value::Word(match self {
            Runs::Pair => "pair",
            Runs::Single => "single",
        })
    }
}

settings_table! {
    /// The plan of a fine-tuning session.
    Plan {
        /// Train twice from the same weights, seed and batches, without the penalty and with it, or only with it.
        runs: Runs = Runs::Pair, choice(&["pair", "single"]), "runs";
        /// Number of seeds: the runs are repeated with as many seeds, beginning with the one above.
        seeds: u64 = 1, count(1, 8), "number of seeds";
        /// Steps between two measurements on the held-out set; there is always one before the first step and after the last.
        measure_every: u64 = 20, count(1, 100_000), "measure every";
        /// Samples of the held-out set, each seen under 16 nuisance views; a quarter tests the probe that the others fit.
        held_out: usize = 512, count(8, 4096), "held-out samples";
    }
}

impl Plan {
    /// Checks the plan.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming the first setting that is refused.
    pub fn check(&self) -> Result<()> {
        self.check_bounds()
    }
}
