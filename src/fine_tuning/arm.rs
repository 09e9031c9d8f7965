//! One run of a session, with what has been measured of it.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::{ArmPlan, News, Start};
use crate::{
    error::{Error, Result},
    measuring::Measurement,
    model::{Model, Probe},
    training::{Checkpoint, Learner, Run, Settings},
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
    /// Why it ended before its last step, if it did: its weights are then the last good ones.
    pub ended: Option<Ended>,
    /// How many losses and measurements have been reported, and whether its end has been.
    reported: (usize, usize, bool),
}

/// Why an arm ended before its last step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// Why, as a sentence.
    pub message: String,
    /// The setting that most likely is the cause.
    pub field: String,
}

impl Arm {
    /// An arm in the given repetition, before its first step.
    pub(super) fn new(
        (plan, repetition): (&ArmPlan, u64),
        settings: &Settings,
        (start, model): (Start, &Model),
        device: &Device,
    ) -> Result<Self> {
        let (seed, architecture) = (settings.seed.saturating_add(repetition), &model.description.architecture);
        let settings = plan.settings(settings, repetition)?;
        let learner = match start {
            Start::Encoder => Learner::from_encoder(model.encoder.clone(), architecture, settings.seed, device),
            Start::Random => Learner::new(architecture, seed, device),
        };
        Ok(Self::at(plan.name.clone(), Run::new(settings, learner, device)?, Vec::new(), None, None))
    }

    /// An arm as it was.
    pub(super) fn at(
        name: String,
        run: Run,
        measurements: Vec<Measurement>,
        probe: Option<Probe>,
        ended: Option<Ended>,
    ) -> Self {
        Self { name, run, measurements, probe, ended, reported: (0, 0, false) }
    }

    /// Does one step, and reads the losses every `read_every` steps and after the last.
    pub(super) async fn step(&mut self, read_every: u64) -> Result<()> {
        self.run.advance();
        if self.run.step().is_multiple_of(read_every) || self.run.is_finished() {
            self.read_losses().await?;
        }
        Ok(())
    }

    /// Reads the losses of the steps since the last reading. Where one is not a number, the arm ends.
    pub(super) async fn read_losses(&mut self) -> Result<()> {
        let read = self.run.read_losses().await;
        self.end_where_diverged(read).map(|_| ())
    }

    /// Everything that the run needs to go on. Where a loss that is read for it is not a number, the arm ends.
    pub(super) async fn checkpoint(&mut self) -> Result<Checkpoint> {
        let checkpoint = self.run.checkpoint().await;
        match self.end_where_diverged(checkpoint)? {
            Some(checkpoint) => Ok(checkpoint),
            // Nothing is unread now.
            None => self.run.checkpoint().await,
        }
    }

    /// What there is, or nothing where the run has diverged: it has ended then.
    fn end_where_diverged<T>(&mut self, result: Result<T>) -> Result<Option<T>> {
        match result {
            Err(error @ Error::Diverged { .. }) => {
                self.end(&error);
                Ok(None)
            }
            other => other.map(Some),
        }
    }

    /// Ends the arm before its last step. Measurements of weights that the run has gone back from are taken back too.
    pub(super) fn end(&mut self, reason: &Error) {
        let step = self.run.step();
        self.measurements.retain(|measurement| measurement.step <= step);
        self.ended = Some(Ended { message: reason.to_string(), field: reason.field().to_owned() });
    }

    /// What has become known since the last call, if anything.
    pub(super) fn news(&mut self, arm: usize) -> Option<News> {
        let (losses, measurements) = (self.run.losses(), &self.measurements);
        // Losses and measurements are taken back when a run diverges.
        let from = (self.reported.0.min(losses.len()), self.reported.1.min(measurements.len()));
        let ended = self.ended.clone().filter(|_| !self.reported.2);
        let news =
            News { arm, losses: losses[from.0..].to_vec(), measurements: measurements[from.1..].to_vec(), ended };
        self.reported = (losses.len(), measurements.len(), self.ended.is_some());
        (!news.losses.is_empty() || !news.measurements.is_empty() || news.ended.is_some()).then_some(news)
    }
}
