//! The arithmetic of what is minimised: the critic's projections, NT-Xent, the Rényi objective and the one without negatives, the
//! gradient penalty, the matching of distributions, equivariance.

mod critic;
mod equivariance;
mod head;
mod matching;
mod no_negatives;
mod ntxent;
mod penalty;
mod power;
mod renyi;
mod standardisation;

pub use critic::{Critic, PROJECTION};
pub use equivariance::{choice_error, isometry, moves_error};
pub use head::Head;
pub use matching::{coral, median_splits, mmd};
pub use no_negatives::no_negatives;
pub use ntxent::ntxent;
pub use penalty::{gradient_penalty, squared_derivatives};
pub use power::PowerNormalisation;
pub use renyi::{Renyi, renyi};
pub use standardisation::Standardisation;
