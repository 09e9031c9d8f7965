//! Fine-tuning as the page and `spiro finetune` do it: runs with and without the penalty from the same weights, seeds and
//! batches, advancing in turn, watched on a held-out set.
//!
//! A session does one small piece of work at a time. What comes next follows from what has been done, so there is no
//! other state: a session at rest is its arms, and goes on exactly where it was.

mod arm;
mod checkpoint;
mod history;
mod outcome;
mod plan;
mod quantities;

use burn::tensor::Device;
use serde::Serialize;

pub use arm::Arm;
pub use outcome::{Outcome, Row, Spread};
pub use plan::{ArmPlan, Plan, Runs};

use crate::{
    error::{Error, Result},
    measuring::{HeldOut, Measurement, PartialMeasurement, VIEWS},
    model::{Description, Model},
    pictures::Source,
    training::{LossPoint, Settings},
};

/// Steps between two readings of the losses: reading each would make the device wait.
pub const READ_EVERY: u64 = 5;

/// A fine-tuning session.
pub struct FineTuning {
    plan: Plan,
    settings: Settings,
    start: Model,
    before: Option<Measurement>,
    arms: Vec<Arm>,
    held_out: HeldOut,
    measuring: Option<PartialMeasurement>,
}

/// What a session is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Doing {
    /// Measuring on the held-out set.
    Measuring,
    /// Training.
    Training,
    /// Nothing: all is done.
    Finished,
}

/// How far a session is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Progress {
    /// What the last piece of work was.
    pub doing: Doing,
    /// The arm that the last piece of work belonged to; none where that was the start, or nothing.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub arm: Option<usize>,
    /// Steps that every arm has done.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub step: u64,
    /// How much of the measurement under way is done, from 0 to 1.
    pub measured: f64,
    /// The measurement of the weights that training starts from, once it is there.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Measurement | null"))]
    pub before: Option<Measurement>,
    /// What has become known since the last progress.
    pub news: Vec<News>,
}

/// What has become known of one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct News {
    /// Which arm, in the order of the session.
    pub arm: usize,
    /// Losses.
    pub losses: Vec<LossPoint>,
    /// Measurements.
    pub measurements: Vec<Measurement>,
}

/// One piece of work.
#[derive(Clone, Copy)]
enum Work {
    MeasureStart,
    Step(usize),
    Measure(usize),
    Nothing,
}

impl FineTuning {
    /// A session that starts from a model.
    ///
    /// # Errors
    /// What [`Settings::check`] and [`Plan::check`] refuse.
    pub fn new(plan: Plan, settings: Settings, start: Model, device: &Device) -> Result<Self> {
        plan.check()?;
        settings.check()?;
        let plans = plan.arms();
        let arms = (0..plan.seeds).flat_map(|repetition| plans.iter().map(move |arm| (arm, repetition)));
        let arms = arms.map(|(arm, repetition)| Arm::new(arm, repetition, &settings, &start, device));
        let arms = arms.collect::<Result<_>>()?;
        Self::at(plan, settings, start, None, arms, device)
    }

