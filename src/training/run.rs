//! A training run: configured once, then advanced step by step, for as long and in as many sittings as one likes.

use burn::{
    module::Module,
    optim::GradientsParams,
    tensor::{Device, Tensor},
};

use super::{
    Batch, Checkpoint, CheckpointDescription, Learner, LossPoint, Losses, Optimiser, PenaltyOf, Settings, draw_batch,
    losses::read_losses,
};
use crate::{
    encoder::{Encode, parameters::parameters},
    error::{Error, Result},
    objective::{Standardisation, gradient_penalty, ntxent},
    spirograph::{matrix, render, render_moving},
    tangent::{Dual, Forward, Plain},
};

/// A training run.
pub struct Run {
    settings: Settings,
    now: Moment,
    /// Losses on the device, of the steps since the last reading.
    unread: Vec<Losses>,
    losses: Vec<LossPoint>,
    last_read: Moment,
    last_good: Moment,
    device: Device,
}

/// What a step changes. A copy costs nothing: tensors are shared until they are written.
struct Moment {
    step: u64,
    learner: Learner,
    optimiser: Optimiser,
}

impl Moment {
    fn copy(&self) -> Self {
        let Self { step, learner, optimiser } = self;
        Self { step: *step, learner: learner.clone(), optimiser: optimiser.copy(learner) }
    }
}

impl Run {
    /// A run that starts from `learner` on `device`.
    ///
    /// # Errors
    /// What [`Settings::check`] refuses.
    pub fn new(settings: Settings, learner: Learner, device: &Device) -> Result<Self> {
        settings.check()?;
        let optimiser = Optimiser::new(settings.weight_decay);
        let start = Moment { step: 0, learner: learner.train(), optimiser };
        Ok(Self::at(settings, start, Vec::new(), device))
    }

    fn at(settings: Settings, now: Moment, losses: Vec<LossPoint>, device: &Device) -> Self {
        let (last_read, last_good) = (now.copy(), now.copy());
        let device = device.clone().without_autodiff();
        Self { settings, now, unread: Vec::new(), losses, last_read, last_good, device }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
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
        let Moment { step, learner, optimiser } = &mut self.now;
        let lambda = settings.lambda_at(*step);
        let batch = draw_batch(settings.seed, *step, settings.batch, &settings.split);
        let views = Views { batch: &batch, learner, settings, device: &self.device };
        let (both, moving) = if lambda > 0.0 { views.encode_with_tangent() } else { (views.encode(), None) };
        let standardisation = Standardisation::of(both.clone());
        let penalty = moving.map(|moving| {
            let penalised = match settings.penalty_of {
                PenaltyOf::Standardised => standardisation.apply::<Forward>(moving),
                PenaltyOf::Plain => moving,
            };
            gradient_penalty(penalised, Some(settings.penalty_clip))
        });
        let projections = learner.critic.project(standardisation.apply::<Plain>(both)).chunk(2, 0);
        let [first, second] = [0, 1].map(|view| projections[view].clone());
        let contrastive = ntxent(first, second, settings.temperature);
        let total = match &penalty {
            Some(penalty) => contrastive.clone() + penalty.clone().mul_scalar(lambda),
            None => contrastive.clone(),
        };
        let gradients = GradientsParams::from_grads(total.backward(), learner);
        *learner = optimiser.step(learner.clone(), gradients, settings.learning_rate_at(*step));
        *step += 1;
        let penalty = penalty.map(Tensor::without_autodiff);
        self.unread.push(Losses { contrastive: contrastive.without_autodiff(), penalty, lambda });
    }

    /// Reads the losses of the steps since the last reading.
    ///
    /// # Errors
    /// [`Error::Diverged`] when one of them is no number: the run is then back at its last good weights.
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
        self.last_good = std::mem::replace(&mut self.last_read, self.now.copy());
        Ok(())
    }

    /// Goes back to the last weights that are known to give a finite loss, at most two readings ago.
    pub fn go_back(&mut self) {
        self.unread.clear();
        self.now = self.last_good.copy();
        self.last_read = self.last_good.copy();
        let restored = self.now.step;
        self.losses.retain(|point| point.step <= restored);
    }

    /// Goes back to the last good weights; what there is to say about the step that broke.
    fn restore(&mut self, broken: &LossPoint) -> Error {
        self.go_back();
        let restored = self.now.step;
        let lambda = self.settings.lambda_at(broken.step - 1) as f32;
        let was_penalty_larger =
            self.losses.last().is_some_and(|last| lambda * last.penalty.unwrap_or(0.0) > last.contrastive);
        let setting = if broken.contrastive.is_finite() || was_penalty_larger { "lambda" } else { "learning_rate" };
        Error::Diverged { step: broken.step, restored, setting: setting.to_owned() }
    }

    /// Everything that a run needs to go on. The losses are read first.
    ///
    /// # Errors
    /// What [`read_losses`](Self::read_losses) reports.
    pub async fn checkpoint(&mut self) -> Result<Checkpoint> {
        self.read_losses().await?;
        let Moment { step, learner, optimiser } = &self.now;
        let mut arrays = parameters(learner, "learner").await?;
        arrays.extend(optimiser.moments(learner).await?);
        let description = CheckpointDescription {
            settings: self.settings.clone(),
            architecture: learner.architecture().clone(),
            step: *step,
            losses: self.losses.clone(),
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
    /// What [`Settings::check`] refuses; [`Error::Weights`] naming a tensor that does not fit.
    pub fn resumed(checkpoint: Checkpoint, device: &Device) -> Result<Self> {
        let Checkpoint { description, mut arrays } = checkpoint;
        let CheckpointDescription { settings, architecture, step, losses } = description;
        settings.check()?;
        let learner = Learner::restored(&architecture, &mut arrays, device)?.train();
        let optimiser = Optimiser::resumed(settings.weight_decay, step as usize, &learner, &mut arrays)?;
        Ok(Self::at(settings, Moment { step, learner, optimiser }, losses, device))
    }
}

/// The views of a step and what encodes them.
struct Views<'a> {
    batch: &'a Batch,
    learner: &'a Learner,
    settings: &'a Settings,
    device: &'a Device,
}

impl Views<'_> {
    /// Representations of first and second views, `[2 · batch, dimension]`.
    fn encode(&self) -> Tensor<2> {
        let views = [self.batch.first.as_slice(), self.batch.second.as_slice()].concat();
        let images = render(&views, self.settings.normalisation, self.device).autodiff();
        self.learner.encoder.representations(images)
    }

    /// The same, and those of the first views again, moving towards the second.
    fn encode_with_tangent(&self) -> (Tensor<2>, Option<Dual<2>>) {
        let Batch { first, second } = self.batch;
        let (encoder, normalisation) = (&self.learner.encoder, self.settings.normalisation);
        let directions = first.iter().zip(second).map(|(first, second)| first.towards(second).into_iter());
        let moving = render_moving(first, matrix(directions, self.device), normalisation, self.device);
        let first = encoder.encode::<Forward>(Dual::new(moving.value.autodiff(), moving.tangent.autodiff()));
        let second = encoder.representations(render(second, normalisation, self.device).autodiff());
        (Tensor::cat(vec![first.value.clone(), second], 0), Some(first))
    }
}
