//! What came of a session: before, and after each arm.

use serde::Serialize;

use super::{FineTuning, plan::ArmPlan, quantities::quantities};
use crate::{measuring::Measurement, statistics::deviation};

/// A mean over seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Row {
    /// Its name.
    pub quantity: String,
    /// Of the weights that training started from.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub before: Option<f64>,
    /// After each arm, at its last measurement, in the order of [`Outcome::arms`]; none before there is one.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "(Spread | null)[]"))]
    pub after: Vec<Option<Spread>>,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Outcome {
    /// The arms, each a mean over its runs with different seeds.
    pub arms: Vec<ArmPlan>,
    /// The quantities.
    pub rows: Vec<Row>,
}

/// The table of a session, from the measurements so far.
pub(super) fn outcome(session: &FineTuning) -> Outcome {
    let plans = session.plan().arms();
    let last = |name: &str| -> Vec<&Measurement> {
        let arms = session.arms().iter().filter(|arm| arm.name == name);
        arms.filter_map(|arm| arm.measurements.last()).collect()
    };
    let measurements: Vec<_> = plans.iter().map(|plan| last(plan.name)).collect();
    let rows = quantities(session.source()).into_iter().map(|quantity| {
        let value = |m: &&Measurement| (quantity.of)(m).map(f64::from);
        let spread = |arm: &Vec<&Measurement>| Spread::of(&arm.iter().filter_map(value).collect::<Vec<_>>());
        let (before, after) = (session.before().as_ref().and_then(value), measurements.iter().map(spread).collect());
        Row { quantity: quantity.name, before, after }
    });
    Outcome { rows: rows.collect(), arms: plans }
}
