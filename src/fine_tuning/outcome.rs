//! What came of a session: before, and after each arm.

use serde::{Deserialize, Serialize};

use super::{
    Arm, ArmPlan, FineTuning, SideBySide,
    quantities::{Measured, Quantity, quantities},
};
use crate::{named::Named, statistics::deviation};

/// A mean over seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The unbiased standard deviation; none of a single seed.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub deviation: Option<f64>,
}

impl Spread {
    /// The spread of some values; none of no value.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (!values.is_empty()).then(|| Self { mean, deviation: deviation(values.iter().copied()) })
    }
}

/// One quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name.
    pub quantity: String,
    /// Of the weights that training started from.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub before: Option<f64>,
    /// After each arm, at its last measurement, in the order of [`Outcome::arms`]; none before there is one. Runs that ended
    /// before their last step do not count.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "(Spread | null)[]"))]
    pub after: Vec<Option<Spread>>,
}

/// An arm by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ArmName {
    /// In files and for programs.
    pub name: String,
    /// For people.
    pub words: String,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Outcome {
    /// The arms, each a mean over its runs with different seeds; then those that are read side by side.
    pub arms: Vec<ArmName>,
    /// The quantities.
    pub rows: Vec<Row>,
}

/// The table of a session, from the measurements so far.
pub(super) fn outcome(session: &FineTuning) -> Outcome {
    let design = session.design();
    let arms = design.arms.iter().map(|ArmPlan { name, words, .. }| (name, words));
    let together = design.side_by_side.iter().map(|SideBySide { name, words, .. }| (name, words));
    let arms = arms.chain(together).map(|(name, words)| ArmName { name: name.clone(), words: words.clone() });
    let measured = measured(session);
    let rows = quantities(session.source(), design.last()).into_iter().map(|quantity| {
        let value = |measured: &Measured| (quantity.of)(measured).map(f64::from);
        let spread =
            |arm: &Vec<Option<Measured>>| Spread::of(&arm.iter().flatten().filter_map(value).collect::<Vec<_>>());
        let before = session.before().map(Measured::from).as_ref().and_then(value);
        Row { quantity: quantity.name, before, after: measured.iter().map(spread).collect() }
    });
    Outcome { rows: rows.collect(), arms: arms.collect() }
}

/// By arm, then by seed, all quantities; none of a run that ended before its last step, or has not been measured.
pub(super) fn values(session: &FineTuning) -> Vec<Vec<Option<Named<f64>>>> {
    let quantities = quantities(session.source(), session.design().last());
    let values = |measured: Measured| {
        let value = |quantity: &Quantity| Some((quantity.name.clone(), f64::from((quantity.of)(&measured)?)));
        quantities.iter().filter_map(value).collect()
    };
    measured(session).into_iter().map(|arm| arm.into_iter().map(|run| run.map(values)).collect()).collect()
}

/// The last measurements, by arm, then by seed.
fn measured(session: &FineTuning) -> Vec<Vec<Option<Measured<'_>>>> {
    let design = session.design();
    let alone = (0..design.arms.len())
        .map(|index| session.arms().iter().skip(index).step_by(design.arms.len()).map(last_measured).collect());
    let together = (0..design.side_by_side.len()).map(|index| {
        let read = session.side_by_side.iter().skip(index).step_by(design.side_by_side.len());
        read.map(|read| read.as_ref().map(Measured::from)).collect()
    });
    alone.chain(together).collect()
}

fn last_measured(arm: &Arm) -> Option<Measured<'_>> {
    arm.measurements.last().filter(|_| arm.ended.is_none()).map(Measured::from)
}
