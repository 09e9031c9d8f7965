//! Fitting what reads from an encoder's representations, and how often its intervals hold the truth.

use burn::tensor::Device;

use super::{
    evaluation::{CHUNK, Protocol, fit_probe},
    subjects::Subjects,
};
use crate::{
    encoder::Encoder,
    error::Result,
    model::{Calibration, Held, Probe, Reader, Reading},
    named::Named,
    pictures::{Role, Scene, Source, column},
    random::Purpose,
    tensors::{Rows, arrays::read_entries},
};

/// Numbers of views that intervals are found for.
const VIEWS: [usize; 8] = [1, 2, 4, 8, 16, 32, 64, 128];
/// Number of views that the probe is fitted on, and what its errors look like.
pub const PROBE_VIEWS: usize = 16;

/// Fits a probe to `targets` on the protocol's training samples and finds its intervals on twice as many of its test samples:
/// what the errors look like on one half of them, and their quantiles on the other.
///
/// # Errors
/// A failing device, or what [`Probe::fit`](crate::model::Probe::fit) and [`Calibration::fit`] refuse.
pub async fn fit_reader(encoder: &Encoder, protocol: &Protocol, targets: &[&str], device: &Device) -> Result<Reader> {
    let reader = Reader::from(fit_probe(encoder, protocol, targets, PROBE_VIEWS, device).await?);
    let count = protocol.test_samples as u64;
    let looked_at = Looked { encoder, protocol, reader: &reader, purpose: Purpose::Calibration, device };
    let fitted = looked_at.at(count..2 * count, &[PROBE_VIEWS]).await?;
    let held = looked_at.at(0..count, &VIEWS).await?;
    let held: Vec<_> = VIEWS.iter().zip(&held).map(|(&views, samples)| Held { views, samples }).collect();
    let fitted = fitted.into_iter().next().unwrap_or_default();
    let calibration = Calibration::fit(&fitted, &held)?;
    Ok(Reader { calibration: Some(calibration), ..reader })
}

/// The readers of an encoder that has learned from a source: of its pictures, with `samples` to fit each probe and half as
/// many to look at its errors, and of drawings, where such pictures can be drawn.
///
/// # Errors
/// What [`fit_reader`] refuses.
pub async fn fit_readers(
    encoder: &Encoder,
    source: &Source,
    (seed, samples): (u64, usize),
    device: &Device,
) -> Result<(Reader, Option<Reader>)> {
    let targets = source.names(Role::is_read);
    if targets.is_empty() {
        return Ok((Probe::default().into(), None));
    }
    let sized = |protocol| Protocol { training_samples: samples, test_samples: samples / 2, ..protocol };
    let pictures = fit_reader(encoder, &sized(Protocol::new(seed, source)), &targets, device).await?;
    let drawings = sized(Protocol::of_drawings(seed, source));
    let drawings = match source.has_hand() {
        true => Some(fit_reader(encoder, &drawings, &targets, device).await?),
        false => None,
    };
    Ok((pictures, drawings))
}

/// How often intervals hold the truth, and how wide they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Number of views.
    pub views: usize,
    /// The share of the samples whose interval holds the truth, by target.
    pub share: Named<f64>,
    /// The mean width of the intervals, by target.
    pub width: Named<f64>,
    /// The share of the samples that are said to be unfamiliar.
    pub unfamiliar: f64,
}

/// How often the intervals of a reader hold the truth of the protocol's test samples, at each of its numbers of views.
///
/// # Errors
/// A failing device, or what [`Subjects::render`] refuses.
pub async fn coverage(
    encoder: &Encoder,
    protocol: &Protocol,
    reader: &Reader,
    device: &Device,
) -> Result<Vec<Coverage>> {
    let looked_at = Looked { encoder, protocol, reader, purpose: Purpose::ProbeTest, device };
    let sets = looked_at.at(0..protocol.test_samples as u64, &protocol.views).await?;
    let of = |(&views, samples): (&usize, &Vec<(Reading, Vec<f64>)>)| {
        let count = samples.len().max(1) as f64;
        let intervals: Vec<_> = samples.iter().map(|(reading, _)| reader.intervals(reading)).collect();
        let named = |of: &dyn Fn(usize, usize) -> f64| {
            let mean = |target| (0..samples.len()).map(|sample| of(sample, target)).sum::<f64>() / count;
            reader.probe.targets.iter().enumerate().map(|(target, name)| (name.clone(), mean(target))).collect()
        };
        let holds = |sample: usize, target: usize| {
            let truth = samples[sample].1[target];
            intervals[sample][target].is_some_and(|interval| (interval.lower..=interval.upper).contains(&truth))
        };
        let width = |sample: usize, target: usize| intervals[sample][target].map_or(0.0, |i| i.upper - i.lower);
        let unfamiliar = samples.iter().filter(|(reading, _)| reader.unfamiliar(reading).is_some()).count();
        Coverage {
            views,
            share: named(&|sample, target| f64::from(u8::from(holds(sample, target)))),
            width: named(&width),
            unfamiliar: unfamiliar as f64 / count,
        }
    };
    Ok(protocol.views.iter().zip(&sets).map(of).collect())
}

/// An encoder and a reader that look at samples of a protocol.
struct Looked<'a> {
    encoder: &'a Encoder,
    protocol: &'a Protocol,
    reader: &'a Reader,
    purpose: Purpose,
    device: &'a Device,
}

impl Looked<'_> {
    /// The readings of some samples with their true values, once for each number of views.
    async fn at(&self, samples: std::ops::Range<u64>, views: &[usize]) -> Result<Vec<Vec<(Reading, Vec<f64>)>>> {
        let most = views.iter().copied().max().unwrap_or(1);
        let mut sets = vec![Vec::new(); views.len()];
        let chunk = (CHUNK / most).max(1) as u64;
        for start in samples.clone().step_by(chunk as usize) {
            let group = start..(start + chunk).min(samples.end);
            let Protocol { seed, source, subjects, .. } = self.protocol;
            let (images, scenes) = Subjects::render(subjects, source, (*seed, self.purpose), group, most, self.device)?;
            let representations = self.encoder.representations(images);
            let [_, dimension] = representations.dims();
            let rows = Rows::new(read_entries(representations).await?, dimension);
            for (number, scene) in scenes.iter().enumerate() {
                let truth = self.truth(scene)?;
                let own = rows.select(number * most..(number + 1) * most);
                for (set, reading) in sets.iter_mut().zip(self.reader.readings(&own, views)) {
                    set.push((reading, truth.clone()));
                }
            }
        }
        Ok(sets)
    }

    fn truth(&self, scene: &Scene) -> Result<Vec<f64>> {
        let table = self.protocol.source.table();
        self.reader.probe.targets.iter().map(|target| Ok(scene.factors[column(table, target)?])).collect()
    }
}
