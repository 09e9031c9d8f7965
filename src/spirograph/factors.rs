//! The ten factors, their bounds, and which of them are of interest and which are nuisance.

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::ranges::Ranges;
use crate::error::{Error, Result, within};

/// One of the ten factors, in the order of the columns of every factor array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Factor {
    /// Radius of the fixed circle.
    #[serde(rename = "m")]
    M,
    /// Radius of the rolling circle.
    #[serde(rename = "b")]
    B,
    /// Distance of the pen from the rolling circle's centre.
    #[serde(rename = "h")]
    H,
    /// Width of the pen: the scale of the kernel `exp(−d²/sigma)`.
    #[serde(rename = "sigma")]
    Sigma,
    /// Red of the foreground.
    #[serde(rename = "fore.r")]
    ForeRed,
    /// Red of the background.
    #[serde(rename = "back.r")]
    BackRed,
    /// Green of the foreground.
    #[serde(rename = "fore.g")]
    ForeGreen,
    /// Green of the background.
    #[serde(rename = "back.g")]
    BackGreen,
    /// Blue of the foreground.
    #[serde(rename = "fore.b")]
    ForeBlue,
    /// Blue of the background.
    #[serde(rename = "back.b")]
    BackBlue,
}

impl Factor {
    /// All factors, in column order.
    pub const ALL: [Factor; 10] = [
        Factor::M,
        Factor::B,
        Factor::H,
        Factor::Sigma,
        Factor::ForeRed,
        Factor::BackRed,
        Factor::ForeGreen,
        Factor::BackGreen,
        Factor::ForeBlue,
        Factor::BackBlue,
    ];

    /// The column of this factor.
    pub fn column(self) -> usize {
        self as usize
    }

    /// The factor's name, as the paper and the reference files write it.
    pub fn name(self) -> &'static str {
        match self {
            Factor::M => "m",
            Factor::B => "b",
            Factor::H => "h",
            Factor::Sigma => "sigma",
            Factor::ForeRed => "fore.r",
            Factor::BackRed => "back.r",
            Factor::ForeGreen => "fore.g",
            Factor::BackGreen => "back.g",
            Factor::ForeBlue => "fore.b",
            Factor::BackBlue => "back.b",
        }
    }

    /// Smallest and largest value; the training distribution is uniform between them.
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Factor::M => (2.0, 5.0),
            Factor::B => (0.1, 1.1),
            Factor::H => (0.5, 2.5),
            Factor::Sigma => (0.25, 1.0),
            Factor::ForeRed | Factor::ForeGreen | Factor::ForeBlue => (0.4, 1.0),
            Factor::BackRed | Factor::BackGreen | Factor::BackBlue => (0.0, 0.6),
        }
    }

    /// The direction in which this factor alone moves, by one unit.
    pub fn direction(self) -> [f64; 10] {
        Factor::ALL.map(|other| f64::from(u8::from(other == self)))
    }

    /// Variance of the training distribution: what the mean predictor's squared error is.
    pub fn variance(self) -> f64 {
        let (lower, upper) = self.bounds();
        (upper - lower).powi(2) / 12.0
    }
}

/// What a factor is to the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// To be kept by the representation and read back.
    Interest,
    /// To be forgotten by the representation.
    Nuisance,
}

/// Which factors are of interest and which are nuisance; at least one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split([Role; 10]);

impl Split {
    /// The paper's split: m, b, sigma and the red of the foreground are of interest.
    pub const PAPER: Split = {
        let mut roles = [Role::Nuisance; 10];
        roles[Factor::M as usize] = Role::Interest;
        roles[Factor::B as usize] = Role::Interest;
        roles[Factor::Sigma as usize] = Role::Interest;
        roles[Factor::ForeRed as usize] = Role::Interest;
        Split(roles)
    };

    /// A split by the roles of the columns.
    ///
    /// # Errors
    /// [`Error::Invalid`] unless both roles occur.
    pub fn new(roles: [Role; 10]) -> Result<Self> {
        let split = Split(roles);
        split.check()?;
        Ok(split)
    }

    /// Checks that both roles occur.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `split` unless they do.
    pub fn check(&self) -> Result<()> {
        for role in [Role::Interest, Role::Nuisance] {
            if self.factors(role).is_empty() {
                return Err(Error::Invalid {
                    field: "split".to_owned(),
                    reason: "at least one factor must be of interest and at least one nuisance.".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// The role of a factor.
    pub fn role(&self, factor: Factor) -> Role {
        self.0[factor.column()]
    }

    /// The factors of a role, in column order.
    pub fn factors(&self, role: Role) -> Vec<Factor> {
        Factor::ALL.into_iter().filter(|&factor| self.role(factor) == role).collect()
    }
}

/// Values of the ten factors.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Factors(pub [f64; 10]);

impl Factors {
    /// A pleasant Spirograph to begin with.
    pub const EXAMPLE: Factors = Factors([4.0, 0.6, 1.4, 0.4, 0.95, 0.1, 0.75, 0.12, 0.45, 0.3]);

    /// Factors from a slice in column order.
    ///
    /// # Errors
    /// [`Error::WrongLength`] unless there are ten; [`Error::OutOfBounds`] naming the first factor that is NaN, infinite
    /// or outside its bounds (b = 0 is).
    pub fn new(values: &[f64]) -> Result<Self> {
        let values: [f64; 10] = values.try_into().map_err(|_| Error::WrongLength {
            field: "factors".to_owned(),
            found: values.len(),
            expected: "10".to_owned(),
        })?;
        for factor in Factor::ALL {
            within(factor.name(), values[factor.column()], factor.bounds())?;
        }
        Ok(Factors(values))
    }

    /// A draw from the training distribution.
    pub fn random(generator: &mut ChaCha8Rng) -> Self {
        Ranges::default().draw(generator)
    }

    /// The same factors of interest under newly drawn nuisance factors: another view of the same thing.
    pub fn view(&self, split: &Split, generator: &mut ChaCha8Rng) -> Self {
        Ranges::default().view(self, split, generator)
    }

    /// The value of one factor.
    pub fn get(&self, factor: Factor) -> f64 {
        self.0[factor.column()]
    }

    /// `other − self`, column by column: the direction α′ − α.
    pub fn towards(&self, other: &Factors) -> [f64; 10] {
        std::array::from_fn(|column| other.0[column] - self.0[column])
    }
}
