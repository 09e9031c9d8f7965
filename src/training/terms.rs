//! What a step minimises: a sum of terms, each with a weight. A new term is a row of [`TERMS`], and its weight a row of
//! the settings.

use burn::tensor::{Device, Tensor};

use super::{Learner, Settings, table::PenaltyOf};
use crate::{
    encoder::Encode,
    objective::{Standardisation, gradient_penalty, ntxent},
    pictures::{Batch, Source},
    tensors::Moving,
};

/// A term.
pub struct Term {
    /// Its name.
    pub name: &'static str,
    /// The setting that is most likely too large where this term is no longer a number.
    pub blamed: &'static str,
    /// What it is multiplied by at a step; zero where it is not computed.
    pub weight: fn(&Settings, u64) -> f64,
    /// Whether it needs the derivatives of the first views' representations.
    pub needs_tangent: bool,
    /// Its value before its weight, one entry.
    pub value: fn(&EncodedViews, &Learner, &Settings) -> Tensor<1>,
}

/// The terms, the objective first.
pub const TERMS: [Term; 2] = [
    Term { name: "contrastive", blamed: "learning_rate", weight: |_, _| 1.0, needs_tangent: false, value: contrastive },
    Term { name: "penalty", blamed: "lambda", weight: Settings::lambda_at, needs_tangent: true, value: penalty },
];

/// A batch as the learner sees it: what the terms are computed from.
pub struct EncodedViews {
    /// Representations of the first views, then of the second, `[2 · batch, dimension]`.
    both: Tensor<2>,
    /// Those of the first views once more, moving towards the second, where a term needs it.
    moving: Option<Moving<2>>,
    standardisation: Standardisation,
}

impl EncodedViews {
    /// Encodes a batch.
    pub fn of(batch: &Batch, source: &Source, learner: &Learner, needs_tangent: bool, device: &Device) -> Self {
        let Batch { first, second } = batch;
        let encoder = &learner.encoder;
        let (both, moving) = if needs_tangent {
            let moving = encoder.encode(source.render_towards(first, second, device).autodiff());
            let second = encoder.representations(source.render(second, device).autodiff());
            (Tensor::cat(vec![moving.value.clone(), second], 0), Some(moving))
        } else {
            let views = [first.as_slice(), second.as_slice()].concat();
            (encoder.representations(source.render(&views, device).autodiff()), None)
        };
        Self { standardisation: Standardisation::of(both.clone()), both, moving }
    }
}

/// NT-Xent on the critic's projections.
fn contrastive(views: &EncodedViews, learner: &Learner, settings: &Settings) -> Tensor<1> {
    let standardised = views.standardisation.apply(views.both.clone()).value;
    let projections = learner.critic.project(standardised).chunk(2, 0);
    let [first, second] = [0, 1].map(|view| projections[view].clone());
    ntxent(first, second, settings.temperature)
}

/// The gradient penalty.
fn penalty(views: &EncodedViews, _: &Learner, settings: &Settings) -> Tensor<1> {
    let moving = views.moving.clone().unwrap_or_else(|| views.both.clone().into());
    let penalised = match settings.penalty_of {
        PenaltyOf::Standardised => views.standardisation.apply(moving),
        PenaltyOf::Plain => moving,
    };
    gradient_penalty(penalised, Some(settings.penalty_clip))
}
