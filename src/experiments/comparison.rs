//! What an experiment expects: a quantity of one arm beside that of another, or beside a number, and the direction.

use serde::{Deserialize, Serialize};

use super::sentences::expectation;
use crate::fine_tuning::ArmName;

/// The direction that is expected, written down before anything is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Below the other.
    Smaller,
    /// Above the other.
    Larger,
    /// Below the other, or above it by less than the margin.
    #[serde(rename = "no larger")]
    NoLarger,
    /// Above the other, or below it by less than the margin.
    #[serde(rename = "no smaller")]
    NoSmaller,
    /// Less than the margin away from the other.
    Equal,
}

impl Direction {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Smaller, Self::Larger, Self::NoLarger, Self::NoSmaller, Self::Equal];

    /// As a file names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Smaller => "smaller",
            Self::Larger => "larger",
            Self::NoLarger => "no larger",
            Self::NoSmaller => "no smaller",
            Self::Equal => "equal",
        }
    }
}

/// What a quantity is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(untagged)]
pub enum Other {
    /// The same quantity of this arm.
    Arm(String),
    /// A number.
    Number(f64),
}

/// What is compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Comparison {
    /// The quantity, as tables name it.
    pub quantity: String,
    /// The name of the arm.
    pub arm: String,
    /// What it is compared with.
    pub than: Other,
    /// The direction that is expected.
    pub expected: Direction,
    /// All of this as a sentence.
    pub sentence: String,
}

impl Comparison {
    /// A comparison of the arms with these names.
    pub(super) fn new(quantity: String, arm: String, than: Other, expected: Direction, arms: &[ArmName]) -> Self {
        let unspoken = Self { quantity, arm, than, expected, sentence: String::new() };
        Self { sentence: expectation(&unspoken, arms), ..unspoken }
    }
}
