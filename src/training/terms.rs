//! What a step minimises: a sum of terms, each with a weight. A new term is a row of [`TERMS`], and its weight a row of
//! the settings.

use burn::tensor::{Device, Tensor};

use super::{
    Learner, Settings,
    table::{MatchingBy, Objective, PenaltyOf},
};
use crate::{
    encoder::Encode,
    objective::{Renyi, Standardisation, coral, gradient_penalty, median_splits, mmd, ntxent, renyi},
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
pub const TERMS: [Term; 3] = [
    Term { name: "contrastive", blamed: "learning_rate", weight: |_, _| 1.0, needs_tangent: false, value: contrastive },
    Term { name: "penalty", blamed: "lambda", weight: Settings::lambda_at, needs_tangent: true, value: penalty },
    Term {
        name: "matching",
        blamed: "matching",
        weight: |settings, _| settings.matching,
        needs_tangent: false,
        value: matching,
    },
];

/// A batch as the learner sees it: what the terms are computed from.
pub struct EncodedViews {
    /// Representations of the first views, then of the second, `[2 · batch, dimension]`.
    both: Tensor<2>,
    /// Those of the contrasts, if there are any, `[contrasts · batch, dimension]`.
    contrasts: Option<Tensor<2>>,
    /// Those of the first views once more, moving towards the second, where a term needs it.
    moving: Option<Moving<2>>,
    /// Of both views, not of the contrasts.
    standardisation: Standardisation,
    /// The values of each varying nuisance in the first views, then in the second.
    nuisances: Vec<Vec<f64>>,
}

impl EncodedViews {
    /// Encodes a batch.
    pub fn of(batch: &Batch, source: &Source, learner: &Learner, needs_tangent: bool, device: &Device) -> Self {
        let Batch { first, second, contrasts } = batch;
        let encoder = &learner.encoder;
        let nuisances = source.varying_values(&first.iter().chain(second).collect::<Vec<_>>());
        let (all, moving) = if needs_tangent {
            let moving = encoder.encode(source.render_towards(first, second, device).autodiff());
            let still = [second.as_slice(), contrasts].concat();
            let still = encoder.representations(source.render(&still, device).autodiff());
            (Tensor::cat(vec![moving.value.clone(), still], 0), Some(moving))
        } else {
            let all = [first.as_slice(), second, contrasts].concat();
            (encoder.representations(source.render(&all, device).autodiff()), None)
        };
        let (pairs, count) = (first.len(), contrasts.len());
        let contrasts = (count > 0).then(|| all.clone().narrow(0, 2 * pairs, count));
        let both = if count > 0 { all.narrow(0, 0, 2 * pairs) } else { all };
        Self { standardisation: Standardisation::of(both.clone()), both, contrasts, moving, nuisances }
    }
}

/// The objective, of the critic's projections.
fn contrastive(views: &EncodedViews, learner: &Learner, settings: &Settings) -> Tensor<1> {
    let project = |rows: &Tensor<2>| learner.critic.project(views.standardisation.apply(rows.clone()).value);
    let projections = project(&views.both).chunk(2, 0);
    let [first, second] = [0, 1].map(|view| projections[view].clone());
    let contrasts = views.contrasts.as_ref().map(project);
    let Settings { temperature, renyi_order: order, renyi_skew: skew, .. } = *settings;
    match settings.objective {
        Objective::NtXent => ntxent(first, second, contrasts, temperature),
        Objective::Renyi => renyi(first, second, contrasts, &Renyi { temperature, order, skew }),
    }
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

/// How far apart the representations of both views are, standardised over the batch, where it is split by the median of each
/// varying nuisance.
fn matching(views: &EncodedViews, _: &Learner, settings: &Settings) -> Tensor<1> {
    let rows = views.standardisation.apply(views.both.clone()).value;
    let splits = median_splits(&views.nuisances, &rows.device());
    match settings.matching_by {
        MatchingBy::Mmd => mmd(rows, splits),
        MatchingBy::Coral => coral(rows, splits),
    }
}
