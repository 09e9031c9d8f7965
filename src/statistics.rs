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
