//! A training run: configured once, then advanced step by step, for as long and in as many sittings as one likes.

use burn::{module::Module, optim::GradientsParams, tensor::Device};

use super::{
    Checkpoint, CheckpointDescription, Learner, LossPoint, Optimiser, Settings, SlowCopy, TERMS, Term,
    losses::{TermLoss, read_losses},
    table::Objective,
    views::Step,
};
use crate::{
    error::{Error, Result},
    pictures::Source,
    tensors::{arrays::refuse_rest, parameters::parameters},
};

/// A training run.
pub struct Run {
    settings: Settings,
    source: Source,
    /// What its batches are drawn from: the same, with views of the settings' strength.
    batches: Source,
    now: Snapshot,
    /// Losses on the device, of the steps since the last reading.
    unread: Vec<Vec<TermLoss>>,
    losses: Vec<LossPoint>,
    last_read: Snapshot,
    last_good: Snapshot,
    device: Device,
}

/// What a step changes. A clone costs nothing: tensors are shared until they are written.
#[derive(Clone)]
struct Snapshot {
    step: u64,
    learner: Learner,
    optimiser: Optimiser,
    /// Without negatives.
    slow: Option<SlowCopy>,
}

impl Run {
    /// A run that starts from `learner` on `device`.
    ///
    /// # Errors
    /// What [`Settings::check`] and [`Source::check_things`] refuse.
    pub fn new(settings: Settings, learner: Learner, device: &Device) -> Result<Self> {
        settings.check()?;
        let optimiser = Optimiser::new(settings.weight_decay);
        let learner = learner.with_heads(&settings, device)?.train();
        let slow = (settings.objective == Objective::NoNegatives).then(|| SlowCopy::of(&learner));
        let start = Snapshot { step: 0, learner, optimiser, slow };
        Self::at(settings, start, Vec::new(), device)
    }

    fn at(settings: Settings, now: Snapshot, losses: Vec<LossPoint>, device: &Device) -> Result<Self> {
        let (source, batches) = (settings.source()?, settings.batches()?);
        batches.check_things()?;
        let (last_read, last_good) = (now.clone(), now.clone());
        let device = device.clone().without_autodiff();
        Ok(Self { settings, source, batches, now, unread: Vec::new(), losses, last_read, last_good, device })
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The pictures that it learns to read, with views of the usual strength.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Steps done.
    pub fn step(&self) -> u64 {
        self.now.step
    }

    /// Whether all steps are done.
    pub fn is_finished(&self) -> bool {
        self.step() >= self.settings.steps
    }

    /// The learner as it is now, without gradients.
    pub fn learner(&self) -> Learner {
        self.now.learner.clone().valid()
    }

    /// The losses that have been read so far, step by step.
    pub fn losses(&self) -> &[LossPoint] {
        &self.losses
    }

    /// Does one step. Nothing is read back from the device.
    pub fn advance(&mut self) {
        let settings = &self.settings;
        let Snapshot { step, learner, optimiser, slow } = &mut self.now;
        let terms = TERMS.iter().map(|term| (term, (term.weight)(settings, *step))).filter(|&(_, weight)| weight > 0.0);
        let needs_tangent = terms.clone().any(|(term, _)| term.needs_tangent);
        let batch = self.batches.batch(settings.seed, *step, settings.batch, settings.contrasts);
        let (source, device) = (&self.batches, &self.device);
        let views = Step { source, learner, slow: slow.as_ref(), settings, needs_tangent, device }.encode(batch);
        let losses = terms.map(|(term, weight)| TermLoss {
            name: term.name,
            weight,
            value: (term.value)(&views, learner, settings),
        });
        let mut losses: Vec<_> = losses.collect();
        let weighted = losses.iter().map(|loss| loss.value.clone().mul_scalar(loss.weight));
        if let Some(total) = weighted.reduce(|total, term| total + term) {
            let gradients = GradientsParams::from_grads(total.backward(), learner);
            *learner = optimiser.step(learner.clone(), gradients, settings.learning_rate_at(*step));
        }
        *slow = slow.take().map(|slow| slow.follow(learner, settings.slow_copy));
        *step += 1;
        losses.iter_mut().for_each(|loss| loss.value = loss.value.clone().without_autodiff());
        self.unread.push(losses);
    }

    /// Reads the losses of the steps since the last reading.
    ///
    /// # Errors
    /// [`Error::Diverged`] when one of them is not a number: the run is then back at its last good weights.
    /// [`Error::Device`] if the device fails.
    pub async fn read_losses(&mut self) -> Result<()> {
        let unread = std::mem::take(&mut self.unread);
        if unread.is_empty() {
            return Ok(());
        }
        let points = read_losses(self.last_read.step + 1, unread).await?;
        if let Some(broken) = points.iter().find(|point| !point.is_finite()) {
            return Err(self.restore(broken));
        }
        self.losses.extend(points);
        // A finite loss has been computed with the weights of the last reading, which makes these good. Nobody knows yet
        // of those that the last step made.
        self.last_good = std::mem::replace(&mut self.last_read, self.now.clone());
        Ok(())
    }

    /// Goes back to the last weights that are known to give a finite loss, at most two readings ago.
    pub fn go_back(&mut self) {
        self.unread.clear();
        self.now = self.last_good.clone();
        self.last_read = self.last_good.clone();
        let restored = self.now.step;
        self.losses.retain(|point| point.step <= restored);
    }

    /// Goes back to the last good weights; what there is to say about the step that broke.
    fn restore(&mut self, broken: &LossPoint) -> Error {
        self.go_back();
        let restored = self.now.step;
        let is_broken = |name: &str| broken.terms.get(name).is_some_and(|value| !value.is_finite());
        // Where the objective is broken as well, so were the weights: by the term that counted most before.
        let setting = match TERMS.iter().skip(1).find(|term| is_broken(term.name) && !is_broken(TERMS[0].name)) {
            Some(term) => term.blamed,
            None => self.heaviest_term(broken.step - 1).blamed,
        };
        Error::Diverged { step: broken.step, restored, setting: setting.to_owned() }
    }

    /// The term that makes the most of the last loss that was read, whatever its sign, with the weights of a step.
    fn heaviest_term(&self, step: u64) -> &'static Term {
        let last = self.losses.last();
        let weighted = |term: &Term| {
            let value = last.and_then(|last| last.terms.get(term.name)).copied().unwrap_or(0.0);
            ((term.weight)(&self.settings, step) * f64::from(value)).abs()
        };
        TERMS.iter().rev().max_by(|a, b| weighted(a).total_cmp(&weighted(b))).unwrap_or(&TERMS[0])
    }

