//! The few statistics that several modules need.

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
