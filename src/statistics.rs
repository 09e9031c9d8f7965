//! The few statistics that several modules need.

use nalgebra::{DMatrix, Dyn, RowDVector, SymmetricEigen};

/// The unbiased standard deviation; none of a single number.
pub(crate) fn deviation(values: impl ExactSizeIterator<Item = f64> + Clone) -> Option<f64> {
    let count = values.len();
    let mean = values.clone().sum::<f64>() / count as f64;
    let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
    (count > 1).then(|| (squares / (count - 1) as f64).sqrt())
}

/// A row divided by its L2 norm.
pub(crate) fn normalised(row: &[f32]) -> impl Iterator<Item = f64> + '_ {
    let norm = row.iter().map(|&r| f64::from(r).powi(2)).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    row.iter().map(move |&r| f64::from(r) / norm)
}

/// A row less a middle, of length one.
pub(crate) fn pointing(row: &[f32], middle: &[f32]) -> Vec<f32> {
    let moved: Vec<_> = row.iter().zip(middle).map(|(value, middle)| value - middle).collect();
    normalised(&moved).map(|value| value as f32).collect()
}

/// The value that a new one of the same kind does not exceed with a probability of at least `share` (split conformal
/// prediction): the ⌈share · (n + 1)⌉th smallest of n, or the largest where n is too small for one;
/// 0 of none.
pub(crate) fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (share * (values.len() + 1) as f64).ceil() as usize;
    match values.len() {
        0 => 0.0,
        _ => values[rank.clamp(1, values.len()) - 1],
    }
}

/// Spearman's rank correlation of pairs, from −1 to 1; equal values have the mean of their ranks. None where one of the two
/// does not vary.
pub(crate) fn rank_correlation(first: &[f64], second: &[f64]) -> Option<f64> {
    let (first, second) = (centred_ranks(first), centred_ranks(second));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let norm = (product(&first, &first) * product(&second, &second)).sqrt();
    (norm > 0.0).then(|| product(&first, &second) / norm)
}

/// The rank of each value less the mean of all ranks: half the difference of how many are smaller and how many larger.
fn centred_ranks(values: &[f64]) -> Vec<f64> {
    let above = |value: f64, other: f64| f64::from(i8::from(value > other) - i8::from(value < other));
    values.iter().map(|&value| values.iter().map(|&other| above(value, other)).sum::<f64>() / 2.0).collect()
}

/// Takes a row, such as their mean, away from each of some rows.
pub(crate) fn centre(rows: &mut DMatrix<f64>, mean: &RowDVector<f64>) {
    for mut row in rows.row_iter_mut() {
        row -= mean;
    }
}

/// Eigenvalues and eigenvectors of a symmetric matrix.
///
/// nalgebra 0.35 finds NaN where a matrix is of a low rank and some of its rows are next to nothing, as the covariance is of
/// representations that have collapsed. A diagonal that differs by less than the rounding of the
/// largest entry keeps it from that; it may go when `a_probe_of_collapsed_representations_is_finite` passes without it.
pub(crate) fn symmetric_eigen(mut matrix: DMatrix<f64>) -> SymmetricEigen<f64, Dyn> {
    let (size, unit) = (matrix.nrows() as f64, matrix.amax() * 1e-16);
    for index in 0..matrix.nrows() {
        matrix[(index, index)] += unit * (1.0 + index as f64 / size);
    }
    matrix.symmetric_eigen()
}
