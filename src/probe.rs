//! The linear read-out: ridge regression, in closed form, from representations to factors.

use nalgebra::{DMatrix, DVector, Dyn, SymmetricEigen};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    spirograph::{Factor, Factors},
};

/// Weights of the ridge that are tried, as shares of the representation's mean variance: from just enough to solve the
/// system when a dimension is constant, to one that leaves little but the mean. Each is three times the one before.
const RIDGES: std::ops::Range<i32> = -15..8;

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

impl Samples {
    /// The first `count` of them, or all where there are fewer.
    pub fn first(&self, count: usize) -> Self {
        let count = count.min(self.factors.len());
        Self {
            representations: self.representations[..count * self.dimension].to_vec(),
            dimension: self.dimension,
            factors: self.factors[..count].to_vec(),
        }
    }
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
    /// Fits min ‖y − w·r − c‖² + ridge·‖w‖² for every target. The ridge is the one with the least generalised
    /// cross-validation error (Golub, Heath and Wahba 1979): with many samples next to none, with few as much as it takes.
    ///
    /// # Errors
    /// [`Error::WrongLength`] for fewer than two samples; [`Error::Invalid`] when the representations hold NaN or
    /// infinite numbers, so that no solution exists.
    pub fn fit(samples: &Samples, targets: &[Factor]) -> Result<Self> {
        let (count, dimension) = (samples.factors.len(), samples.dimension);
        if count < 2 || samples.representations.len() != count * dimension {
            return Err(Error::WrongLength {
                field: "samples".to_owned(),
                found: samples.representations.len() / dimension.max(1),
                expected: "two or more, one for each set of factors".to_owned(),
            });
        }
        if samples.representations.iter().any(|value| !value.is_finite()) {
            return Err(Error::Invalid {
                field: "representations".to_owned(),
                reason: "no linear read-out exists, because the representations are not finite.".to_owned(),
            });
        }
        let mut rows =
            DMatrix::from_row_iterator(count, dimension, samples.representations.iter().map(|&r| f64::from(r)));
        let centre = rows.row_mean();
        for mut row in rows.row_iter_mut() {
            row -= &centre;
        }
        let system = System::new(rows.tr_mul(&rows), count);
        let mut probe = Probe { targets: targets.to_vec(), weights: Vec::new(), offsets: Vec::new() };
        for &target in targets {
            let values = DVector::from_iterator(count, samples.factors.iter().map(|factors| factors.get(target)));
            let mean = values.mean();
            let values = values.add_scalar(-mean);
            let solution = system.solve(&rows.tr_mul(&values), values.norm_squared());
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

/// The normal equations of a ridge regression, diagonalised, so that every ridge costs next to nothing.
struct System {
    eigen: SymmetricEigen<f64, Dyn>,
    count: f64,
}

impl System {
    fn new(gram: DMatrix<f64>, count: usize) -> Self {
        Self { eigen: gram.symmetric_eigen(), count: count as f64 }
    }

    /// The solution for Xᵀy and ‖y‖² with the best ridge.
    fn solve(&self, moments: &DVector<f64>, squares: f64) -> DVector<f64> {
        // Rounding can make an eigenvalue of zero negative.
        let values = self.eigen.eigenvalues.map(|value| value.max(0.0));
        let turned = self.eigen.eigenvectors.tr_mul(moments);
        let unit = values.mean() + f64::MIN_POSITIVE;
        let error = |ridge: f64| {
            let (mut residual, mut freedom) = (squares, 1.0);
            for (&value, &turned) in values.iter().zip(turned.iter()) {
                let shrunk = value + ridge;
                residual += turned * turned * (value / shrunk - 2.0) / shrunk;
                freedom += value / shrunk;
            }
            residual.max(0.0) / (self.count - freedom).max(f64::MIN_POSITIVE).powi(2)
        };
        let ridges = RIDGES.map(|power| unit * 3.0_f64.powi(power));
        let best = ridges.map(|ridge| (error(ridge), ridge)).min_by(|a, b| a.0.total_cmp(&b.0));
        let ridge = best.map_or(unit, |(_, ridge)| ridge);
        &self.eigen.eigenvectors * turned.zip_map(&values, |turned, value| turned / (value + ridge))
    }
}
