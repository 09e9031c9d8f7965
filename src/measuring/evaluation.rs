//! How good an encoder is: read-back error at several M, and invariance.

use burn::tensor::{Device, Tensor, Transaction};
use serde::{Deserialize, Serialize};

use super::{
    invariance::Invariance,
    subjects::{Hands, Subjects},
};
use crate::{
    encoder::Encoder,
    error::{Result, within},
    model::{Model, Probe, Samples},
    named::Named,
    pictures::{REDRAWN, Role, Scene, Source},
    random::Purpose,
    reading::{average, check_views},
    tensors::{
        Rows,
        arrays::{read, read_entries},
    },
};

/// Images that are encoded at once: a compromise of memory and of the matrix products' size.
pub(super) const CHUNK: usize = 512;

/// What to evaluate with.
#[derive(Debug, Clone, PartialEq)]
pub struct Protocol {
    /// Seed of the samples.
    pub seed: u64,
    /// Samples that a probe is fitted on.
    pub training_samples: usize,
    /// Samples that it is tested on.
    pub test_samples: usize,
    /// Numbers of views M that are averaged, in the probe's training set and in its test set alike.
    pub views: Vec<usize>,
    /// What the samples are drawn from, for training and test alike.
    pub source: Source,
    /// What they are.
    pub subjects: Subjects,
}

impl Protocol {
    /// The usual numbers of samples and views, of pictures that a hand without flaws draws, and of things that are held out from
    /// training where there are such.
    pub fn new(seed: u64, source: &Source) -> Self {
        let (views, source) = (vec![1, 4, 16], source.with_hand(0.0).held_out());
        Self { seed, training_samples: 2000, test_samples: 1000, views, source, subjects: Subjects::Pictures }
    }

    /// The usual numbers of samples and views, of simulated drawings with any flaws.
    pub fn of_drawings(seed: u64, source: &Source) -> Self {
        let subjects = Subjects::Drawings { hands: Hands::Any, redrawn: REDRAWN };
        Self { source: source.clone(), subjects, ..Self::new(seed, source) }
    }
}

/// Samples that an evaluation measures invariance on.
const INVARIANCE_SAMPLES: u64 = 128;
/// Nuisance views of each of these.
const INVARIANCE_VIEWS: usize = 16;

/// Most samples of an evaluation: their representations have to fit into memory.
const MOST_SAMPLES: usize = 200_000;

/// How a model is to be evaluated, on pictures of its own source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct EvaluationRequest {
    /// Seed of the samples.
    pub seed: u32,
    /// Samples that the probe is fitted on, 2 or more.
    pub training_samples: usize,
    /// Samples that it is tested on.
    pub test_samples: usize,
    /// Numbers of views M, each from 1 to 128.
    pub views: Vec<usize>,
}

impl EvaluationRequest {
    /// The protocol that this asks for.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming what cannot be measured.
    pub fn protocol(&self, model: &Model) -> Result<Protocol> {
        let Self { seed, training_samples, test_samples, views } = self.clone();
        within("training_samples", training_samples as f64, (2.0, MOST_SAMPLES as f64))?;
        within("test_samples", test_samples as f64, (1.0, MOST_SAMPLES as f64))?;
        views.iter().try_for_each(|&views| check_views(views))?;
        let protocol = Protocol::new(seed.into(), &model.source);
        Ok(Protocol { training_samples, test_samples, views, ..protocol })
    }
}

/// Read-back error at one M.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReadBackError {
    /// Number of views averaged.
    pub views: usize,
    /// Mean squared error by factor of interest.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub errors: Named<f32>,
}

/// What an evaluation found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Evaluation {
    /// For each M of the protocol; of none where no factor is of interest.
    pub read_back: Vec<ReadBackError>,
    /// See [`Invariance::conditional_variance`].
    pub conditional_variance: f32,
    /// See [`Invariance::nuisance_share`].
    pub nuisance_share: f32,
}

impl Evaluation {
    pub(super) fn new(read_back: Vec<ReadBackError>, invariance: Invariance) -> Self {
        let Invariance { conditional_variance, nuisance_share } = invariance;
        // A file holds single precision exactly, so that a resumed session has the same history.
        Self { read_back, conditional_variance: conditional_variance as f32, nuisance_share: nuisance_share as f32 }
    }
}

