//! Training: tokens feel out their figures while the network stands still; then it takes the step that it met on their way.
//!
//! Of each figure the first positions are given. A few steps move its token by their errors. The network's gradients at each of
//! these tokens, by the given positions, and at the last, by the whole sequence, are added up, and one step of AdamW follows
//! them. How the tokens' steps themselves depend on the network is left out: that would be of second order.

use burn::{
    module::Module,
    optim::{GradientsAccumulator, GradientsParams},
    tensor::{Device, Transaction},
};

use super::{
    figure::{Figure, LENGTH, STEP},
    lesson::Lesson,
    plane::{Point, plus},
    settings::StrokeSettings,
    token::{TOKEN_STEPS, Tokens},
    transformer::{Architecture, Transformer},
};
use crate::{
    error::{Error, Result},
    random::{Purpose, normal, stream, uniform},
    tensors::{
        arrays::{Arrays, read, refuse_rest},
        parameters::{parameters, with_parameters},
    },
    training::Optimiser,
};

/// Fewest and most positions that are given.
const GIVEN: (f64, f64) = (4.0, 49.0);
/// Half of the figures are drawn by a hand that is off at each position, by normal numbers of at most this deviation, in
/// steps: what the network itself has drawn is not quite right either, and it should find back from there.
const LARGEST_TREMOR: f64 = 0.05;

/// Mean squared errors of a step, of one position's prediction, in steps of the dividers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrokeLosses {
    /// Of the given positions before their tokens have moved.
    pub before: f64,
    /// The same afterwards.
    pub after: f64,
    /// Of the positions that follow, afterwards.
    pub rest: f64,
}

/// A training run.
pub struct StrokeRun {
    settings: StrokeSettings,
    step: u64,
    network: Transformer,
    optimiser: Optimiser,
    device: Device,
}

impl StrokeRun {
    /// A run from random weights.
    ///
    /// # Errors
    /// What [`StrokeSettings::check`] refuses.
    pub fn new(settings: StrokeSettings, device: &Device) -> Result<Self> {
        settings.check()?;
        let network = first_weights(settings.seed, device).train();
        let optimiser = Optimiser::new(settings.weight_decay);
        Ok(Self { settings, step: 0, network, optimiser, device: device.clone() })
    }

    /// The run that arrays and a step were kept of.
    ///
    /// # Errors
    /// What [`StrokeSettings::check`] refuses; [`Error::Weights`] naming a tensor that does not fit.
    pub fn resumed(settings: StrokeSettings, step: u64, mut arrays: Arrays, device: &Device) -> Result<Self> {
        settings.check()?;
        let network = with_parameters(first_weights(settings.seed, device), "network", &mut arrays)?.train();
        let optimiser = Optimiser::resumed(settings.weight_decay, step as usize, &network, &mut arrays)?;
        refuse_rest(arrays)?;
        Ok(Self { settings, step, network, optimiser, device: device.clone() })
    }

    /// What it takes to go on: weights and moments.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn arrays(&self) -> Result<Arrays> {
        let mut arrays = parameters(&self.network, "network").await?;
        arrays.extend(self.optimiser.moments(&self.network).await?);
        Ok(arrays)
    }

    /// The settings.
    pub fn settings(&self) -> &StrokeSettings {
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

    /// The network as it is, without gradients.
    pub fn network(&self) -> Transformer {
        self.network.valid()
    }

    /// Does one step.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `learning_rate` when the loss is not a number; [`Error::Device`] if the device fails.
    pub async fn advance(&mut self) -> Result<StrokeLosses> {
        let (lesson, given) = lesson(&self.settings, self.step, &self.device);
        let (lesson, support) = (lesson.clone().autodiff(), lesson.first(given).autodiff());
        let mut tokens = Tokens::new(self.settings.batch, self.network.token(), &self.device);
        let mut met = GradientsAccumulator::new();
        let mut before = None;
        for _ in 0..TOKEN_STEPS {
            let errors = support.errors(&self.network, tokens.values());
            let mut gradients = errors.clone().sum().backward();
            met.accumulate(&self.network, GradientsParams::from_module(&mut gradients, &self.network));
            tokens.step(&mut gradients);
            before.get_or_insert(errors.without_autodiff().mean());
        }
        let errors = lesson.errors(&self.network, tokens.values());
        met.accumulate(&self.network, GradientsParams::from_grads(errors.clone().sum().backward(), &self.network));
        let rate = self.settings.learning_rate_at(self.step);
        self.network = self.optimiser.step(self.network.clone(), met.grads(), rate);
        self.step += 1;
        let errors = errors.without_autodiff();
        let parts = [(0, given - 2), (given - 2, LENGTH - given)]
            .map(|(first, count)| errors.clone().narrow(1, first, count).mean());
        let means = read(before.into_iter().chain(parts).fold(Transaction::default(), Transaction::register)).await?;
        let mean =
            |index: usize| means.get(index).and_then(|mean| mean.values.first()).map_or(f64::NAN, |&mean| mean.into());
        let losses = StrokeLosses { before: mean(0), after: mean(1), rest: mean(2) };
        if [losses.before, losses.after, losses.rest].iter().all(|loss| loss.is_finite()) {
            return Ok(losses);
        }
        let reason =
            format!("the loss is not a number any more after step {}: begin again with a smaller one.", self.step);
        Err(Error::Invalid { field: "learning_rate".to_owned(), reason })
    }
}

/// A network of the usual shape with random weights.
pub(super) fn first_weights(seed: u64, device: &Device) -> Transformer {
    Transformer::new(&Architecture::default(), &mut stream(seed, Purpose::Initialisation, 3), device)
}

/// The figures of a step, and how many of their positions are given.
fn lesson(settings: &StrokeSettings, step: u64, device: &Device) -> (Lesson, usize) {
    let mut generator = stream(settings.seed, Purpose::Figures, step);
    let given = uniform(&mut generator, GIVEN) as usize;
    let (mut drawn, mut meant) = (Vec::new(), Vec::new());
    for _ in 0..settings.batch {
        let (_, positions) = Figure::draw(&mut generator);
        let tremor = STEP * uniform(&mut generator, (-LARGEST_TREMOR, LARGEST_TREMOR)).max(0.0);
        let mut off = |position: &Point| plus(*position, [(); 2].map(|()| tremor * normal(&mut generator)));
        drawn.push(positions.iter().map(&mut off).collect());
        meant.push(positions);
    }
    (Lesson::towards(&drawn, &meant, device), given)
}
