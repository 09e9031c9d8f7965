//! The factors as a person meets them.

use serde::Serialize;

use super::factors::{Factor, Factors, Role, Split};

/// A factor, for whoever builds a control for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FactorSpec {
    /// Its name.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "FactorName"))]
    pub name: Factor,
    /// A few words.
    pub label: &'static str,
    /// A sentence.
    pub meaning: &'static str,
    /// Smallest value.
    pub lower: f64,
    /// Largest value.
    pub upper: f64,
    /// Where a control begins.
    pub default: f64,
    /// What it is to the task.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Role"))]
    pub role: Role,
}

impl FactorSpec {
    /// The factors in column order with their roles in the paper.
    pub fn all() -> Vec<Self> {
        Factor::ALL.into_iter().map(Self::of).collect()
    }

    fn of(factor: Factor) -> Self {
        let (label, meaning) = match factor {
            Factor::M => {
                ("fixed circle", "Radius of the fixed circle that the other one rolls in: the size of the figure.")
            }
            Factor::B => ("rolling circle", "Radius of the rolling circle: how many petals, and how they overlap."),
            Factor::H => {
                ("pen offset", "Distance of the pen from the rolling circle's centre: how far the petals reach.")
            }
            Factor::Sigma => ("pen width", "Width of the pen: how softly the curve fades."),
            Factor::ForeRed => ("foreground red", "Red of the curve."),
            Factor::BackRed => ("background red", "Red of the paper."),
            Factor::ForeGreen => ("foreground green", "Green of the curve."),
            Factor::BackGreen => ("background green", "Green of the paper."),
            Factor::ForeBlue => ("foreground blue", "Blue of the curve."),
            Factor::BackBlue => ("background blue", "Blue of the paper."),
        };
        let (lower, upper) = factor.bounds();
        let default = Factors::EXAMPLE.get(factor);
        let role = Split::PAPER.role(factor);
        Self { name: factor, label, meaning, lower, upper, default, role }
    }
}
