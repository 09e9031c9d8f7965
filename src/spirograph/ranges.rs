//! What factors are drawn from.

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::factors::{Factor, Factors, Role, Split};
use crate::random::uniform;

/// A range for each factor, each drawn uniformly from its own. The default is the training distribution; others, which
/// may leave [`Factor::bounds`], test what an encoder makes of what it has never seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ranges([(f64, f64); 10]);

impl Default for Ranges {
    fn default() -> Self {
        Self(Factor::ALL.map(Factor::bounds))
    }
}

impl Ranges {
    /// The same but for one factor, whose lower and upper end move by the given amounts.
    pub fn moved(mut self, factor: Factor, (by_lower, by_upper): (f64, f64)) -> Self {
        let (lower, upper) = &mut self.0[factor.column()];
        *lower += by_lower;
        *upper += by_upper;
        self
    }

    /// A draw of all factors.
    pub fn draw(&self, generator: &mut ChaCha8Rng) -> Factors {
        Factors(self.0.map(|range| uniform(generator, range)))
    }

    /// The same factors of interest under newly drawn nuisance factors: another view of the same thing.
    pub fn view(&self, factors: &Factors, split: &Split, generator: &mut ChaCha8Rng) -> Factors {
        let mut view = *factors;
        for factor in split.factors(Role::Nuisance) {
            let column = factor.column();
            view.0[column] = uniform(generator, self.0[column]);
        }
        view
    }
}
