//! The matrices R of the maps x ↦ xR, from scaled anchors X and Y, one a row.
//!
//! Each comes from the eigenvectors of a Gram matrix, and none needs singular vectors of a large one. Directions in which the
//! anchors say nothing are mapped to zero: fewer anchors than dimensions leave some, and so does a space that is wider than
//! the other. Filling the narrower space with zeros, as the authors do, therefore changes nothing, and is not done.

use nalgebra::{DMatrix, SymmetricEigen};

use crate::statistics::symmetric_eigen;

/// Eigenvalues below this share of the largest are taken for zero: single precision, in which representations come, says
/// nothing about directions with less than 10⁻⁶ of the largest deviation.
const ROUNDING: f64 = 1e-12;
/// Steps of gradient descent, as many as the authors'.
const STEPS: i32 = 300;

/// The rotation or reflection R with the least ‖XR − Y‖² (orthogonal Procrustes, Schönemann 1966).
pub(super) fn orthogonal(from: &DMatrix<f64>, to: &DMatrix<f64>) -> DMatrix<f64> {
    polar_factor(&(from.transpose() * to))
}

/// The R with the least ‖XR − Y‖², of several the one with the least norm.
pub(super) fn linear(from: &DMatrix<f64>, to: &DMatrix<f64>) -> DMatrix<f64> {
    solution(from, to, |eigenvalue, _| 1.0 / eigenvalue)
}

/// The rotation or reflection nearest to [`linear`].
pub(super) fn orthogonal_by_linear(from: &DMatrix<f64>, to: &DMatrix<f64>) -> DMatrix<f64> {
    polar_factor(&linear(from, to))
}

/// What gradient descent on ‖XR − Y‖² has found from zero after [`STEPS`] steps, the longest that bring every direction
/// nearer. Where a step shrinks what is missing along an eigenvector of XᵀX to 1 − λ/λ₁, all steps leave its power: no step
/// need be taken. An offset would stay zero, as X and Y have the mean zero.
///
/// Theirs are steps of Adam, whose end depends on the learning rate; the idea is the same: stopping early keeps directions
/// in which the anchors hardly differ from being followed into noise.
pub(super) fn affine(from: &DMatrix<f64>, to: &DMatrix<f64>) -> DMatrix<f64> {
    solution(from, to, |eigenvalue, largest| (1.0 - (1.0 - eigenvalue / largest).powi(STEPS)) / eigenvalue)
}

/// The orthogonal matrix nearest to M = UΣVᵀ, that is UVᵀ = MVΣ⁻¹Vᵀ, without singular values of zero.
fn polar_factor(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    if matrix.nrows() < matrix.ncols() {
        return polar_factor(&matrix.transpose()).transpose();
    }
    matrix * on_eigenvalues(matrix.transpose() * matrix, |eigenvalue, _| 1.0 / eigenvalue.sqrt())
}

/// f(XᵀX) XᵀY, or Xᵀ f(XXᵀ) Y, which is the same: by the smaller Gram matrix.
fn solution(from: &DMatrix<f64>, to: &DMatrix<f64>, function: impl Fn(f64, f64) -> f64) -> DMatrix<f64> {
    let transposed = from.transpose();
    if from.nrows() < from.ncols() {
        let inner = on_eigenvalues(from * &transposed, function) * to;
        return transposed * inner;
    }
    on_eigenvalues(&transposed * from, function) * (transposed * to)
}

/// A function of a Gram matrix: of each of its eigenvalues, and of the largest; those of zero stay zero.
fn on_eigenvalues(gram: DMatrix<f64>, function: impl Fn(f64, f64) -> f64) -> DMatrix<f64> {
    let SymmetricEigen { eigenvalues, eigenvectors } = symmetric_eigen(gram);
    let largest = eigenvalues.max();
    let mut scaled = eigenvectors.clone();
    for (mut column, &eigenvalue) in scaled.column_iter_mut().zip(&eigenvalues) {
        column *= if eigenvalue > ROUNDING * largest { function(eigenvalue, largest) } else { 0.0 };
    }
    scaled * eigenvectors.transpose()
}