    fn at(
        plan: Plan,
        settings: Settings,
        start: Model,
        before: Option<Measurement>,
        arms: Vec<Arm>,
        device: &Device,
    ) -> Result<Self> {
        let held_out = HeldOut::new(plan.held_out, settings.source()?, device);
        Ok(Self { plan, settings, start, before, arms, held_out, measuring: None })
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is known of the model that it started from.
    pub fn start(&self) -> &Description {
        &self.start.description
    }

    /// The settings of the runs; a run without the penalty differs in lambda, a repetition in its seed.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The arms: for each seed those of the [`Plan`].
    pub fn arms(&self) -> &[Arm] {
        &self.arms
    }

    /// What the runs learn from.
    pub fn source(&self) -> &Source {
        self.held_out.source()
    }

    /// An arm's name for people.
    pub fn words<'a>(&self, name: &'a str) -> &'a str {
        self.plan.arms().iter().find(|arm| arm.name == name).map_or(name, |arm| arm.words)
    }

    /// The measurement of the weights that training starts from, once it is there.
    pub fn before(&self) -> Option<&Measurement> {
        self.before.as_ref()
    }

    /// Steps that every arm has done.
    pub fn step(&self) -> u64 {
        self.arms.iter().map(|arm| arm.run.step()).min().unwrap_or(0)
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        matches!(self.next(), Work::Nothing)
    }

    /// Does one piece of work: a step of one arm, or a part of a measurement.
    ///
    /// # Errors
    /// [`Error::Diverged`] when a loss is not a number: every arm is then back at its last good weights, and nothing else
    /// is lost. [`Error::Device`] if the device fails: go on from a checkpoint, on another one.
    pub async fn advance(&mut self) -> Result<Progress> {
        let work = self.next();
        let done = self.work(work).await;
        if let Err(Error::Diverged { .. }) = done {
            // The other arms may be about to diverge: nobody knows yet of the weights that their last step made.
            self.arms.iter_mut().for_each(|arm| arm.run.go_back());
        }
        done?;
        Ok(self.report(work))
    }

    async fn work(&mut self, work: Work) -> Result<()> {
        match work {
            Work::MeasureStart => self.measure(None).await,
            Work::Measure(arm) => self.measure(Some(arm)).await,
            Work::Step(arm) => self.arms[arm].step(READ_EVERY).await,
            Work::Nothing => Ok(()),
        }
    }

    /// How far the session is. It includes what has become known since the last report.
    pub fn progress(&mut self) -> Progress {
        let next = self.next();
        self.report(next)
    }

    fn report(&mut self, work: Work) -> Progress {
        let (doing, arm) = match work {
            Work::MeasureStart => (Doing::Measuring, None),
            Work::Measure(arm) => (Doing::Measuring, Some(arm)),
            Work::Step(arm) => (Doing::Training, Some(arm)),
            Work::Nothing => (Doing::Finished, None),
        };
        let doing = if self.is_finished() { Doing::Finished } else { doing };
        let measured = self.measuring.as_ref().map_or(0.0, |measuring| self.held_out.share(measuring));
        let news = self.arms.iter_mut().enumerate().filter_map(|(index, arm)| arm.news(index)).collect();
        Progress { doing, arm, step: self.step(), measured, before: self.before.clone(), news }
    }

    /// What comes next: the arm that is behind, or the measurement that is due once all are level.
    fn next(&self) -> Work {
        if self.before.is_none() {
            return Work::MeasureStart;
        }
        let step = self.step();
        if let Some(behind) = self.arms.iter().position(|arm| arm.run.step() == step) {
            let are_level = self.arms.iter().all(|arm| arm.run.step() == step);
            let is_due = step > 0 && (step.is_multiple_of(self.plan.measure_every) || step >= self.settings.steps);
            if are_level
                && is_due
                && let Some(arm) =
                    self.arms.iter().position(|arm| arm.measurements.last().is_none_or(|last| last.step != step))
            {
                return Work::Measure(arm);
            }
            if step < self.settings.steps {
                return Work::Step(behind);
            }
        }
        Work::Nothing
    }

    /// A part of the measurement of an arm, or of the start.
    async fn measure(&mut self, arm: Option<usize>) -> Result<()> {
        let mut measuring = match self.measuring.take() {
            Some(measuring) => measuring,
            None => self.begin_measuring(arm).await?,
        };
        if self.held_out.advance(&mut measuring).await? {
            let (measurement, probe) = self.held_out.finish(measuring).await?;
            match arm {
                Some(arm) => {
                    self.arms[arm].measurements.push(measurement);
                    self.arms[arm].probe = Some(probe);
                }
                None => {
                    self.before = Some(measurement);
                    self.arms.iter_mut().for_each(|arm| arm.probe = Some(probe.clone()));
                }
            }
        } else {
            self.measuring = Some(measuring);
        }
        Ok(())
    }

    async fn begin_measuring(&mut self, arm: Option<usize>) -> Result<PartialMeasurement> {
        let Some(arm) = arm else { return Ok(PartialMeasurement::new(self.start.encoder.clone(), 0)) };
        let run = &mut self.arms[arm].run;
        run.read_losses().await?;
        Ok(PartialMeasurement::new(run.learner().encoder, run.step()))
    }

    /// The newest weights of the first arm of a name with the probe of its last measurement (before the first one, the
    /// start's own probe).
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `arm` when there is none of that name.
    pub fn model(&self, arm: &str) -> Result<Model> {
        let Arm { name, run, probe, .. } = self.arms.iter().find(|other| other.name == arm).ok_or_else(|| {
            Error::Invalid { field: "arm".to_owned(), reason: format!("there is no run “{arm}”.") }
        })?;
        let probe = probe.clone().unwrap_or_else(|| self.start.reader.probe.clone());
        let description = Description {
            name: format!("{}, fine-tuned {}", self.start.description.name, self.words(name)),
            architecture: self.start.description.architecture.clone(),
            settings: run.settings().clone(),
            steps: run.step(),
            targets: probe.targets.clone(),
            probe_views: VIEWS,
        };
        Model::new(run.learner().encoder, probe, description)
    }

    /// The table of before and after each arm, from the measurements so far.
    pub fn outcome(&self) -> Outcome {
        outcome::outcome(self)
    }
}
