//! A small fixed set of samples on which a run is watched: invariance, read-back and sensitivity at a glance.
//!
//! Each sample is encoded under a few nuisance views once, and everything that needs representations is computed from
//! these. `spiro eval` measures the same quantities on larger sets (see [`evaluate`](super::evaluate)).

use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::{
    Blindness, Equivariance, Geometry, Recognised,
    evaluation::{Evaluation, ReadBackError},
    invariance::Invariance,
    sensitivity::{held_out_penalty, sensitivities},
    unread::unread_shares,
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
    /// By factor the share of its variance that a probe does not read at M = 1: 0 where it is read exactly, 1 where no better than
    /// by its mean. Older measurements lack it.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub unread: Named<f32>,
    /// How blind the encoder is to what, where that was asked for, after the last step.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Blindness | null"))]
    pub blindness: Option<Blindness>,
    /// How it moves with the picture, where that was asked for, after the last step.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Equivariance | null"))]
    pub equivariance: Option<Equivariance>,
    /// What is recognised in it, where that was asked for, after the last step.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number> | null"))]
    pub recognition: Option<Recognised>,
    /// How the representations lie. Older measurements lack it.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Geometry | null"))]
    pub geometry: Option<Geometry>,
    /// ‖∂F/∂α‖ by factor α.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub sensitivities: Named<f32>,
}

/// What is read from the representations of several encoders side by side, one view of each sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadTogether {
    /// Read-back error at M = 1.
    pub read_back: Vec<ReadBackError>,
    /// See [`Measurement::unread`].
    pub unread: Named<f32>,
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
    /// A set of `samples` samples of a source, of things that are held out from training where there are such.
    pub fn new(samples: usize, source: Source, device: &Device) -> Self {
        let source = source.held_out();
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
    /// What [`Invariance::of`] and [`Probe::fit`] refuse; a failing device.
    pub async fn finish(&self, measuring: PartialMeasurement) -> Result<(Measurement, Probe)> {
        let PartialMeasurement { encoder, step, representations } = measuring;
        let invariance = Invariance::of(&representations, VIEWS)?;
        let geometry = Geometry::of(&representations, VIEWS);
        let samples = representations.select((0..representations.count()).step_by(VIEWS));
        let (single, unread) = self.read_all(samples)?;
        let (mean, probe) = self.read_back(representations.means(VIEWS))?;
        let count = (self.views.len() / VIEWS / DERIVATIVE_SHARE).clamp(1, MOST_DERIVATIVES);
        let view = |number: usize| self.views.iter().skip(number).step_by(VIEWS).take(count).cloned().collect();
        let (firsts, seconds): (Vec<_>, Vec<_>) = (view(0), view(1));
        let read_back = [single, mean].into_iter().filter(|read| read.errors.iter().len() > 0).collect();
        let measurement = Measurement {
            step,
            evaluation: Evaluation::new(read_back, invariance),
            penalty: held_out_penalty(&encoder, &self.source, (&firsts, &seconds), &self.device).await?,
            unread,
            blindness: None,
            equivariance: None,
            recognition: None,
            geometry: Some(geometry),
            sensitivities: sensitivities(&encoder, &self.source, &firsts, &self.device).await?,
        };
        Ok((measurement, probe))
    }

    /// What is read from several encoders' representations of the samples, one behind the other.
    ///
    /// # Errors
    /// What [`Probe::fit`] refuses; a failing device.
    pub async fn read_together(&self, encoders: &[Encoder]) -> Result<ReadTogether> {
        let scenes: Vec<_> = self.views.iter().step_by(VIEWS).cloned().collect();
        let mut all = Rows::default();
        for chunk in scenes.chunks(CHUNK) {
            let images = self.source.render(chunk, &self.device);
            let parts = encoders.iter().map(|encoder| encoder.representations(images.clone())).collect();
            let together: Tensor<2> = Tensor::cat(parts, 1);
            let [_, dimension] = together.dims();
            all.append(Rows::new(read_entries(together).await?, dimension));
        }
        let (single, unread) = self.read_all(all)?;
        Ok(ReadTogether { read_back: vec![single], unread })
    }

    /// Reads every factor that the samples differ in from one view of each: the errors of the factors of interest, and of all the
    /// share of their variance that is not read.
    fn read_all(&self, representations: Rows) -> Result<(ReadBackError, Named<f32>)> {
        let [fitted, tested] = self.samples(representations);
        let interest = self.source.names(Role::is_read);
        let differ = self.source.columns_drawn().map(|column| self.source.factors()[column].name).collect::<Vec<_>>();
        let others = differ.iter().filter(|name| !interest.contains(name));
        let targets: Vec<_> = interest.iter().chain(others).copied().collect();
        let all = Probe::fit(&fitted, &targets)?.mean_squared_errors(&tested)?;
        let of = |names: &[&'static str]| -> Named<f32> {
            names.iter().filter_map(|&name| Some((name, *all.get(name)?))).collect()
        };
        Ok((
            ReadBackError { views: 1, errors: of(&interest) },
            unread_shares(&of(&differ), &tested.scenes, tested.table)?,
        ))
    }

    /// Fits a probe on most of the samples, each row of which is the mean of a sample's [`VIEWS`] views, and tests it on the
    /// others.
    fn read_back(&self, representations: Rows) -> Result<(ReadBackError, Probe)> {
        let [fitted, tested] = self.samples(representations);
        let probe = Probe::fit(&fitted, &self.source.names(Role::is_read))?;
        let errors = probe.mean_squared_errors(&tested)?;
        Ok((ReadBackError { views: VIEWS, errors }, probe))
    }

    /// The samples with their representations: those that a probe is fitted on, and those that it is tested on.
    fn samples(&self, representations: Rows) -> [Samples; 2] {
        let scenes: Vec<_> = self.views.iter().step_by(VIEWS).cloned().collect();
        let (count, tested) = (scenes.len(), scenes.len() / TEST_SHARE);
        let all = Samples { representations, scenes, table: self.source.table() };
        [0..count - tested, count - tested..count].map(|samples| all.select(samples))
    }
}