    /// Everything that a run needs to go on. The losses are read first.
    ///
    /// # Errors
    /// What [`read_losses`](Self::read_losses) reports.
    pub async fn checkpoint(&mut self) -> Result<Checkpoint> {
        self.read_losses().await?;
        let Snapshot { step, learner, optimiser, slow } = &self.now;
        let mut arrays = parameters(learner, "learner").await?;
        arrays.extend(optimiser.moments(learner).await?);
        if let Some(slow) = slow {
            arrays.extend(parameters(slow, "slow").await?);
        }
        let description = CheckpointDescription {
            settings: self.settings.clone(),
            architecture: learner.architecture().clone(),
            step: *step,
            losses: self.losses.clone(),
            things: self.settings.pictures.digest(),
        };
        Ok(Checkpoint { description, arrays })
    }

    /// The run with `settings`, which up to this checkpoint of another run is that other run.
    ///
    /// # Errors
    /// What [`Settings::check_same_until`] refuses, and [`resumed`](Self::resumed).
    pub fn branched(mut checkpoint: Checkpoint, settings: Settings, device: &Device) -> Result<Self> {
        settings.check_same_until(&checkpoint.description.settings, checkpoint.description.step)?;
        checkpoint.description.settings = settings;
        Self::resumed(checkpoint, device)
    }

    /// The run that a [`checkpoint`](Self::checkpoint) was taken from, on any device.
    ///
    /// # Errors
    /// What [`CheckpointDescription::check`] refuses; [`Error::Invalid`] naming `pictures` where its settings lack the things that the
    /// run learned from, or have others; [`Error::Weights`] naming a tensor that does not fit, or is not of a run.
    pub fn resumed(checkpoint: Checkpoint, device: &Device) -> Result<Self> {
        let Checkpoint { description, mut arrays } = checkpoint;
        description.check()?;
        description.check_things()?;
        let CheckpointDescription { settings, architecture, step, losses, .. } = description;
        let learner = Learner::restored(&architecture, &settings, &mut arrays, device)?.train();
        let has_slow = settings.objective == Objective::NoNegatives;
        let slow = has_slow.then(|| SlowCopy::restored(&architecture, &mut arrays, device)).transpose()?;
        let optimiser = Optimiser::resumed(settings.weight_decay, step as usize, &learner, &mut arrays)?;
        refuse_rest(arrays)?;
        Self::at(settings, Snapshot { step, learner, optimiser, slow }, losses, device)
    }
}
