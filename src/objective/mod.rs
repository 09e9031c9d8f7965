//! What pretraining and fine-tuning minimise: NT-Xent on the critic's projections plus lambda times the gradient penalty.

mod critic;
mod ntxent;
mod penalty;
mod standardisation;

pub use critic::Critic;
pub use ntxent::ntxent;
pub use penalty::{gradient_penalty, squared_derivatives};
pub use standardisation::Standardisation;
