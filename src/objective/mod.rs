//! The arithmetic of what is minimised: the critic's projections, NT-Xent and the Rényi objective, the gradient penalty, the
//! matching of distributions.

mod critic;
mod matching;
mod ntxent;
mod penalty;
mod renyi;
mod standardisation;

pub use critic::Critic;
pub use matching::{coral, median_splits, mmd};
pub use ntxent::ntxent;
pub use penalty::{gradient_penalty, squared_derivatives};
pub use renyi::{Renyi, renyi};
pub use standardisation::Standardisation;
