//! What is trained, besides the settings of the runs themselves, and how closely it is watched.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::{
    error::Result,
    training::Settings,
    training::table::{choice, count, settings_table, words},
};

words! {
    /// Which runs there are for each seed.
    Runs {
        /// One without the penalty and one with it.
        Pair = "pair",
        /// The one with the penalty alone.
        Single = "single",
    }
}

settings_table! {
    /// The plan of a fine-tuning session.
    Plan {
        /// Train twice from the same weights, seed and batches, without the penalty and with it, or only with it.
        runs: Runs = Runs::Pair, choice(Runs::WORDS), "runs";
        /// Number of seeds: the runs are repeated with as many seeds, beginning with the one above.
        seeds: u64 = 1, count(1, 8), "number of seeds";
        /// Steps between two measurements on the held-out set; there is always one before the first step and after the last.
        measure_every: u64 = 20, count(1, 100_000), "measure every";
        /// Samples of the held-out set, each seen under 16 nuisance views; a quarter tests the probe that the others fit.
        held_out: usize = 512, count(8, 4096), "held-out samples";
    }
}

/// What an arm is: a name, and the settings that it overrides.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ArmPlan {
    /// Its name, in files and for programs.
    pub name: &'static str,
    /// Its name for people.
    pub words: &'static str,
    /// The settings that are its own, by their keys.
    #[serde(skip)]
    pub overrides: Map<String, Json>,
}

impl ArmPlan {
    /// The settings of the arm's run in a repetition.
    ///
    /// # Errors
    /// What [`Settings::with`] refuses.
    pub fn settings(&self, settings: &Settings, repetition: u64) -> Result<Settings> {
        Ok(Settings { seed: settings.seed.saturating_add(repetition), ..settings.with(&self.overrides)? })
    }
}

impl Plan {
    /// The arms of one seed, in the order in which they advance.
    pub fn arms(&self) -> Vec<ArmPlan> {
        let without = Map::from_iter([("lambda".to_owned(), 0.0.into())]);
        let without = ArmPlan { name: "without", words: "without the regulariser", overrides: without };
        let with = ArmPlan { name: "with", words: "with the regulariser", overrides: Map::new() };
        match self.runs {
            Runs::Pair => vec![without, with],
            Runs::Single => vec![with],
        }
    }

    /// Checks the plan.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming the first setting that is refused.
    pub fn check(&self) -> Result<()> {
        self.check_bounds()
    }
}
