//! Training as the page, `spiro finetune` and `spiro experiment` do it: the arms of a comparison, such as runs with and
//! without the penalty, from the same weights, seeds and batches, advancing in turn, watched on a held-out set.
//!
//! A session does one small piece of work at a time. What comes next follows from what has been done, so there is no
//! other state: a session at rest is its arms, and goes on exactly where it was.

mod arm;
mod checkpoint;
mod design;
mod history;
mod last;
mod outcome;
mod plan;
mod quantities;

use burn::tensor::Device;
use serde::Serialize;

pub use arm::{Arm, Ended};
pub(crate) use design::refusal_of_name;
pub use design::{ArmPlan, Design, ExperimentFile, Overrides, SideBySide, Start, TAKEN_NAMES};
pub use outcome::{ArmName, Outcome, Row, Spread};
pub use plan::{Plan, Runs};
pub use quantities::{HadBy, quantity_names};

use self::last::LastMeasures;
use crate::{
    error::{Error, Result},
    measuring::{HeldOut, Measurement, PartialMeasurement, ReadTogether, VIEWS},
    model::{Description, Model},
    named::Named,
    pictures::Source,
    training::{Learner, LossPoint, Settings},
};

/// Steps between two readings of the losses: reading each would make the device wait.
pub const READ_EVERY: u64 = 5;

/// A fine-tuning session.
pub struct FineTuning {
    design: Design,
    plan: Plan,
    settings: Settings,
    start: Model,
    before: Option<Measurement>,
    /// For each seed those of the design.
    arms: Vec<Arm>,
    /// Of the arms side by side, for each seed those of the design, as far as they are there; none where an arm has ended.
    side_by_side: Vec<Option<ReadTogether>>,
    held_out: HeldOut,
    measuring: Option<PartialMeasurement>,
    last: LastMeasures,
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
    /// Why it has ended before its last step.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Ended | null"))]
    pub ended: Option<Ended>,
}

/// One piece of work.
#[derive(Clone, Copy)]
enum Work {
    MeasureStart,
    Step(usize),
    Measure(usize),
    MeasureLast(usize),
    ReadTogether,
    Nothing,
}

impl FineTuning {
    /// A session that starts from a model, or from random weights of its architecture.
    ///
    /// # Errors
    /// What [`Design::check`], [`Settings::check`] and [`Plan::check`] refuse.
    pub fn new(design: Design, plan: Plan, settings: Settings, start: Model, device: &Device) -> Result<Self> {
        plan.check()?;
        settings.check()?;
        let design = design.with_runs(plan.runs);
        design.check()?;
        let start = match design.start {
            Start::Encoder => start,
            Start::Random => untrained(start, &settings, device),
        };
        let arms = (0..plan.seeds).flat_map(|repetition| design.arms.iter().map(move |arm| (arm, repetition)));
        let arms = arms.map(|arm| Arm::new(arm, &settings, (design.start, &start), device));
        let arms = arms.collect::<Result<_>>()?;
        Self::at(design, plan, settings, start, arms, device)
    }

    /// A session of which nothing but the arms has been done.
    fn at(
        design: Design,
        plan: Plan,
        settings: Settings,
        start: Model,
        arms: Vec<Arm>,
        device: &Device,
    ) -> Result<Self> {
        let source = design.held_out_source(&settings)?;
        let last = LastMeasures::new(&design, &plan, &source, device)?;
        let held_out = HeldOut::new(plan.held_out, source, device);
        let (before, side_by_side, measuring) = (None, Vec::new(), None);
        Ok(Self { design, plan, settings, start, before, arms, side_by_side, held_out, measuring, last })
    }

    /// What is compared.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is known of the model that it started from.
    pub fn start(&self) -> &Description {
        &self.start.description
    }

    /// The settings that the arms override; a repetition differs in its seed.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The arms: for each seed those of the [`Design`].
    pub fn arms(&self) -> &[Arm] {
        &self.arms
    }

    /// What the held-out set is drawn from.
    pub fn source(&self) -> &Source {
        self.held_out.source()
    }

    /// An arm's name for people.
    pub fn words<'a>(&'a self, name: &'a str) -> &'a str {
        self.design.arms.iter().find(|arm| arm.name == name).map_or(name, |arm| &arm.words)
    }

    /// The measurement of the weights that training starts from, once it is there.
    pub fn before(&self) -> Option<&Measurement> {
        self.before.as_ref()
    }

    /// Steps that every arm has done that goes on; where none does, those of the arm that went furthest.
    pub fn step(&self) -> u64 {
        let live = self.live().map(|(_, arm)| arm.run.step()).min();
        live.or_else(|| self.arms.iter().map(|arm| arm.run.step()).max()).unwrap_or(0)
    }

    /// The arms that have not ended before their last step, with their numbers.
    fn live(&self) -> impl Iterator<Item = (usize, &Arm)> {
        self.arms.iter().enumerate().filter(|(_, arm)| arm.ended.is_none())
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        matches!(self.next(), Work::Nothing)
    }

    /// Does one piece of work: a step of one arm, or a part of a measurement. An arm whose loss is no longer a number ends,
    /// and is said to have; the others go on.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails: go on from a checkpoint, on another one.
    pub async fn advance(&mut self) -> Result<Progress> {
        let work = self.next();
        match work {
            Work::MeasureStart => self.measure(None).await?,
            Work::Measure(arm) => self.measure(Some(arm)).await?,
            Work::MeasureLast(arm) => self.last.advance(&mut self.arms[arm]).await?,
            Work::Step(arm) => self.arms[arm].step(READ_EVERY).await?,
            Work::ReadTogether => self.read_together().await?,
            Work::Nothing => {}
        }
        Ok(self.report(work))
    }

