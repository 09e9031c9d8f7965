//! Factors: what a picture is made from, each a row of its kind's table.

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::symmetry::Symmetry;
use crate::{
    error::{Error, Result, within},
    named::Named,
    random::uniform,
};

/// What a factor is to the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// To be kept by the representation and read back.
    Interest,
    /// To be forgotten by the representation.
    Nuisance,
    /// To be followed by the representation: it moves with the factor, in a way that can be predicted.
    Equivariant,
    /// The same in all pictures: its neutral value.
    Fixed,
}

impl Role {
    /// The names.
    pub const NAMES: &[&str] = &["interest", "nuisance", "equivariant", "fixed"];

    /// Whether views of one thing that are to be the same to the representation differ in it.
    pub fn varies(self) -> bool {
        self == Role::Nuisance
    }

    /// Whether pictures differ in it.
    pub fn is_free(self) -> bool {
        self != Role::Fixed
    }

    /// Whether it is read back.
    pub fn is_read(self) -> bool {
        self == Role::Interest
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Role::Interest => "interest",
            Role::Nuisance => "nuisance",
            Role::Equivariant => "equivariant",
            Role::Fixed => "fixed",
        }
    }
}

/// A factor: a row of the table of a kind of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Factor {
    /// Its name, as the paper and the reference files write it.
    pub name: &'static str,
    /// A few words.
    pub label: &'static str,
    /// A sentence.
    pub meaning: &'static str,
    /// Smallest value; the training distribution reaches from here …
    pub lower: f64,
    /// … to the largest value.
    pub upper: f64,
    /// The values that it can be drawn with at all: how far beyond its bounds the views of a batch may be widened.
    #[serde(skip)]
    pub drawable: (f64, f64),
    /// Its value where nothing else is asked for, and where a control begins.
    pub neutral: f64,
    /// What it is to the task.
    pub role: Role,
    /// Whether the training distribution, else uniform, favours values near the neutral one: the distance from it is as
    /// the square of a uniform number.
    #[serde(skip)]
    pub is_mostly_neutral: bool,
    /// Whether pictures have a derivative by it.
    #[serde(skip)]
    pub is_differentiable: bool,
}

impl Factor {
    /// The length of its range.
    pub fn range(&self) -> f64 {
        self.upper - self.lower
    }

    /// Variance of the training distribution: what the mean predictor's squared error is.
    pub fn variance(&self) -> f64 {
        if !self.is_mostly_neutral {
            return self.range().powi(2) / 12.0;
        }
        // The distance is r·u² on either side, with u uniform: its mean is r/3, that of its square r²/5.
        let sides = [(self.upper - self.neutral, 1.0), (self.lower - self.neutral, -1.0)];
        let moment =
            |of: fn(f64) -> f64| sides.iter().map(|&(side, sign)| sign * side / self.range() * of(side)).sum::<f64>();
        moment(|side| side * side / 5.0) - moment(|side| side / 3.0).powi(2)
    }

    /// A draw from `lower..upper`, in the manner of the training distribution.
    pub fn draw(&self, (lower, upper): (f64, f64), generator: &mut ChaCha8Rng) -> f64 {
        let value = uniform(generator, (lower, upper));
        if !self.is_mostly_neutral || !(lower..=upper).contains(&self.neutral) {
            return value;
        }
        let distance = value - self.neutral;
        let side = if distance < 0.0 { self.neutral - lower } else { upper - self.neutral };
        self.neutral + distance * distance.abs() / side.max(f64::MIN_POSITIVE)
    }

    /// A range of `strength` times the length about the same middle, as far as it can be drawn. Where a range begins at the
    /// neutral value and small values are commoner, as of a flaw that is none or more, it goes on beginning there.
    pub fn widened(&self, (lower, upper): (f64, f64), strength: f64) -> (f64, f64) {
        let length = strength * (upper - lower);
        let begins_neutral = self.is_mostly_neutral && lower == self.neutral;
        let lower = if begins_neutral { lower } else { (lower + upper - length) / 2.0 };
        let (least, most) = self.drawable;
        (lower.clamp(least, most), (lower + length).clamp(least, most))
    }

    /// Returns `value` if the factor can have it.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] naming the factor: NaN, infinite or outside its bounds.
    pub fn check(&self, value: f64) -> Result<f64> {
        within(self.name, value, (self.lower, self.upper))
    }
}

/// What one picture shows: a thing, and the factors that it is shown with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// Which of the things that the kind of pictures has.
    pub thing: usize,
    /// The values of its factors, in the order of its table.
    pub factors: Vec<f64>,
    /// Seed of what is random in it besides: how the hand trembles, and where.
    pub noise: u64,
    /// How the whole picture is turned or reflected.
    pub symmetry: Symmetry,
}

impl Scene {
    /// A picture of the first thing.
    pub fn new(factors: impl Into<Vec<f64>>) -> Self {
        Self { factors: factors.into(), ..Self::default() }
    }

    /// The picture of the first thing with neutral factors.
    pub fn neutral(table: &[Factor]) -> Self {
        Self::new(table.iter().map(|factor| factor.neutral).collect::<Vec<_>>())
    }

    /// The picture of a thing with factors by name; those that are left out are neutral.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming a factor that the table does not have; [`Error::OutOfBounds`] naming the first that is
    /// NaN, infinite or outside its bounds.
    pub fn named(table: &[Factor], thing: usize, factors: &Named<f64>) -> Result<Self> {
        for (name, _) in factors.iter() {
            column(table, name)?;
        }
        let value = |factor: &Factor| factor.check(factors.get(factor.name).copied().unwrap_or(factor.neutral));
        Ok(Self { thing, ..Self::new(table.iter().map(value).collect::<Result<Vec<_>>>()?) })
    }

    /// The factors by name.
    pub fn by_name(&self, table: &[Factor]) -> Named<f64> {
        table.iter().zip(&self.factors).map(|(factor, &value)| (factor.name, value)).collect()
    }
}

/// The column of a factor in a table.
///
/// # Errors
/// [`Error::Invalid`] naming a factor that the table does not have.
pub fn column(table: &[Factor], name: &str) -> Result<usize> {
    table.iter().position(|factor| factor.name == name).ok_or_else(|| Error::Invalid {
        field: name.to_owned(),
        reason: format!("must be a factor of these pictures: {}.", names(table)),
    })
}

fn names(table: &[Factor]) -> String {
    table.iter().map(|factor| factor.name).collect::<Vec<_>>().join(", ")
}
