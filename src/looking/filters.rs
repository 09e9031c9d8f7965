//! The first layer of an encoder as people look at it.

use serde::{Deserialize, Serialize};

use crate::{encoder::Encoder, error::Result, pictures::signed_to_rgba, tensors::arrays::read_entries};

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

/// The first layer of an encoder.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn filters(encoder: &Encoder) -> Result<Filters> {
    let weight = encoder.filters();
    let [count, _, size, _] = weight.dims();
    let pictures = signed_to_rgba(&read_entries(weight).await?, size);
    Ok(Filters { count, size, pictures: pictures.into_iter().flat_map(|(picture, _)| picture).collect() })
}
