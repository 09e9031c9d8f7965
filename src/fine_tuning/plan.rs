//! What is trained, besides the settings of the runs themselves, and how closely it is watched.

use crate::{
    error::Result,
    training::table::{choice, count, settings_table, words},
};

words! {
    /// Which runs there are for each seed.
    Runs {
        /// One of each arm.
        Pair = "pair",
        /// One of the last arm alone.
        Single = "single",
    }
}

settings_table! {
    /// The plan of a fine-tuning session.
    Plan {
        /// Train every arm of the experiment from the same weights, seed and batches, or only its last one.
        runs: Runs = Runs::Pair, choice(Runs::WORDS), "runs";
        /// Number of seeds: the runs are repeated with as many seeds, beginning with the one above.
        seeds: u64 = 1, count(1, 8), "number of seeds";
        /// Steps between two measurements on the held-out set; there is always one before the first step and after the last.
        measure_every: u64 = 20, count(1, 100_000), "measure every";
        /// Samples of the held-out set, each seen under 16 nuisance views; a quarter tests the probe that the others fit.
        held_out: usize = 512, count(8, 10_000), "held-out samples";
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