    /// How far the session is. It includes what has become known since the last report.
    pub fn progress(&mut self) -> Progress {
        let next = self.next();
        self.report(next)
    }

    fn report(&mut self, work: Work) -> Progress {
        let (doing, arm) = match work {
            Work::MeasureStart => (Doing::Measuring, None),
            Work::Measure(arm) | Work::MeasureLast(arm) => (Doing::Measuring, Some(arm)),
            Work::Step(arm) => (Doing::Training, Some(arm)),
            Work::ReadTogether => (Doing::Measuring, None),
            Work::Nothing => (Doing::Finished, None),
        };
        let doing = if self.is_finished() { Doing::Finished } else { doing };
        let measured = self.measuring.as_ref().map(|measuring| self.held_out.share(measuring));
        let measured = measured.unwrap_or_else(|| self.last.share());
        let news = self.arms.iter_mut().enumerate().filter_map(|(index, arm)| arm.news(index)).collect();
        Progress { doing, arm, step: self.step(), measured, before: self.before.clone(), news }
    }

    /// What comes next: the arm that is behind, or the measurement that is due once all are level.
    fn next(&self) -> Work {
        if self.before.is_none() {
            return Work::MeasureStart;
        }
        let (step, last) = (self.step(), self.settings.steps);
        let are_level = self.live().all(|(_, arm)| arm.run.step() == step);
        let is_due = step > 0 && (step.is_multiple_of(self.plan.measure_every) || step >= last);
        let is_measured = |arm: &Arm| arm.measurements.last().is_some_and(|last| last.step == step);
        if are_level
            && is_due
            && let Some((arm, _)) = self.live().find(|(_, arm)| !is_measured(arm))
        {
            return Work::Measure(arm);
        }
        if step < last
            && let Some((behind, _)) = self.live().find(|(_, arm)| arm.run.step() == step)
        {
            return Work::Step(behind);
        }
        if let Some((arm, _)) = self.live().find(|(_, arm)| self.last.is_due(arm)) {
            return Work::MeasureLast(arm);
        }
        if self.side_by_side.len() < self.plan.seeds as usize * self.design.side_by_side.len() {
            return Work::ReadTogether;
        }
        Work::Nothing
    }

    /// A part of the measurement of an arm, or of the start.
    async fn measure(&mut self, arm: Option<usize>) -> Result<()> {
        if let Some(arm) = arm {
            self.arms[arm].read_losses().await?;
            if self.arms[arm].ended.is_some() {
                self.measuring = None;
                return Ok(());
            }
        }
        let mut measuring = self.measuring.take().unwrap_or_else(|| match arm.map(|arm| &self.arms[arm].run) {
            Some(run) => PartialMeasurement::new(run.learner().encoder, run.step()),
            None => PartialMeasurement::new(self.start.encoder.clone(), 0),
        });
        if !self.held_out.advance(&mut measuring).await? {
            self.measuring = Some(measuring);
            return Ok(());
        }
        match (self.held_out.finish(measuring).await, arm) {
            (Ok((measurement, probe)), Some(arm)) => {
                self.arms[arm].measurements.push(measurement);
                self.arms[arm].probe = Some(probe);
            }
            (Ok((measurement, probe)), None) => {
                self.before = Some(measurement);
                self.arms.iter_mut().for_each(|arm| arm.probe = Some(probe.clone()));
            }
            // The last step made weights of which no loss was computed any more.
            (Err(error @ Error::Invalid { .. }), Some(arm)) => {
                self.arms[arm].run.go_back();
                self.arms[arm].end(&error);
            }
            (Err(error), _) => return Err(error),
        }
        Ok(())
    }

    /// Reads the next arms side by side.
    async fn read_together(&mut self) -> Result<()> {
        let (seed, both) = (
            self.side_by_side.len() / self.design.side_by_side.len(),
            &self.design.side_by_side[self.side_by_side.len() % self.design.side_by_side.len()],
        );
        let of_seed = &self.arms[seed * self.design.arms.len()..][..self.design.arms.len()];
        let parts: Vec<_> = of_seed.iter().filter(|arm| both.of.contains(&arm.name)).collect();
        let read = if parts.iter().any(|arm| arm.ended.is_some()) {
            None
        } else {
            let encoders: Vec<_> = parts.iter().map(|arm| arm.run.learner().encoder).collect();
            Some(self.held_out.read_together(&encoders).await?)
        };
        self.side_by_side.push(read);
        Ok(())
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
        let trained = match self.design.start {
            Start::Encoder => "fine-tuned",
            Start::Random => "trained",
        };
        let description = Description {
            name: format!("{}, {trained} {}", self.start.description.name, self.words(name)),
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

    /// All quantities after each arm (then of each that is read side by side), seed by seed: none of a run that ended before
    /// its last step, or has not been measured yet.
    pub fn values(&self) -> Vec<Vec<Option<Named<f64>>>> {
        outcome::values(self)
    }
}

/// A model's architecture with random weights: those of the first seed.
fn untrained(model: Model, settings: &Settings, device: &Device) -> Model {
    let encoder = Learner::new(&model.description.architecture, settings.seed, device).encoder;
    let description = Description { name: "random weights".to_owned(), steps: 0, ..model.description };
    Model { encoder, description, ..model }
}
