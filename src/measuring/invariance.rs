//! How much of a representation is decided by the nuisance factors.

use crate::{statistics::normalised, tensors::Rows};

/// Variances of the L2-normalised representation, summed over its dimensions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Invariance {
    /// Over nuisance views of the same factors of interest, averaged over these: Var(F | interest).
    pub conditional_variance: f64,
    /// What share that is of the whole variance: from 0, where the factors of interest alone decide, to 1. Unlike the
    /// variance itself it does not fall when all representations move closer together.
    pub nuisance_share: f64,
}

impl Invariance {
    /// That of pictures with `views` views each, the representations of one's views after the other's.
    pub fn of(representations: &Rows, views: usize) -> Self {
        let dimension = representations.length();
        let rows: Vec<f64> = representations.iter().flat_map(normalised).collect();
        let groups = rows.chunks_exact(views * dimension);
        let count = groups.len() as f64;
        let conditional_variance = groups.map(|group| variance(group, dimension)).sum::<f64>() / count;
        Self { conditional_variance, nuisance_share: conditional_variance / variance(&rows, dimension) }
    }
}

/// The unbiased variance of rows of length one, summed over dimensions. Their sum of squares is their number n, so only
/// the mean row is needed: (n − n‖mean‖²)/(n − 1).
fn variance(rows: &[f64], dimension: usize) -> f64 {
    let count = (rows.len() / dimension) as f64;
    let mean = |column: usize| rows.iter().skip(column).step_by(dimension).sum::<f64>() / count;
    let squared_norm: f64 = (0..dimension).map(|column| mean(column).powi(2)).sum();
    count * (1.0 - squared_norm) / (count - 1.0)
}
