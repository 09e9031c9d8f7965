//! How a picture changes with each of its factors.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    pictures::{Scene, Source, signed_to_rgba},
    tensors::arrays::read_entries,
};

/// The derivative of a picture by one factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Derivative {
    /// The factor's name.
    pub factor: String,
    /// The largest absolute derivative, per unit of the factor.
    pub largest: f32,
    /// RGBA, 32×32, x to the right, y up: mid-grey is zero, and `largest` is white or black.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub picture: Vec<u8>,
}

/// The derivatives of a picture by its differentiable factors.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn derivatives(source: &Source, scene: &Scene, device: &Device) -> Result<Vec<Derivative>> {
    let (names, directions): (Vec<_>, Vec<_>) = source.directions(|_| true).unzip();
    let moving = source.render_moving(&vec![scene.clone(); names.len()], directions.into_iter(), device);
    let [_, _, side, _] = moving.dims();
    let pictures = signed_to_rgba(&read_entries(moving.tangent_or_zeros()).await?, side);
    let derivative = |(name, (picture, largest)): (&str, _)| Derivative { factor: name.to_owned(), largest, picture };
    Ok(names.into_iter().zip(pictures).map(derivative).collect())
}
