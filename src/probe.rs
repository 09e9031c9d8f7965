//! The linear read-out: ridge regression, in closed form, from representations to factors.

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    spirograph::{Factor, Factors},
};

/// Weight of the ridge as a share of the representation's mean variance: enough to make the system solvable when a
/// dimension is constant, too little to bias the read-out.
pub const RIDGE: f64 = 1e-5;

/// Representations with the factors that they were made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// `samples · dimension` numbers, row by row.
    pub representations: Vec<f32>,
    /// Length of a representation.
    pub dimension: usize,
    /// The factors of each sample.
    pub factors: Vec<Factors>,
}

/// An affine map from a representation to the factors of interest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// The factors that are read back, in the order of the rows of `weights`.
    pub targets: Vec<Factor>,
    /// One row of `dimension` weights for each target.
    pub weights: Vec<Vec<f64>>,
    /// What is added for each target.
    pub offsets: Vec<f64>,
}

impl Probe {
    /// Fits min ‖y − w·r − c‖² + ridge·‖w‖² for every target.
    ///
    /// # Errors
    /// [`Error::WrongLength`] for fewer than two samples; [`Error::Invalid`] when the representations hold NaN or
    /// infinite numbers, so that no solution exists.
    pub fn fit(samples: &Samples, targets: &[Factor], ridge: f64) -> Result<Self> {
        let (count, dimension) = (samples.factors.len(), samples.dimension);
        if count < 2 || samples.representations.len() != count * dimension {
            return Err(Error::WrongLength {
                field: "samples".to_owned(),
                found: samples.representations.len() / dimension.max(1),
                expected: "two or more, one for each set of factors".to_owned(),
            });
        }
        let mut rows =
            DMatrix::from_row_iterator(count, dimension, samples.representations.iter().map(|&r| f64::from(r)));
        let centre = rows.row_mean();
        for mut row in rows.row_iter_mut() {
            row -= &centre;
        }
        let mut gram = rows.transpose() * &rows;
        let weight = ridge * gram.trace() / dimension as f64 + f64::MIN_POSITIVE;
        for index in 0..dimension {
            gram[(index, index)] += weight;
        }
        let solver = gram.cholesky().ok_or_else(|| Error::Invalid {
            field: "representations".to_owned(),
            reason: "no linear read-out exists, because the representations are constant or not finite.".to_owned(),
        })?;
        let mut probe = Probe { targets: targets.to_vec(), weights: Vec::new(), offsets: Vec::new() };
        for &target in targets {
            let values = DVector::from_iterator(count, samples.factors.iter().map(|factors| factors.get(target)));
            let mean = values.mean();
            let solution = solver.solve(&(rows.transpose() * values.add_scalar(-mean)));
            probe.offsets.push(mean - (&centre * &solution)[0]);
            probe.weights.push(solution.iter().copied().collect());
        }
        Ok(probe)
    }

    /// Reads the targets from one representation.
    pub fn read(&self, representation: &[f32]) -> Vec<f64> {
        let read = |(weights, offset): (&Vec<f64>, &f64)| {
            offset + weights.iter().zip(representation).map(|(w, &r)| w * f64::from(r)).sum::<f64>()
        };
        self.weights.iter().zip(&self.offsets).map(read).collect()
    }

    /// Mean squared error for each target.
    pub fn mean_squared_errors(&self, samples: &Samples) -> Vec<f32> {
        let mut errors = vec![0.0; self.targets.len()];
        for (representation, factors) in samples.representations.chunks_exact(samples.dimension).zip(&samples.factors) {
            for ((error, read), &target) in errors.iter_mut().zip(self.read(representation)).zip(&self.targets) {
                *error += (read - factors.get(target)).powi(2);
            }
        }
        errors.iter().map(|error| (error / samples.factors.len() as f64) as f32).collect()
    }
}
