//! A small fixed set of samples on which a run is watched: invariance, read-back and sensitivity at a glance.
//!
//! Each sample is encoded under a few nuisance views once, and everything that needs representations is computed from
//! these. `spiro eval` measures the same quantities on larger sets (see [`evaluate`](super::evaluate)).

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::{
    evaluation::{Evaluation, ReadBackError},
    invariance::Invariance,
    sensitivity::{held_out_penalty, sensitivities},
};
use crate::{
    encoder::Encoder,
    error::Result,
    model::{Probe, Samples},
    named::Named,
    pictures::{Role, Scene, Source},
    random::Purpose,
    tensors::{Rows, arrays::read_entries},
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
    /// How good the encoder is; read-back error at M = 1 and M = 16.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// The gradient penalty without clipping.
    pub penalty: f32,
    /// ‖∂F/∂α‖ by factor α.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub sensitivities: Named<f32>,
}

/// The set.
#[derive(Debug, Clone)]
pub struct HeldOut {
    /// Samples · [`VIEWS`] views, the views of a sample one after the other; the first is the sample itself.
    views: Vec<Scene>,
    source: Source,
    device: Device,
}

/// A measurement under way.
pub struct PartialMeasurement {
    encoder: Encoder,
    step: u64,
    representations: Rows,
}

impl PartialMeasurement {
    /// Begins to measure an encoder after `step` steps.
    pub fn new(encoder: Encoder, step: u64) -> Self {
        Self { encoder, step, representations: Rows::default() }
    }
}

impl HeldOut {
    /// A set of `samples` samples of a source.
    pub fn new(samples: usize, source: Source, device: &Device) -> Self {
        let views = (0..samples as u64).flat_map(|index| source.sample(SEED, Purpose::ProbeTest, index, VIEWS));
        Self { views: views.collect(), source, device: device.clone().without_autodiff() }
    }

    /// What its samples are drawn from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// How much of a measurement is done, from 0 to 1.
    pub fn share(&self, measuring: &PartialMeasurement) -> f64 {
        measuring.representations.count() as f64 / self.views.len() as f64
    }

    /// Does one part of a measurement; whether nothing but [`finish`](Self::finish) is left.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn advance(&self, measuring: &mut PartialMeasurement) -> Result<bool> {
        let rest = &self.views[measuring.representations.count()..];
        let chunk = &rest[..CHUNK.min(rest.len())];
        if !chunk.is_empty() {
            let representations = measuring.encoder.representations(self.source.render(chunk, &self.device));
            let [_, dimension] = representations.dims();
            measuring.representations.append(Rows::new(read_entries(representations).await?, dimension));
        }
        Ok(measuring.representations.count() == self.views.len())
    }

    /// The measurement, once all parts are done, and the probe at M = 16.
    ///
    /// # Errors
    /// What [`Probe::fit`] refuses; a failing device.
    pub async fn finish(&self, measuring: PartialMeasurement) -> Result<(Measurement, Probe)> {
        let PartialMeasurement { encoder, step, representations } = measuring;
        let invariance = Invariance::of(&representations, VIEWS);
        let samples = representations.select((0..representations.count()).step_by(VIEWS));
        let (single, _) = self.read_back(1, samples)?;
        let (mean, probe) = self.read_back(VIEWS, representations.means(VIEWS))?;
        let count = (self.views.len() / VIEWS / DERIVATIVE_SHARE).clamp(1, MOST_DERIVATIVES);
        let view = |number: usize| self.views.iter().skip(number).step_by(VIEWS).take(count).cloned().collect();
        let (firsts, seconds): (Vec<_>, Vec<_>) = (view(0), view(1));
        let measurement = Measurement {
            step,
            evaluation: Evaluation::new(vec![single, mean], invariance),
            penalty: held_out_penalty(&encoder, &self.source, (&firsts, &seconds), &self.device).await?,
            sensitivities: sensitivities(&encoder, &self.source, &firsts, &self.device).await?,
        };
        Ok((measurement, probe))
    }

    /// Fits a probe on most of the samples, each row of which is the mean of a sample's first `views` views, and tests it on
    /// the others.
    fn read_back(&self, views: usize, representations: Rows) -> Result<(ReadBackError, Probe)> {
        let scenes = self.views.iter().step_by(VIEWS).cloned().collect();
        let all = Samples { representations, scenes, table: self.source.table() };
        let count = all.scenes.len();
        let fitted = count - count / TEST_SHARE;
        let probe = Probe::fit(&all.select(0..fitted), &self.source.names(Role::is_read))?;
        let errors = probe.mean_squared_errors(&all.select(fitted..count))?;
        Ok((ReadBackError { views, errors }, probe))
    }
}
