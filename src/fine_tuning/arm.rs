//! One run of a session, with what has been measured of it.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::News;
use crate::{
    error::Result,
    held_out::Measurement,
    model::Model,
    probe::Probe,
    training::{Learner, Run, Settings},
};

/// Whether an arm is trained with the penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Lambda is zero.
    Without,
    /// Lambda is as set.
    With,
}

impl Kind {
    /// The kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Without => "without the regulariser",
            Kind::With => "with the regulariser",
        }
    }
}

/// One run of a session.
pub struct Arm {
    /// Whether it is trained with the penalty.
    pub kind: Kind,
    /// The run.
    pub run: Run,
    /// Measurements, in the order of steps.
    pub measurements: Vec<Measurement>,
    /// The probe of the last measurement.
    pub(super) probe: Option<Probe>,
    /// How many losses and measurements have been told as news.
    told: (usize, usize),
}

impl Arm {
    /// The arm of the given kind in the given repetition, before its first step.
    pub(super) fn new(
        kind: Kind,
        repetition: u64,
        settings: &Settings,
        start: &Model,
        device: &Device,
    ) -> Result<Self> {
        let lambda = match kind {
            Kind::Without => 0.0,
            Kind::With => settings.lambda,
        };
        let settings = Settings { lambda, seed: settings.seed + repetition, ..settings.clone() };
        let architecture = &start.description.architecture;
        let learner = Learner::from_encoder(start.encoder.clone(), architecture, settings.seed, device);
        Ok(Self::at(kind, Run::new(settings, learner, device)?, Vec::new(), None))
    }

    /// An arm as it was.
    pub(super) fn at(kind: Kind, run: Run, measurements: Vec<Measurement>, probe: Option<Probe>) -> Self {
        Self { kind, run, measurements, probe, told: (0, 0) }
    }

    /// Does one step, and reads the losses every `read_every` steps and after the last.
    pub(super) async fn step(&mut self, read_every: u64) -> Result<()> {
        self.run.advance();
        if self.run.step().is_multiple_of(read_every) || self.run.is_finished() {
            self.run.read_losses().await?;
        }
        Ok(())
    }

    /// The step of the last measurement.
    pub(super) fn measured_at(&self) -> Option<u64> {
        self.measurements.last().map(|measurement| measurement.step)
    }

    pub(super) fn take_measurement(&mut self, measurement: Measurement, probe: Probe) {
        self.measurements.push(measurement);
        self.probe = Some(probe);
    }

    /// What has become known since the last call, if anything.
    pub(super) fn news(&mut self, arm: usize) -> Option<News> {
        let (losses, measurements) = (self.run.losses(), &self.measurements);
        // Losses are taken back when a run diverges.
        let from = (self.told.0.min(losses.len()), self.told.1.min(measurements.len()));
        let news = News { arm, losses: losses[from.0..].to_vec(), measurements: measurements[from.1..].to_vec() };
        self.told = (losses.len(), measurements.len());
        (!news.losses.is_empty() || !news.measurements.is_empty()).then_some(news)
    }
}
