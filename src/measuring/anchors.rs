//! Anchors: what a translation is fitted on.

use burn::tensor::Device;

use super::{evaluation::Protocol, parallel::Parallel};
use crate::{
    error::Result,
    model::Model,
    random::Purpose,
    translating::{Class, Translation},
};

/// Fewest and most anchors of a translation.
pub const ANCHORS: (f64, f64) = (2.0, 4096.0);

/// Pictures that two encoders have encoded, more and more of them as they are needed. They are drawn by a hand without flaws:
/// measured, translations that are fitted on these read drawings as well as those that are fitted on flawed ones, and
/// Spirographs better.
#[derive(Debug, Clone)]
pub struct Anchors(Parallel);

impl Anchors {
    /// None yet, of pictures of the second encoder's source, drawn by a seed.
    ///
    /// # Errors
    /// What [`Parallel::new`] refuses.
    pub fn new(models: [&Model; 2], seed: u64) -> Result<Self> {
        let Protocol { subjects, source, .. } = Protocol::new(seed, &models[1].source);
        Ok(Self(Parallel::new(subjects, &source, models, (seed, Purpose::Anchors))?))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.count()
    }

    /// Encodes a few more; whether there are `count` now. See [`Parallel::advance`].
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn advance(&mut self, models: [&Model; 2], count: usize, device: &Device) -> Result<bool> {
        self.0.advance(models, count, device).await
    }

    /// The translation of a class that is fitted on the first `count` of them, or on all where there are fewer.
    ///
    /// # Errors
    /// What [`Translation::fit`] refuses.
    pub fn translation(&self, class: Class, count: usize) -> Result<Translation> {
        let [from, to] = self.0.rows().each_ref().map(|rows| rows.select(0..count.min(rows.count())));
        Translation::fit(class, &from, &to)
    }
}