/// Samples whose representations are averaged over nuisance views, once for each number of views: each further view is added
/// to the views before it. `purpose`, seed and index determine them, so that neither the chunks nor the other numbers of
/// views matter.
///
/// # Errors
/// What [`Subjects::render`] refuses; [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn averaged_samples(
    encoder: &Encoder,
    protocol: &Protocol,
    purpose: Purpose,
    count: usize,
    views: &[usize],
    device: &Device,
) -> Result<Vec<Samples>> {
    let most = views.iter().copied().max().unwrap_or(1);
    let Protocol { seed, source, subjects, .. } = protocol;
    let none = Samples { representations: Rows::default(), scenes: Vec::new(), table: source.table() };
    let mut sets = vec![none; views.len()];
    let chunk = (CHUNK / most).max(1);
    for start in (0..count).step_by(chunk) {
        let group = start as u64..(start + chunk).min(count) as u64;
        let (images, scenes) = subjects.render(source, (*seed, purpose), group, most, device)?;
        for (set, means) in sets.iter_mut().zip(means_of_views(encoder, images, most, views).await?) {
            set.representations.append(means);
            set.scenes.extend(scenes.iter().cloned());
        }
    }
    Ok(sets)
}

/// For each number of `views` the mean representations of images `[samples · most, 3, side, side]`, of which each sample
/// has `most`: over the first so many of these.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn means_of_views(
    encoder: &Encoder,
    images: Tensor<4>,
    most: usize,
    views: &[usize],
) -> Result<impl Iterator<Item = Rows>> {
    let representations = encoder.representations(images);
    let [rows, dimension] = representations.dims();
    let grouped = representations.reshape([rows / most, most, dimension]);
    let transaction = views.iter().fold(Transaction::default(), |transaction, &views| {
        let first: Tensor<3> = grouped.clone().narrow(1, 0, views);
        transaction.register(average(first.reshape([rows / most * views, dimension]), views))
    });
    Ok(read(transaction).await?.into_iter().map(move |array| Rows::new(array.values, dimension)))
}

/// Fits a probe to `targets` on the protocol's training samples at one M.
///
/// # Errors
/// A failing device, or what [`Probe::fit`] refuses.
pub async fn fit_probe(
    encoder: &Encoder,
    protocol: &Protocol,
    targets: &[&str],
    views: usize,
    device: &Device,
) -> Result<Probe> {
    let count = protocol.training_samples;
    let samples = averaged_samples(encoder, protocol, Purpose::ProbeTraining, count, &[views], device).await?;
    Probe::fit(&samples[0], targets)
}

/// What a probe is fitted on and tested on at one M, encoded once for everything that is read back from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbeSet {
    /// Number of views averaged.
    pub views: usize,
    /// What the probe is fitted on.
    pub training: Samples,
    /// What it is tested on.
    pub test: Samples,
}

impl ProbeSet {
    /// The protocol's samples, a set for each of its numbers of views.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn encode(encoder: &Encoder, protocol: &Protocol, device: &Device) -> Result<Vec<Self>> {
        let Protocol { training_samples, test_samples, views, .. } = protocol;
        let training =
            averaged_samples(encoder, protocol, Purpose::ProbeTraining, *training_samples, views, device).await?;
        let test = averaged_samples(encoder, protocol, Purpose::ProbeTest, *test_samples, views, device).await?;
        let sets = training.into_iter().zip(test).zip(views);
        Ok(sets.map(|((training, test), &views)| Self { views, training, test }).collect())
    }

    /// Read-back error of `targets`, with a probe fitted on the training samples and tested on the test samples.
    ///
    /// # Errors
    /// What [`Probe::fit`] refuses.
    pub fn read_back_error(&self, targets: &[&str]) -> Result<ReadBackError> {
        let errors = Probe::fit(&self.training, targets)?.mean_squared_errors(&self.test)?;
        Ok(ReadBackError { views: self.views, errors })
    }
}

/// Evaluates an encoder: read-back error of the factors of interest, if there are any, and invariance.
///
/// # Errors
/// A failing device, or what [`Source::check_things`] and [`Probe::fit`] refuse.
pub async fn evaluate(encoder: &Encoder, protocol: &Protocol, device: &Device) -> Result<Evaluation> {
    protocol.source.check_things()?;
    let targets = protocol.source.names(Role::is_read);
    let sets = match targets.is_empty() {
        true => Vec::new(),
        false => ProbeSet::encode(encoder, protocol, device).await?,
    };
    let read_back = sets.iter().map(|set| set.read_back_error(&targets)).collect::<Result<_>>()?;
    Ok(Evaluation::new(read_back, invariance(encoder, protocol, device).await?))
}

/// Invariance over nuisance views of some of the protocol's test samples.
///
/// # Errors
/// What [`Invariance::of`] refuses; [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn invariance(encoder: &Encoder, protocol: &Protocol, device: &Device) -> Result<Invariance> {
    let source = &protocol.source;
    let sample = |index| source.sample(protocol.seed, Purpose::ProbeTest, index, INVARIANCE_VIEWS);
    let scenes: Vec<Scene> = (0..INVARIANCE_SAMPLES).flat_map(sample).collect();
    let mut all = Rows::default();
    for chunk in scenes.chunks(CHUNK) {
        let representations = encoder.representations(source.render(chunk, device));
        let [_, dimension] = representations.dims();
        all.append(Rows::new(read_entries(representations).await?, dimension));
    }
    Invariance::of(&all, INVARIANCE_VIEWS)
}
