//! What came of a session: before, without and with the regulariser.

use serde::Serialize;

use super::{FineTuning, Kind};
use crate::{
    held_out::Measurement,
    spirograph::{Factor, Role, Split},
    statistics::deviation,
};

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
    /// After the runs without the penalty, at their last measurement.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Spread | null"))]
    pub without: Option<Spread>,
    /// After the runs with the penalty, likewise.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Spread | null"))]
    pub with: Option<Spread>,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Outcome {
    /// The quantities, the smaller the better all of them, but for the sensitivities to factors of interest.
    pub rows: Vec<Row>,
}

/// The table of a session, as far as there are measurements.
pub(super) fn outcome(session: &FineTuning) -> Outcome {
    let last = |kind: Kind| {
        let arms = session.arms().iter().filter(move |arm| arm.kind == kind);
        arms.filter_map(|arm| arm.measurements.last()).collect::<Vec<_>>()
    };
    let (without, with) = (last(Kind::Without), last(Kind::With));
    let row = |(quantity, of): (String, Of)| {
        let spread =
            |measurements: &[&Measurement]| Spread::of(&measurements.iter().map(|m| of(m)).collect::<Vec<_>>());
        let before = session.before().map(&of);
        Row { quantity, before, without: spread(&without), with: spread(&with) }
    };
    Outcome { rows: quantities(&session.settings().split).into_iter().map(row).collect() }
}

/// A quantity of a measurement.
type Of = Box<dyn Fn(&Measurement) -> f64>;

fn quantities(split: &Split) -> Vec<(String, Of)> {
    let mut quantities: Vec<(String, Of)> = vec![
        ("conditional variance".to_owned(), Box::new(|m| m.conditional_variance.into())),
        ("nuisance's share of the variance".to_owned(), Box::new(|m| m.nuisance_share.into())),
        ("gradient penalty".to_owned(), Box::new(|m| m.penalty.into())),
    ];
    let interest = split.factors(Role::Interest);
    for (index, views) in [1, crate::held_out::VIEWS].into_iter().enumerate() {
        for (column, factor) in interest.iter().enumerate() {
            let name = format!("error of {}, M = {views}", factor.name());
            quantities.push((name, Box::new(move |m| m.read_back[index].errors[column].into())));
        }
        let mean = move |m: &Measurement| {
            let errors = &m.read_back[index].errors;
            f64::from(errors.iter().sum::<f32>()) / errors.len() as f64
        };
        quantities.push((format!("mean error, M = {views}"), Box::new(mean)));
    }
    for factor in Factor::ALL {
        let role = if split.role(factor) == Role::Nuisance { "nuisance" } else { "interest" };
        let name = format!("sensitivity to {} ({role})", factor.name());
        quantities.push((name, Box::new(move |m| m.sensitivities[factor.column()].into())));
    }
    quantities
}
