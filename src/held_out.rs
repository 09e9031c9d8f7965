//! A small fixed set of samples on which a run is watched: invariance, read-back and sensitivity at a glance.
//!
//! Each sample is encoded under a few nuisance views once, and everything that needs representations is computed from
//! these. `spiro eval` measures the same quantities on larger sets (see [`crate::evaluation`]).

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::{
    encoder::{Encoder, parameters::read_entries},
    error::Result,
    evaluation::ReadBackError,
    invariance::Invariance,
    probe::{Probe, Samples},
    random::{Purpose, stream},
    sensitivity::{held_out_penalty, sensitivities},
    spirograph::{Factors, Normalisation, Role, Split, render},
};

/// Nuisance views of each sample: the larger M of the read-back.
pub const VIEWS: usize = 16;
/// Images that are encoded at once: few enough that a slow device can answer something else in between.
const CHUNK: usize = 128;
/// One sample in so many is kept from the probe, to test it.
const TEST_SHARE: usize = 4;
/// Derivatives are taken at one sample in so many, and at no more than [`MOST_DERIVATIVES`]: they vary little.
const DERIVATIVE_SHARE: usize = 4;
/// See [`DERIVATIVE_SHARE`].
const MOST_DERIVATIVES: usize = 24;
/// Seed of the set: it is the same for all runs, so that they can be compared.
const SEED: u64 = 20;

/// What a run is watched by, after one of its steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Measurement {
    /// Steps done before.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub step: u64,
    /// See [`Invariance::conditional_variance`].
    pub conditional_variance: f32,
    /// See [`Invariance::nuisance_share`].
    pub nuisance_share: f32,
    /// The gradient penalty without clipping.
    pub penalty: f32,
    /// Read-back error at M = 1 and M = 16, the probe fitted anew for each.
    pub read_back: Vec<ReadBackError>,
    /// ‖∂F/∂α‖ for each of the ten factors α in column order.
    pub sensitivities: Vec<f32>,
}

/// The set.
#[derive(Debug, Clone)]
pub struct HeldOut {
    /// Samples · [`VIEWS`] views, the views of a sample one after the other.
    views: Vec<Factors>,
    normalisation: Normalisation,
    split: Split,
    device: Device,
}

/// A measurement under way.
pub struct Measuring {
    encoder: Encoder,
    step: u64,
    representations: Vec<f32>,
    encoded: usize,
}

impl Measuring {
    /// Begins to measure an encoder after `step` steps.
    pub fn new(encoder: Encoder, step: u64) -> Self {
        Self { encoder, step, representations: Vec::new(), encoded: 0 }
    }
}

impl HeldOut {
    /// A set of `samples` samples.
    pub fn new(samples: usize, normalisation: Normalisation, split: Split, device: &Device) -> Self {
        let views = (0..samples as u64).flat_map(|index| {
            let mut generator = stream(SEED, Purpose::ProbeTest, index);
            let sample = Factors::random(&mut generator);
            (0..VIEWS).map(|_| sample.view(&split, &mut generator)).collect::<Vec<_>>()
        });
        Self { views: views.collect(), normalisation, split, device: device.clone().without_autodiff() }
    }

    /// How much of a measurement is done, from 0 to 1.
    pub fn share(&self, measuring: &Measuring) -> f64 {
        measuring.encoded as f64 / self.views.len() as f64
    }

    /// Does one part of a measurement; whether nothing but [`finish`](Self::finish) is left.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn advance(&self, measuring: &mut Measuring) -> Result<bool> {
        let rest = &self.views[measuring.encoded..];
        let chunk = &rest[..CHUNK.min(rest.len())];
        if !chunk.is_empty() {
            let images = render(chunk, self.normalisation, &self.device);
            let representations = measuring.encoder.representations(images);
            measuring.representations.extend(read_entries(representations).await?);
            measuring.encoded += chunk.len();
        }
        Ok(measuring.encoded == self.views.len())
    }

    /// The measurement, once all parts are done, and the probe at M = 16.
    ///
    /// # Errors
    /// What [`Probe::fit`] refuses; a failing device.
    pub async fn finish(&self, measuring: Measuring) -> Result<(Measurement, Probe)> {
        let Measuring { encoder, step, representations, .. } = measuring;
        let all = Samples {
            dimension: representations.len() / self.views.len().max(1),
            representations,
            factors: self.views.clone(),
        };
        let (single, _) = self.read_back(&all, 1)?;
        let (mean, probe) = self.read_back(&averaged(&all), VIEWS)?;
        let count = (self.views.len() / VIEWS / DERIVATIVE_SHARE).clamp(1, MOST_DERIVATIVES);
        let firsts: Vec<_> = self.views.iter().step_by(VIEWS).copied().take(count).collect();
        let seconds: Vec<_> = self.views.iter().skip(1).step_by(VIEWS).copied().take(count).collect();
        let Invariance { conditional_variance, nuisance_share } = Invariance::of(&all, VIEWS);
        let measurement = Measurement {
            step,
            conditional_variance: conditional_variance as f32,
            nuisance_share: nuisance_share as f32,
            penalty: held_out_penalty(&encoder, (&firsts, &seconds), self.normalisation, &self.device).await?,
            read_back: vec![single, mean],
            sensitivities: sensitivities(&encoder, &firsts, self.normalisation, &self.device).await?,
        };
        Ok((measurement, probe))
    }

    /// Fits a probe on most of the samples, each row of which is a mean over `views` views, and tests it on the others.
    fn read_back(&self, all: &Samples, views: usize) -> Result<(ReadBackError, Probe)> {
        let count = self.views.len() / VIEWS;
        let rows = (count - count / TEST_SHARE) * (VIEWS / views);
        let part = |representations: &[f32], factors: &[Factors]| Samples {
            representations: representations.to_vec(),
            dimension: all.dimension,
            factors: factors.to_vec(),
        };
        let (fitting, testing) = all.representations.split_at(rows * all.dimension);
        let probe = Probe::fit(&part(fitting, &all.factors[..rows]), &self.split.factors(Role::Interest))?;
        let errors = probe.mean_squared_errors(&part(testing, &all.factors[rows..]));
        Ok((ReadBackError { views, errors }, probe))
    }
}

/// The samples with the representations of their views averaged; their nuisance factors are those of the first view.
fn averaged(all: &Samples) -> Samples {
    let dimension = all.dimension;
    let mean = |group: &[f32]| {
        let sum = |column: usize| group.iter().skip(column).step_by(dimension).sum::<f32>();
        (0..dimension).map(|column| sum(column) / VIEWS as f32).collect::<Vec<_>>()
    };
    Samples {
        representations: all.representations.chunks_exact(VIEWS * dimension).flat_map(mean).collect(),
        dimension,
        factors: all.factors.iter().step_by(VIEWS).copied().collect(),
    }
}
