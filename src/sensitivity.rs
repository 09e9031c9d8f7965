//! How much a representation moves when factors move.

use burn::tensor::{Device, Transaction};

use crate::{
    encoder::{Encode, Encoder, parameters::read},
    error::Result,
    objective::squared_derivatives,
    spirograph::{Factor, Factors, Normalisation, matrix, render_moving},
    tangent::Forward,
};

/// ‖∂F/∂α‖ for each of the ten factors α in column order, averaged over `at`; F is the normalised representation.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn sensitivities(
    encoder: &Encoder,
    at: &[Factors],
    normalisation: Normalisation,
    device: &Device,
) -> Result<Vec<f32>> {
    let unit = |factor: Factor| Factor::ALL.map(|other| f64::from(u8::from(other == factor))).into_iter();
    let directions: Vec<_> = Factor::ALL.into_iter().flat_map(|factor| at.iter().map(move |_| factor)).collect();
    let factors = at.repeat(Factor::ALL.len());
    let norms = derivative_norms(encoder, &factors, directions.into_iter().map(unit), normalisation, device).await?;
    let mean = |norms: &[f32]| norms.iter().sum::<f32>() / norms.len() as f32;
    Ok(norms.chunks(at.len().max(1)).map(mean).collect())
}

/// The gradient penalty, unclipped: ‖J·(α′ − α)‖² averaged over pairs of views.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn held_out_penalty(
    encoder: &Encoder,
    (first, second): (&[Factors], &[Factors]),
    normalisation: Normalisation,
    device: &Device,
) -> Result<f32> {
    let directions: Vec<_> = first.iter().zip(second).map(|(first, second)| first.towards(second)).collect();
    let directions = directions.into_iter().map(IntoIterator::into_iter);
    let norms = derivative_norms(encoder, first, directions, normalisation, device).await?;
    Ok(norms.iter().map(|norm| norm.powi(2)).sum::<f32>() / norms.len() as f32)
}

/// ‖J·direction‖ at each of the given factors.
async fn derivative_norms(
    encoder: &Encoder,
    factors: &[Factors],
    directions: impl ExactSizeIterator<Item = std::array::IntoIter<f64, 10>>,
    normalisation: Normalisation,
    device: &Device,
) -> Result<Vec<f32>> {
    let images = render_moving(factors, matrix(directions, device), normalisation, device);
    let norms = squared_derivatives(encoder.encode::<Forward>(images)).sqrt();
    Ok(read(Transaction::default().register(norms)).await?.into_iter().flat_map(|array| array.values).collect())
}
