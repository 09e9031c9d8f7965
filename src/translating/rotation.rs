//! Rotations within one space: where a change of the picture moves representations, if it moves them all alike.

use nalgebra::{DMatrix, DVector, RowDVector, SymmetricEigen};

use super::maps::orthogonal;
use crate::{
    statistics::{centre, symmetric_eigen},
    tensors::Rows,
};

/// The principal axes of some representations, by variance: a rotation of all dimensions would have more free numbers than
/// there are pictures to fit it on.
#[derive(Debug, Clone, PartialEq)]
pub struct PrincipalSpace {
    mean: RowDVector<f64>,
    /// A unit vector for each axis, `[dimension, axes]`.
    axes: DMatrix<f64>,
}

impl PrincipalSpace {
    /// That of some rows, two or more, which are finite, with so many axes at most, the first ones.
    pub fn of(rows: &Rows, most: usize) -> Self {
        Self::of_matrix(rows.matrix(), most)
    }

    /// The same of rows in double precision, `[rows, dimension]`.
    pub fn of_matrix(mut rows: DMatrix<f64>, most: usize) -> Self {
        let mean = rows.row_mean();
        centre(&mut rows, &mean);
        let SymmetricEigen { eigenvalues, eigenvectors } = symmetric_eigen(rows.tr_mul(&rows));
        let mut order: Vec<_> = (0..eigenvalues.len()).collect();
        order.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
        order.truncate(most.max(1));
        let axes: Vec<DVector<f64>> = order.iter().map(|&index| eigenvectors.column(index).into_owned()).collect();
        Self { mean, axes: DMatrix::from_columns(&axes) }
    }

    /// Where rows lie along the axes, about the mean: `[rows, axes]`.
    pub fn coordinates(&self, rows: &Rows) -> DMatrix<f64> {
        self.places(&rows.matrix())
    }

    /// The same of rows in double precision, `[rows, dimension]`.
    pub fn places(&self, rows: &DMatrix<f64>) -> DMatrix<f64> {
        let mut rows = rows.clone();
        centre(&mut rows, &self.mean);
        rows * &self.axes
    }
}

/// The rotation or reflection R with the least ‖XR − Y‖² of coordinates X before a change and Y after it, `[rows, axes]` both.
pub fn rotation(before: &DMatrix<f64>, after: &DMatrix<f64>) -> DMatrix<f64> {
    orthogonal(before, after)
}

/// Which share of the variance of coordinates `after` about their mean is left where they are predicted, from 0, where all is
/// explained.
pub fn residual(predicted: &DMatrix<f64>, after: &DMatrix<f64>) -> f64 {
    let mut about = after.clone();
    centre(&mut about, &after.row_mean());
    (predicted - after).norm_squared() / about.norm_squared().max(f64::MIN_POSITIVE)
}
