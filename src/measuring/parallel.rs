//! The same pictures, encoded by two encoders: what a translation is fitted on, and what it is tried on.

use burn::tensor::Device;

use super::subjects::Subjects;
use crate::{
    error::Result,
    model::Model,
    pictures::{Scene, Source},
    random::Purpose,
    tensors::{Rows, arrays::read_entries},
};

/// Samples that are encoded at once: few enough that a slow device can answer something else in between.
const CHUNK: usize = 32;

/// Samples with the representation that each of two encoders has of them, more and more of them as they are needed.
#[derive(Debug, Clone)]
pub struct Parallel {
    subjects: Subjects,
    /// Of the same scenes, pictured in the manner that each encoder knows.
    sources: [Source; 2],
    stream: (u64, Purpose),
    scenes: Vec<Scene>,
    rows: [Rows; 2],
}

impl Parallel {
    /// No samples yet, of subjects that are drawn from `source` by a seed for a purpose: sample k is the same, however many
    /// there are.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) naming `encoder` where one of the encoders has learned from pictures with
    /// other factors.
    pub fn new(subjects: Subjects, source: &Source, [from, to]: [&Model; 2], stream: (u64, Purpose)) -> Result<Self> {
        let sources = [source.pictured_as(&from.source)?, source.pictured_as(&to.source)?];
        Ok(Self { subjects, sources, stream, scenes: Vec::new(), rows: Default::default() })
    }

    /// How many samples there are.
    pub fn count(&self) -> usize {
        self.scenes.len()
    }

    /// What the samples show.
    pub fn scenes(&self) -> &[Scene] {
        &self.scenes
    }

    /// The representations by the first encoder and by the second, a row for each sample.
    pub fn rows(&self) -> &[Rows; 2] {
        &self.rows
    }

    /// Encodes a few more samples; whether there are `count` now. The encoders are those that it began with, on `device`.
    ///
    /// # Errors
    /// What [`Subjects::render`] refuses; [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn advance(&mut self, models: [&Model; 2], count: usize, device: &Device) -> Result<bool> {
        let chunk = self.count()..count.min(self.count() + CHUNK);
        if !chunk.is_empty() {
            let (mut encoded, mut shown) = (Vec::new(), Vec::new());
            for (model, source) in models.into_iter().zip(&self.sources) {
                let samples = chunk.start as u64..chunk.end as u64;
                let (images, scenes) = self.subjects.render(source, self.stream, samples, 1, device)?;
                let representations = model.encoder.representations(images);
                let [_, dimension] = representations.dims();
                encoded.push(Rows::new(read_entries(representations).await?, dimension));
                shown = scenes;
            }
            // Only now, so that a device that fails in between leaves as many of each.
            self.rows.iter_mut().zip(encoded).for_each(|(rows, encoded)| rows.append(encoded));
            self.scenes.extend(shown);
        }
        Ok(self.count() >= count)
    }
}
