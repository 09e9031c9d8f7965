//! One run of a session, with what has been measured of it.

use burn::tensor::Device;

use super::{News, plan::ArmPlan};
use crate::{
    error::Result,
    measuring::Measurement,
    model::{Model, Probe},
    training::{Learner, Run, Settings},
};

/// One run of a session.
pub struct Arm {
    /// Its name: that of what it overrides in the session's settings.
    pub name: String,
    /// The run.
    pub run: Run,
    /// Measurements, in the order of steps.
    pub measurements: Vec<Measurement>,
    /// The probe of the last measurement.
    pub(super) probe: Option<Probe>,
    /// How many losses and measurements have been reported.
    reported: (usize, usize),
}

impl Arm {
    /// An arm in the given repetition, before its first step.
    pub(super) fn new(
        plan: &ArmPlan,
        repetition: u64,
        settings: &Settings,
        start: &Model,
        device: &Device,
    ) -> Result<Self> {
        let settings = plan.settings(settings, repetition)?;
        let architecture = &start.description.architecture;
        let learner = Learner::from_encoder(start.encoder.clone(), architecture, settings.seed, device);
        Ok(Self::at(plan.name.to_owned(), Run::new(settings, learner, device)?, Vec::new(), None))
    }

    /// An arm as it was.
    pub(super) fn at(name: String, run: Run, measurements: Vec<Measurement>, probe: Option<Probe>) -> Self {
        Self { name, run, measurements, probe, reported: (0, 0) }
    }

    /// Does one step, and reads the losses every `read_every` steps and after the last.
    pub(super) async fn step(&mut self, read_every: u64) -> Result<()> {
        self.run.advance();
        if self.run.step().is_multiple_of(read_every) || self.run.is_finished() {
            self.run.read_losses().await?;
        }
        Ok(())
    }

    /// What has become known since the last call, if anything.
    pub(super) fn news(&mut self, arm: usize) -> Option<News> {
        let (losses, measurements) = (self.run.losses(), &self.measurements);
        // Losses are taken back when a run diverges.
        let from = (self.reported.0.min(losses.len()), self.reported.1.min(measurements.len()));
        let news = News { arm, losses: losses[from.0..].to_vec(), measurements: measurements[from.1..].to_vec() };
        self.reported = (losses.len(), measurements.len());
        (!news.losses.is_empty() || !news.measurements.is_empty()).then_some(news)
    }
}
