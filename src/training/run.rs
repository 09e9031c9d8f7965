//! A training run: configured once, then advanced step by step.

use burn::{
    module::Module,
    optim::GradientsParams,
    tensor::{Device, Tensor},
};

use super::{Batch, Optimiser, Settings, draw_batch};
use crate::{
    encoder::{
        Architecture, Encode, Encoder,
        parameters::{Arrays, parameters, with_parameters},
    },
    error::Result,
    objective::{Critic, gradient_penalty, ntxent},
    random::{Purpose, stream},
    spirograph::{matrix, render, render_moving},
    tangent::{Dual, Forward},
};

/// What is learned: the encoder, and the critic that is thrown away afterwards.
#[derive(Module, Debug)]
pub struct Learner {
    /// Images to representations.
    pub encoder: Encoder,
    /// Representations to projections.
    pub critic: Critic,
}

impl Learner {
    /// A learner with random weights determined by `seed`.
    pub fn new(architecture: &Architecture, seed: u64, device: &Device) -> Self {
        let mut generator = stream(seed, Purpose::Initialisation, 0);
        Self {
            encoder: Encoder::new(architecture, &mut generator, device),
            critic: Critic::new(architecture.dimension(), &mut generator, device),
        }
    }

    /// The learner of a run's [`state`](Run::state), which loses its parameters.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming a tensor that does not fit.
    pub fn restored(architecture: &Architecture, arrays: &mut Arrays, device: &Device) -> Result<Self> {
        // The weights drawn here are all replaced.
        with_parameters(Self::new(architecture, 0, device), "learner", arrays)
    }
}

/// The losses of one step, left on the device until somebody reads them.
pub struct Losses {
    /// NT-Xent, one entry.
    pub contrastive: Tensor<1>,
    /// The gradient penalty before its weight, one entry; none while lambda is zero.
    pub penalty: Option<Tensor<1>>,
}

/// A training run.
pub struct Run {
    settings: Settings,
    learner: Learner,
    optimiser: Optimiser,
    step: u64,
    device: Device,
}

impl Run {
    /// A run that starts from `learner` on `device`.
    ///
    /// # Errors
    /// What [`Settings::check`] refuses.
    pub fn new(settings: Settings, learner: Learner, device: &Device) -> Result<Self> {
        settings.check()?;
        let optimiser = Optimiser::new(settings.weight_decay);
        Ok(Self { settings, learner: learner.train(), optimiser, step: 0, device: device.clone().without_autodiff() })
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Steps done.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Whether all steps are done.
    pub fn is_finished(&self) -> bool {
        self.step >= self.settings.steps
    }

    /// The learner as it is now, without gradients.
    pub fn learner(&self) -> Learner {
        self.learner.clone().valid()
    }

    /// Does one step. Nothing is read back from the device.
    pub fn advance(&mut self) -> Losses {
        let settings = &self.settings;
        let lambda = settings.lambda_at(self.step);
        let batch = draw_batch(settings.seed, self.step, settings.batch, &settings.split);
        let (both, penalty) =
            if lambda > 0.0 { self.encode_with_tangent(&batch) } else { (self.encode_both(&batch), None) };
        let views = self.learner.critic.project(both).chunk(2, 0);
        let [first, second] = [0, 1].map(|view| views[view].clone());
        let contrastive = ntxent(first, second, settings.temperature);
        let total = match &penalty {
            Some(penalty) => contrastive.clone() + penalty.clone().mul_scalar(lambda),
            None => contrastive.clone(),
        };
        let gradients = GradientsParams::from_grads(total.backward(), &self.learner);
        let learning_rate = settings.learning_rate_at(self.step);
        self.learner = self.optimiser.step(self.learner.clone(), gradients, learning_rate);
        self.step += 1;
        Losses { contrastive: contrastive.without_autodiff(), penalty: penalty.map(Tensor::without_autodiff) }
    }

    /// Representations of first and second views, `[2 · batch, dimension]`.
    fn encode_both(&self, batch: &Batch) -> Tensor<2> {
        let views = [batch.first.as_slice(), batch.second.as_slice()].concat();
        let images = render(&views, self.settings.normalisation, &self.device).autodiff();
        self.learner.encoder.representations(images)
    }

    /// The same, and the penalty at the first views along the direction of the second.
    fn encode_with_tangent(&self, batch: &Batch) -> (Tensor<2>, Option<Tensor<1>>) {
        let (encoder, normalisation) = (&self.learner.encoder, self.settings.normalisation);
        let pairs = batch.first.iter().zip(&batch.second);
        let direction = matrix(pairs.map(|(first, second)| first.towards(second).into_iter()), &self.device);
        let moving = render_moving(&batch.first, direction, normalisation, &self.device);
        let first = encoder.encode::<Forward>(Dual::new(moving.value.autodiff(), moving.tangent.autodiff()));
        let second = encoder.representations(render(&batch.second, normalisation, &self.device).autodiff());
        let penalty = gradient_penalty(first.clone(), Some(self.settings.penalty_clip));
        (Tensor::cat(vec![first.value, second], 0), Some(penalty))
    }

    /// Everything that a resumed run needs besides the settings, as named arrays, and the step.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn state(&self) -> Result<(u64, Arrays)> {
        let mut arrays = parameters(&self.learner, "learner").await?;
        arrays.extend(self.optimiser.moments(&self.learner).await?);
        Ok((self.step, arrays))
    }

    /// The run that [`state`](Self::state) was taken from.
    ///
    /// # Errors
    /// What [`Settings::check`] refuses; [`Error::Weights`](crate::Error::Weights) naming a tensor that does not fit.
    pub fn resumed(
        settings: Settings,
        architecture: &Architecture,
        step: u64,
        mut arrays: Arrays,
        device: &Device,
    ) -> Result<Self> {
        let learner = Learner::restored(architecture, &mut arrays, device)?;
        let mut run = Self::new(settings, learner, device)?;
        run.optimiser = Optimiser::resumed(run.settings.weight_decay, step as usize, &run.learner, &mut arrays)?;
        run.step = step;
        Ok(run)
    }
}
