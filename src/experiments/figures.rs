//! The figures of an experiment at full size, as a file that the page shows.

use serde::{Deserialize, Serialize};

use super::{Experiment, Judgement, Results, judge};
use crate::fine_tuning::{ArmName, Row};

/// What came of an experiment, and how to get it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Figures {
    /// The experiment's file, as it was when it was run.
    pub experiment: String,
    /// How they were found.
    #[serde(flatten)]
    pub origin: Origin,
    /// Over how many seeds the means are.
    pub seeds: usize,
    /// The arms.
    pub arms: Vec<ArmName>,
    /// The quantities: for each arm a mean over its seeds.
    pub rows: Vec<Row>,
    /// The verdict.
    pub judgement: Judgement,
}

/// How figures were found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Origin {
    /// The day, as in 2026-11-26.
    pub date: String,
    /// The command.
    pub command: String,
    /// What computed.
    pub device: String,
}

impl Figures {
    /// The figures of an experiment, whose file has this text, with these results.
    pub fn new(experiment: &Experiment, text: &str, results: &Results, origin: Origin) -> Self {
        Self {
            experiment: text.to_owned(),
            origin,
            seeds: results.seeds(),
            arms: results.arms.clone(),
            rows: results.rows(),
            judgement: judge(results, &experiment.compared),
        }
    }
}
