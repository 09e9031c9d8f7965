//! The figures of an experiment at full size, as a file that the page shows.

use serde::Serialize;

use super::{Experiment, Judgement, Results, judge};
use crate::fine_tuning::{ArmName, Row};

/// What came of an experiment, and how to get it again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Figures {
    /// The day on which it was run, as in 2026-11-26.
    pub date: String,
    /// The command that runs it.
    pub command: String,
    /// What computed.
    pub device: String,
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
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The day, as in 2026-11-26.
    pub date: String,
    /// The command.
    pub command: String,
    /// What computed.
    pub device: String,
}

impl Figures {
    /// The figures of an experiment with these results.
    pub fn new(experiment: &Experiment, results: &Results, origin: Origin) -> Self {
        let Origin { date, command, device } = origin;
        let (seeds, arms, rows) = (results.seeds(), results.arms.clone(), results.rows());
        Self { date, command, device, seeds, arms, rows, judgement: judge(results, &experiment.compared) }
    }
}
