//! How much a representation moves when factors move.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    encoder::{Encode, Encoder},
    error::{Result, within},
    named::Named,
    objective::squared_derivatives,
    pictures::{Role, Scene, Source},
    random::Purpose,
    tensors::{Moving, arrays::read_entries},
};

/// Most samples that are asked for: they vary little.
const MOST_SAMPLES: usize = 256;
/// Samples whose derivatives by all factors are taken at once: more need much memory and are no faster.
const CHUNK: usize = 24;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SensitivityRequest {
    /// The name of an encoder, or "reading" for the one that reads back.
    pub encoder: String,
    /// Number of pictures that the derivatives are averaged over, from 1 to 256.
    pub samples: usize,
    /// Seed of these.
    pub seed: u32,
}

impl SensitivityRequest {
    /// The pictures that the derivatives are taken at: draws from a source.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming `samples`.
    pub fn at(&self, source: &Source) -> Result<Vec<Scene>> {
        within("samples", self.samples as f64, (1.0, MOST_SAMPLES as f64))?;
        let source = source.held_out();
        let draw = |index| source.sample(self.seed.into(), Purpose::ProbeTest, index, 1);
        Ok((0..self.samples as u64).flat_map(draw).collect())
    }
}

/// ‖∂F/∂α‖ for each differentiable factor α that is not fixed, averaged over `at`; F is the normalised representation.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn sensitivities(encoder: &Encoder, source: &Source, at: &[Scene], device: &Device) -> Result<Named<f32>> {
    let directions: Vec<_> = source.directions(Role::is_free).collect();
    let mut sums = vec![0.0; directions.len()];
    for chunk in at.chunks(CHUNK) {
        let scenes = vec![chunk; directions.len()].concat();
        let rows: Vec<_> = directions.iter().flat_map(|(_, direction)| vec![direction.clone(); chunk.len()]).collect();
        let images = source.render_moving(&scenes, rows.into_iter(), device);
        let norms = derivative_norms(encoder, images).await?;
        for (sum, norms) in sums.iter_mut().zip(norms.chunks_exact(chunk.len())) {
            *sum += norms.iter().sum::<f32>();
        }
    }
    Ok(directions.iter().zip(sums).map(|(&(name, _), sum)| (name, sum / at.len() as f32)).collect())
}

/// The gradient penalty, unclipped: ‖J·(α′ − α)‖² averaged over pairs of views.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn held_out_penalty(
    encoder: &Encoder,
    source: &Source,
    (first, second): (&[Scene], &[Scene]),
    device: &Device,
) -> Result<f32> {
    let norms = derivative_norms(encoder, source.render_towards(first, second, device)).await?;
    Ok(norms.iter().map(|norm| norm.powi(2)).sum::<f32>() / norms.len() as f32)
}

/// ‖J·direction‖ of each image's representation.
async fn derivative_norms(encoder: &Encoder, images: Moving<4>) -> Result<Vec<f32>> {
    read_entries(squared_derivatives(encoder.encode(images)).sqrt()).await
}
