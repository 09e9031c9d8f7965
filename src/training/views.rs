//! A batch as the learner sees it: what the terms of a step are computed from.

use burn::tensor::{Device, Tensor};

use super::{Learner, Settings, SlowCopy, table::CriticInput};
use crate::{
    encoder::Encode,
    objective::{PowerNormalisation, Standardisation},
    pictures::{Batch, Change, Source},
    tensors::Moving,
};

/// What a step works with.
pub struct Step<'a> {
    /// What the batch is drawn from.
    pub source: &'a Source,
    /// What is learned.
    pub learner: &'a Learner,
    /// The slow copy, without negatives.
    pub slow: Option<&'a SlowCopy>,
    /// The run's settings.
    pub settings: &'a Settings,
    /// Whether a term needs the derivatives of the first views' representations.
    pub needs_tangent: bool,
    /// Where the pictures are rendered.
    pub device: &'a Device,
}

/// A batch, encoded.
pub struct EncodedViews {
    /// Representations of the first views, then of the second, `[2 · batch, dimension]`.
    pub both: Tensor<2>,
    /// Those of the contrasts, if there are any, `[contrasts · batch, dimension]`.
    pub contrasts: Option<Tensor<2>>,
    /// Those of the first views once more, moving towards the second, where a term needs it.
    pub moving: Option<Moving<2>>,
    /// Of both views, not of the contrasts.
    pub standardisation: Standardisation,
    /// What the critic is given, by both views.
    pub critic_scale: CriticScale,
    /// The slow copy's projections of both views, `[2 · batch, 64]`.
    pub slow: Option<Tensor<2>>,
    /// The values of each varying nuisance in the first views, then in the second.
    pub nuisances: Vec<Vec<f64>>,
    /// What changes between the views that is equivariant.
    pub changes: Vec<Change>,
}

impl Step<'_> {
    /// Encodes a batch.
    pub fn encode(&self, batch: Batch) -> EncodedViews {
        let Batch { first, second, contrasts, changes } = batch;
        let Self { source, learner, settings, device, .. } = self;
        let encoder = &learner.encoder;
        let nuisances = source.varying_values(&first.iter().chain(&second).collect::<Vec<_>>());
        let moving_images = self.needs_tangent.then(|| source.render_towards(&first, &second, device));
        let still = if self.needs_tangent { Vec::new() } else { first.clone() };
        let (pairs, count) = (first.len(), contrasts.len());
        let still = source.render(&[still, second, contrasts].concat(), device);
        let slow = self.slow.map(|slow| {
            let parts = moving_images.iter().map(|moving| moving.value.clone()).chain([still.clone()]).collect();
            slow.project(Tensor::cat(parts, 0).narrow(0, 0, 2 * pairs), |rows| settings.critic_scale(rows.clone()))
        });
        let moving = moving_images.map(|moving| encoder.encode(moving.autodiff()));
        let still = encoder.representations(still.autodiff());
        let all = match &moving {
            Some(moving) => Tensor::cat(vec![moving.value.clone(), still], 0),
            None => still,
        };
        let contrasts = (count > 0).then(|| all.clone().narrow(0, 2 * pairs, count));
        let both = if count > 0 { all.narrow(0, 0, 2 * pairs) } else { all };
        let (standardisation, critic_scale) = (Standardisation::of(both.clone()), settings.critic_scale(both.clone()));
        EncodedViews { both, contrasts, moving, standardisation, critic_scale, slow, nuisances, changes }
    }
}

/// What the critic is given of representations, by a batch.
pub enum CriticScale {
    /// The representations themselves.
    Plain,
    /// In units of their power.
    Power(Box<PowerNormalisation>),
    /// In units of their spread.
    Standardised(Box<Standardisation>),
}

impl Settings {
    /// What the critic is given, by a batch of representations `[batch, dimension]`.
    pub(super) fn critic_scale(&self, batch: Tensor<2>) -> CriticScale {
        match self.critic_input {
            CriticInput::Plain => CriticScale::Plain,
            CriticInput::Power => CriticScale::Power(Box::new(PowerNormalisation::of(batch))),
            CriticInput::Standardised => CriticScale::Standardised(Box::new(Standardisation::of(batch))),
        }
    }
}

impl CriticScale {
    /// Representations `[batch, dimension]` as the critic is given them.
    pub fn apply(&self, representations: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Plain => representations,
            Self::Power(power) => power.apply(representations),
            Self::Standardised(standardisation) => standardisation.apply(representations).value,
        }
    }
}
