//! The arithmetic of what is minimised: the critic's projections, NT-Xent, the gradient penalty.

mod critic;
mod ntxent;
mod penalty;
mod standardisation;

pub use critic::Critic;
pub use ntxent::ntxent;
pub use penalty::{gradient_penalty, squared_derivatives};
pub use standardisation::Standardisation;
