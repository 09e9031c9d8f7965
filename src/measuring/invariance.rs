//! How much of a representation is decided by the nuisance factors.

use crate::{
    error::{Error, Result},
    statistics::normalised,
    tensors::Rows,
};

/// A variance below this is one of rounding: that of rows of length one which differ by less than 10⁻⁶.
const LEAST_VARIANCE: f64 = 1e-12;

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
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `representations` where they have collapsed: all are alike, and there is nothing to share.
    pub fn of(representations: &Rows, views: usize) -> Result<Self> {
        let dimension = representations.length();
        let rows: Vec<f64> = representations.iter().flat_map(normalised).collect();
        let groups = rows.chunks_exact(views * dimension);
        let count = groups.len() as f64;
        let conditional_variance = groups.map(|group| variance(group, dimension)).sum::<f64>() / count;
        let whole = variance(&rows, dimension);
        if whole < LEAST_VARIANCE {
            let reason = "all are alike: they have collapsed.".to_owned();
            return Err(Error::Invalid { field: "representations".to_owned(), reason });
        }
        Ok(Self { conditional_variance, nuisance_share: conditional_variance / whole })
    }
}

/// The unbiased variance of rows, summed over dimensions: (Σ‖row‖² − n‖mean‖²)/(n − 1).
fn variance(rows: &[f64], dimension: usize) -> f64 {
    let count = (rows.len() / dimension) as f64;
    let mean = |column: usize| rows.iter().skip(column).step_by(dimension).sum::<f64>() / count;
    let of_mean: f64 = (0..dimension).map(|column| mean(column).powi(2)).sum();
    let of_rows: f64 = rows.iter().map(|value| value * value).sum();
    (of_rows - count * of_mean) / (count - 1.0)
}
