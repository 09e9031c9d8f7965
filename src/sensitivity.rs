//! How much a representation moves when factors move.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    encoder::{Encode, Encoder, parameters::read_entries},
    error::{Result, within},
    objective::squared_derivatives,
    random::{Purpose, stream},
    spirograph::{Factor, Factors, Normalisation, matrix, render_moving},
    tangent::Forward,
};

/// Most samples that are asked for: they vary little.
const MOST_SAMPLES: usize = 256;
/// Samples whose ten derivatives are taken at once: more need much memory and are no faster.
const CHUNK: usize = 24;

/// Which encoder is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// The one that was loaded.
    Loaded,
    /// The one that reads back: a run's newest weights where that was chosen.
    Reading,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SensitivityRequest {
    /// Which encoder.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"loaded\" | \"reading\""))]
    pub which: Which,
    /// Number of Spirographs that the derivatives are averaged over, from 1 to 256.
    pub samples: usize,
    /// Seed of these.
    pub seed: u32,
}

impl SensitivityRequest {
    /// The Spirographs that the derivatives are taken at: draws from the training distribution.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming `samples`.
    pub fn at(&self) -> Result<Vec<Factors>> {
        within("samples", self.samples as f64, (1.0, MOST_SAMPLES as f64))?;
        let draw = |index| Factors::random(&mut stream(self.seed.into(), Purpose::ProbeTest, index));
        Ok((0..self.samples as u64).map(draw).collect())
    }
}

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
    let mut sums = [0.0; Factor::ALL.len()];
    for chunk in at.chunks(CHUNK) {
        let directions: Vec<_> = Factor::ALL.into_iter().flat_map(|factor| chunk.iter().map(move |_| factor)).collect();
        let directions = directions.into_iter().map(|factor| factor.direction().into_iter());
        let factors = chunk.repeat(Factor::ALL.len());
        let norms = derivative_norms(encoder, &factors, directions, normalisation, device).await?;
        for (sum, norms) in sums.iter_mut().zip(norms.chunks_exact(chunk.len())) {
            *sum += norms.iter().sum::<f32>();
        }
    }
    Ok(sums.map(|sum| sum / at.len() as f32).to_vec())
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
    read_entries(norms).await
}
