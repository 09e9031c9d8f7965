//! How good an encoder is: read-back error at several M, and conditional variance.

use burn::tensor::{Device, Tensor, Transaction};
use serde::{Deserialize, Serialize};

use crate::{
    averaging::average,
    encoder::{Encoder, parameters::read},
    error::Result,
    probe::{Probe, Samples},
    random::{Purpose, stream},
    spirograph::{Factors, Normalisation, Role, Split, render},
    tangent::{Mode, Plain},
};

/// Images that are encoded at once: a compromise of memory and of the matrix products' size.
const CHUNK: usize = 512;

/// What to evaluate with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Protocol {
    /// Seed of the samples.
    pub seed: u64,
    /// Samples that a probe is fitted on.
    pub training_samples: usize,
    /// Samples that it is tested on.
    pub test_samples: usize,
    /// Numbers of views M that are averaged, in the probe's training set and in its test set alike.
    pub views: Vec<usize>,
    /// What pictures are divided by.
    pub normalisation: Normalisation,
    /// Which factors are of interest and which are nuisance.
    pub split: Split,
}

impl Default for Protocol {
    fn default() -> Self {
        Self {
            seed: 1,
            training_samples: 2000,
            test_samples: 1000,
            views: vec![1, 4, 16],
            normalisation: Normalisation::Image,
            split: Split::PAPER,
        }
    }
}

/// Read-back error at one M.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReadBackError {
    /// Number of views averaged.
    pub views: usize,
    /// Mean squared error for each factor of interest, in column order.
    pub errors: Vec<f32>,
}

/// What an evaluation found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// For each M of the protocol.
    pub read_back: Vec<ReadBackError>,
    /// Trace of the covariance of the normalised representation given the factors of interest, averaged over these.
    pub conditional_variance: f64,
}

/// Samples whose representations are averaged over `views` nuisance views each; `purpose` and seed determine them.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn averaged_samples(
    encoder: &Encoder,
    protocol: &Protocol,
    purpose: Purpose,
    count: usize,
    views: usize,
    device: &Device,
) -> Result<Samples> {
    let factors: Vec<_> =
        (0..count).map(|index| Factors::random(&mut stream(protocol.seed, purpose, index as u64))).collect();
    let mut representations = Vec::new();
    let mut dimension = 0;
    for (chunk, group) in factors.chunks((CHUNK / views).max(1)).enumerate() {
        // A stream of its own for every chunk, disjoint from those of the samples above.
        let mut generator = stream(protocol.seed.wrapping_add(1), purpose, chunk as u64);
        let all: Vec<_> = group
            .iter()
            .flat_map(|factors| (0..views).map(|_| factors.view(&protocol.split, &mut generator)).collect::<Vec<_>>())
            .collect();
        let averaged = average(encoder.representations(render(&all, protocol.normalisation, device)), views);
        for array in read(Transaction::default().register(averaged)).await? {
            dimension = array.values.len() / group.len();
            representations.extend(array.values);
        }
    }
    Ok(Samples { representations, dimension, factors })
}

/// Fits a probe to the factors of interest on the protocol's training samples at one M.
///
/// # Errors
/// A failing device, or what [`Probe::fit`] refuses.
pub async fn fit_probe(encoder: &Encoder, protocol: &Protocol, views: usize, device: &Device) -> Result<Probe> {
    let samples =
        averaged_samples(encoder, protocol, Purpose::ProbeTraining, protocol.training_samples, views, device).await?;
    Probe::fit(&samples, &protocol.split.factors(Role::Interest))
}

/// Evaluates an encoder: at each M a probe is fitted on the training samples and tested on the test samples.
///
/// # Errors
/// A failing device, or what [`Probe::fit`] refuses.
pub async fn evaluate(encoder: &Encoder, protocol: &Protocol, device: &Device) -> Result<Evaluation> {
    let mut read_back = Vec::new();
    for &views in &protocol.views {
        let probe = fit_probe(encoder, protocol, views, device).await?;
        let test =
            averaged_samples(encoder, protocol, Purpose::ProbeTest, protocol.test_samples, views, device).await?;
        read_back.push(ReadBackError { views, errors: probe.mean_squared_errors(&test) });
    }
    let conditional_variance = conditional_variance(encoder, protocol, 128, 16, device).await?;
    Ok(Evaluation { read_back, conditional_variance })
}

/// The unbiased variance of the L2-normalised representation over `views` nuisance views of the same factors of
/// interest, summed over its dimensions and averaged over `count` samples.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn conditional_variance(
    encoder: &Encoder,
    protocol: &Protocol,
    count: usize,
    views: usize,
    device: &Device,
) -> Result<f64> {
    let mut sum = 0.0;
    for index in 0..count {
        let mut generator = stream(protocol.seed, Purpose::ProbeTest, index as u64);
        let factors = Factors::random(&mut generator);
        let all: Vec<_> = (0..views).map(|_| factors.view(&protocol.split, &mut generator)).collect();
        let rows = Plain::normalise(encoder.representations(render(&all, protocol.normalisation, device)));
        let variance: Tensor<1> = rows.var(0).sum();
        sum +=
            read(Transaction::default().register(variance)).await?.iter().map(|a| f64::from(a.values[0])).sum::<f64>();
    }
    Ok(sum / count as f64)
}
