//! A whole photograph under the factors that change its crops, and how each of its pixels changes with them.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    named::Named,
    pictures::{
        Photo, Scene,
        photographs::{JITTER, jitter},
        planes_to_rgba, shades,
    },
    tensors::arrays::read_entries,
};

/// A photograph under some factors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PhotographPicture {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// RGBA, row by row from the top.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub picture: Vec<u8>,
}

/// The derivative of a photograph by one factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PhotographDerivative {
    /// The factor's name.
    pub factor: String,
    /// The largest absolute derivative, per unit of the factor.
    pub largest: f32,
    /// RGBA, row by row from the top: mid-grey is zero, and `largest` is white or black.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub picture: Vec<u8>,
}

/// A whole photograph under factors by name; those that are left out are neutral.
///
/// # Errors
/// What [`Scene::named`] refuses; [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn render_photograph(photo: &Photo, factors: &Named<f64>, device: &Device) -> Result<PhotographPicture> {
    let scene = Scene::named(&JITTER, 0, factors)?;
    let planes = read_entries(jitter(image(photo, device), &[&scene.factors], None).value).await?;
    Ok(PhotographPicture { width: photo.width, height: photo.height, picture: planes_to_rgba(&planes) })
}

/// The derivatives of a whole photograph by each factor.
///
/// # Errors
/// What [`render_photograph`] refuses.
pub async fn photograph_derivatives(
    photo: &Photo,
    factors: &Named<f64>,
    device: &Device,
) -> Result<Vec<PhotographDerivative>> {
    let (scene, image) = (Scene::named(&JITTER, 0, factors)?, image(photo, device));
    let mut derivatives = Vec::new();
    for (number, factor) in JITTER.iter().enumerate() {
        let direction: Vec<f32> = (0..JITTER.len()).map(|other| f32::from(u8::from(other == number))).collect();
        let direction = Tensor::from_data(TensorData::new(direction, [1, JITTER.len()]), device);
        let moving = jitter(image.clone(), &[&scene.factors], Some(direction));
        let (shown, largest) = shades(&read_entries(moving.tangent_or_zeros()).await?);
        let picture = planes_to_rgba(&shown);
        derivatives.push(PhotographDerivative { factor: factor.name.to_owned(), largest, picture });
    }
    Ok(derivatives)
}

/// A photograph as an image `[1, 3, height, width]`.
fn image(photo: &Photo, device: &Device) -> Tensor<4> {
    Tensor::from_data(TensorData::new(photo.planes(), [1, 3, photo.height, photo.width]), device)
}
