//! What a sweep finds: how blind an encoder is to each factor.

use serde::{Deserialize, Serialize};

use crate::{named::Named, pictures::Role, statistics::rank_correlation};

/// How blind an encoder is to what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Blindness {
    /// Samples that every factor was moved of.
    pub samples: usize,
    /// Values that a factor was given, equally spaced over its range.
    pub values: usize,
    /// Further samples, of which the covariance was taken and a probe was fitted.
    pub clean: usize,
    /// How many directions whitening has kept …
    pub kept: usize,
    /// … of so many that a representation has.
    pub of: usize,
    /// The highest firing score that there can be ([`Firing::most`](crate::measuring::Firing::most)).
    pub most_firing: f32,
    /// By factor.
    pub factors: Vec<FactorBlindness>,
}

/// How blind an encoder is to one factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FactorBlindness {
    /// Its name.
    pub name: String,
    /// What it was to the encoder when that learned. Fixed: it has not seen it move.
    pub role: Role,
    /// What share of the normalised representation's variance the factor decides, from 0, blind, to 1
    /// ([`Invariance::nuisance_share`](crate::measuring::Invariance::nuisance_share)).
    pub variance_share: f32,
    /// The mean cosine between the whitened representations before and after the factor moves: 1 where it moves nothing
    /// ([`Whitening::cosine`](crate::measuring::Whitening::cosine)).
    pub whitened_cosine: f32,
    /// How steadily units fire whatever the factor is ([`Firing::score`](crate::measuring::Firing::score)).
    pub firing: f32,
    /// What luck would make of that ([`Firing::chance`](crate::measuring::Firing::chance)).
    pub chance: f32,
    /// The share of the factor's variance that a linear probe does not read from one picture: 0 where it is read exactly, 1
    /// where no better than by its mean. Not there where the clean samples do not differ in the factor.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub unread: Option<f32>,
}

/// A value of a factor, where it has it.
type Of = fn(&FactorBlindness) -> Option<f32>;

/// The quantities of a factor, as tables, files and experiments name them before “of” and the factor's name.
const QUANTITIES: [(&str, Of); 5] = [
    ("share of the variance", |factor| Some(factor.variance_share)),
    ("whitened cosine", |factor| Some(factor.whitened_cosine)),
    ("firing", |factor| Some(factor.firing)),
    ("firing over chance", |factor| Some(factor.firing / factor.chance)),
    (UNREAD_SHARE, |factor| factor.unread),
];

/// The one of them that is measured on clean samples, and so on other occasions as well.
pub const UNREAD_SHARE: &str = "unread share";

/// How blindness and reading go together, over the factors ([`Blindness::against_reading`]).
pub const RANK_CORRELATION: &str = "blindness against reading, rank correlation";

/// The names of all quantities of a sweep of some factors, some of which are read.
pub(super) fn blindness_quantities(moved: &[&str], read: &[&str]) -> Vec<String> {
    let of_factors = QUANTITIES.iter().flat_map(|&(quantity, _)| {
        let factors = if quantity == UNREAD_SHARE { read } else { moved };
        factors.iter().map(move |name| quantity_of(quantity, name))
    });
    of_factors.chain([RANK_CORRELATION.to_owned()]).collect()
}

/// The name of a quantity of a factor.
pub fn quantity_of(quantity: &str, factor: &str) -> String {
    format!("{quantity} of {factor}")
}

impl Blindness {
    /// All of it by the names of [`Sweep::quantity_names`](crate::measuring::Sweep::quantity_names), as far as there are numbers.
    pub fn quantities(&self) -> Named<f64> {
        let of_factors = QUANTITIES.iter().flat_map(|(quantity, of)| {
            let value =
                move |factor: &FactorBlindness| Some((quantity_of(quantity, &factor.name), f64::from(of(factor)?)));
            self.factors.iter().filter_map(value)
        });
        let correlation = self.against_reading().map(|value| (RANK_CORRELATION.to_owned(), value));
        of_factors.chain(correlation).collect()
    }

    /// Whether the encoder reads worse what it is more blind to: Spearman's rank correlation over the factors, from −1 to 1,
    /// of the whitened cosine with the share that is not read. None where fewer than two factors are read, or all alike.
    pub fn against_reading(&self) -> Option<f64> {
        let pairs = self.factors.iter().filter_map(|factor| Some((factor.whitened_cosine, factor.unread?)));
        let (blind, unread): (Vec<_>, Vec<_>) =
            pairs.map(|(blind, unread)| (f64::from(blind), f64::from(unread))).unzip();
        rank_correlation(&blind, &unread)
    }
}
