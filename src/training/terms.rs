//! What a step minimises: a sum of terms, each with a weight. A new term is a row of [`TERMS`], and its weight a row of
//! the settings.

use burn::tensor::Tensor;

use super::{
    EncodedViews, Learner, Settings,
    table::{MatchingBy, Objective, PenaltyOf},
};
use crate::{
    objective::{
        Renyi, choice_error, coral, gradient_penalty, isometry, median_splits, mmd, moves_error, no_negatives, ntxent,
        renyi,
    },
    pictures::{Change, Symmetry},
    tensors::arrays::matrix,
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
pub const TERMS: [Term; 5] = [
    Term { name: "contrastive", blamed: "learning_rate", weight: |_, _| 1.0, needs_tangent: false, value: contrastive },
    Term { name: "penalty", blamed: "lambda", weight: Settings::lambda_at, needs_tangent: true, value: penalty },
    Term {
        name: "matching",
        blamed: "matching",
        weight: |settings, _| settings.matching,
        needs_tangent: false,
        value: matching,
    },
    Term {
        name: "prediction",
        blamed: "prediction",
        weight: |settings, _| settings.prediction,
        needs_tangent: false,
        value: prediction,
    },
    Term {
        name: "isometry",
        blamed: "isometry",
        weight: |settings, _| settings.isometry,
        needs_tangent: false,
        value: kept_products,
    },
];

/// The objective, of the critic's projections.
fn contrastive(views: &EncodedViews, learner: &Learner, settings: &Settings) -> Tensor<1> {
    let project = |rows: &Tensor<2>| learner.critic.project(views.critic_scale.apply(rows.clone()));
    let [first, second] = halves(project(&views.both));
    let contrasts = views.contrasts.as_ref().map(project);
    let Settings { temperature, renyi_order: order, renyi_skew: skew, .. } = *settings;
    match (settings.objective, &learner.predictor, &views.slow) {
        (Objective::NoNegatives, Some(predictor), Some(slow)) => {
            no_negatives([first, second].map(|rows| predictor.predict(rows)), halves(slow.clone()))
        }
        (Objective::Renyi, ..) => renyi(first, second, contrasts, &Renyi { temperature, order, skew }),
        _ => ntxent(first, second, contrasts, temperature),
    }
}

/// What belongs to the first views, and what to the second.
fn halves(both: Tensor<2>) -> [Tensor<2>; 2] {
    let [rows, _] = both.dims();
    [0, 1].map(|view| both.clone().narrow(0, view * rows / 2, rows / 2))
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

/// How badly the change between the views is told from both representations, standardised over the batch: which symmetry it
/// is, if the picture's are equivariant, and how far the equivariant factors have moved.
fn prediction(views: &EncodedViews, learner: &Learner, _: &Settings) -> Tensor<1> {
    let [first, second] = halves(views.standardisation.apply(views.both.clone()).value);
    let device = first.device();
    let Some(head) = &learner.change else { return Tensor::zeros([1], &device) };
    let predicted = head.predict(Tensor::cat(vec![first, second], 1));
    let each = || views.changes.iter().flat_map(|change| std::iter::repeat_n(change, change.pairs.len()));
    let row = |change: &Change| {
        change.symmetry.map(|symmetry| Symmetry::all().map(|other| f64::from(u8::from(other == symmetry))))
    };
    let symmetries: Vec<_> = each().filter_map(row).collect();
    let moves: Vec<_> = each().map(|change| change.moves.clone()).collect();
    let logits = if symmetries.is_empty() { 0 } else { Symmetry::COUNT };
    let mut error = Tensor::zeros([1], &device);
    if logits > 0 {
        error = error + choice_error(predicted.clone().narrow(1, 0, logits), matrix(symmetries.into_iter(), &device));
    }
    match moves.first().map_or(0, Vec::len) {
        0 => error,
        count => error + moves_error(predicted.narrow(1, logits, count), matrix(moves.into_iter(), &device)),
    }
}

/// How far the inner products of standardised representations are not kept by what is equivariant, the mean over the parts of
/// the batch in each of which all pairs change alike.
fn kept_products(views: &EncodedViews, _: &Learner, _: &Settings) -> Tensor<1> {
    let [first, second] = halves(views.standardisation.apply(views.both.clone()).value);
    let part = |change: &Change| {
        let rows = |view: &Tensor<2>| view.clone().narrow(0, change.pairs.start, change.pairs.len());
        isometry(rows(&first), rows(&second))
    };
    let all = Tensor::zeros([1], &first.device());
    views.changes.iter().map(part).fold(all, |sum, one| sum + one).div_scalar(views.changes.len().max(1) as f64)
}
