//! Standard scaling: each dimension by its own mean and deviation over the anchors.

use nalgebra::{DMatrix, RowDVector};

/// A deviation below this share of the largest is rounding: the dimension does not vary.
const ROUNDING: f64 = 1e-9;

/// The mean and the deviation of each dimension.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    mean: RowDVector<f64>,
    deviation: RowDVector<f64>,
}

impl Scale {
    /// Of some rows, two or more: deviations are unbiased, and 1 where a dimension does not vary.
    pub fn of(rows: &DMatrix<f64>) -> Self {
        let mean = rows.row_mean();
        let unbiased = rows.nrows() as f64 / (rows.nrows() - 1) as f64;
        let deviation = (rows.row_variance() * unbiased).map(f64::sqrt);
        let least = ROUNDING * deviation.max();
        Self { mean, deviation: deviation.map(|deviation| if deviation > least { deviation } else { 1.0 }) }
    }

    /// One that changes nothing.
    pub fn none(length: usize) -> Self {
        Self { mean: RowDVector::zeros(length), deviation: RowDVector::from_element(length, 1.0) }
    }

    /// How many dimensions it is of.
    pub fn length(&self) -> usize {
        self.mean.len()
    }

    /// Rows without their units.
    pub fn scaled(&self, mut rows: DMatrix<f64>) -> DMatrix<f64> {
        for mut row in rows.row_iter_mut() {
            row -= &self.mean;
            row.component_div_assign(&self.deviation);
        }
        rows
    }

    /// Rows with their units again.
    pub fn restored(&self, mut rows: DMatrix<f64>) -> DMatrix<f64> {
        for mut row in rows.row_iter_mut() {
            row.component_mul_assign(&self.deviation);
            row += &self.mean;
        }
        rows
    }
}
