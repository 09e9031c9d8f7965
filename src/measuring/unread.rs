//! What a probe does not read.

use crate::{
    error::Result,
    named::Named,
    pictures::{Factor, Scene, column},
};

/// By factor the share of its variance that a probe does not read, from its mean squared errors on some pictures: 0 where it
/// is read exactly, 1 where it is read no better than by its mean. A probe that reads worse than that, as one fitted on few
/// pictures may, reads nothing: how much worse says more of the pictures than of the encoder.
///
/// # Errors
/// [`Error::Invalid`](crate::Error::Invalid) naming a factor that is not in the table.
pub(super) fn unread_shares(errors: &Named<f32>, tested: &[Scene], table: &[Factor]) -> Result<Named<f32>> {
    let share = |(name, &error): (&str, &f32)| {
        let column = column(table, name)?;
        let variance = variance(tested.iter().map(|scene| scene.factors[column]));
        Ok((name.to_owned(), (f64::from(error) / variance.max(f64::MIN_POSITIVE)).min(1.0) as f32))
    };
    errors.iter().map(share).collect()
}

/// The mean squared distance from the mean.
fn variance(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let count = values.len() as f64;
    let mean = values.clone().sum::<f64>() / count;
    values.map(|value| (value - mean).powi(2)).sum::<f64>() / count
}
