//! Signed quantities as pictures that people look at: mid-grey is zero, lighter is more, darker is less.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    encoder::{Encoder, parameters::read_entries},
    error::Result,
    spirograph::{Factor, Factors, Normalisation, SIDE, matrix, render_moving, square_to_rgba},
};

/// The derivatives of a Spirograph's picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Derivatives {
    /// By each of the ten factors in column order: RGBA, 32×32, x to the right, y up, each scaled by its own `largest`.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub pictures: Vec<u8>,
    /// The largest absolute derivative of each picture, per unit of the factor.
    pub largest: Vec<f32>,
}

/// The first layer of an encoder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Filters {
    /// How many there are.
    pub count: usize,
    /// Pixels on each side of one.
    pub size: usize,
    /// RGBA, one after the other, x to the right, y up, each scaled by its own largest absolute weight.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub pictures: Vec<u8>,
}

/// The derivative of the picture of a Spirograph by each of its factors.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn derivatives(factors: &Factors, device: &Device) -> Result<Derivatives> {
    let directions = matrix(Factor::ALL.into_iter().map(|factor| factor.direction().into_iter()), device);
    let moving = render_moving(&[*factors; Factor::ALL.len()], directions, Normalisation::Image, device);
    let (pictures, largest) = signed_to_rgba(&read_entries(moving.tangent).await?, SIDE);
    Ok(Derivatives { pictures, largest })
}

/// The first layer of an encoder.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn filters(encoder: &Encoder) -> Result<Filters> {
    let weight = encoder.filters();
    let [count, _, size, _] = weight.dims();
    let (pictures, _) = signed_to_rgba(&read_entries(weight).await?, size);
    Ok(Filters { count, size, pictures })
}

/// Images `[B, 3, side, side]` of numbers of both signs to RGBA bytes `[B, side, side, 4]`, and the largest absolute
/// number of each image. An image of zeros is uniformly grey.
fn signed_to_rgba(images: &[f32], side: usize) -> (Vec<u8>, Vec<f32>) {
    let images = images.chunks_exact(3 * side * side);
    let largest: Vec<_> =
        images.clone().map(|image| image.iter().fold(0.0, |most: f32, value| most.max(value.abs()))).collect();
    let shown = images.zip(&largest).flat_map(|(image, &largest)| {
        let whole = 2.0 * largest.max(f32::MIN_POSITIVE);
        image.iter().map(move |value| 0.5 + value / whole)
    });
    (square_to_rgba(&shown.collect::<Vec<_>>(), side), largest)
}
