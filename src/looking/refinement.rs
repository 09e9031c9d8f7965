//! Finding the Spirograph in a drawing: gradient descent through the generator.
//!
//! The Spirograph is drawn as a hand would draw it, evenly along its length: the generator's own points lie evenly in its
//! parameter, and its picture of a curve that was traced without a flaw would differ from the drawing's.
//!
//! The colours are the drawing's own. Both radii and the width of the pen begin where they were read back; the pen's
//! offset, and where the hand has put the figure and how it has turned it, are nuisance, so no read-back tells them. Pictures repeat themselves nearly as the phase goes round, so that a
//! descent ends at the next of many minima: several begin at the best of many guesses, and the one that ends best counts.

use std::f64::consts::PI;

use burn::{
    optim::{AdamConfig, Optimizer},
    tensor::{Device, Tensor},
};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result, within},
    named::Named,
    pictures::{
        Drawing, Pen, SIDE, Scene, Strokes,
        spirograph::{B, H, M, Normalisation, OFFSET, PACE, SIGMA, TABLE, TURN, intensity},
        trace,
    },
    products::product,
    random::{Purpose, normal, stream, uniform},
    tensors::{
        Moving,
        arrays::{matrix, read_entries},
    },
};

/// Columns of the factors that are refined.
const REFINED: [usize; 7] = [M, B, H, SIGMA, OFFSET[0], OFFSET[1], TURN];
/// Columns of those that are read back.
const READ: [usize; 3] = [M, B, SIGMA];

/// Guesses among which the descents' starts are the best ones.
const GUESSES: usize = 512;
/// Descents that go on together.
const DESCENTS: usize = 16;
/// Standard deviation of the guesses around what was read back, as a share of each factor's range: about the error of
/// the encoder's read-back.
const GUESS_DEVIATION: f64 = 0.06;
/// The same of where the figure is put and how it is turned, around no flaw.
const FLAW_DEVIATION: f64 = 0.06;

/// Most steps of a descent.
const MOST_STEPS: usize = 500;
/// Step size at the beginning, in shares of each factor's range; it falls to zero along half a cosine.
const LEARNING_RATE: f64 = 0.02;
/// Decay of Adam's mean square of the gradient: it forgets faster than usual, because a descent is short.
const SECOND_DECAY: f32 = 0.99;
/// Adam's guard against division by zero: gradients near a minimum are small.
const EPSILON: f32 = 1e-8;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RefineRequest {
    /// What a Spirograph is looked for in.
    pub drawing: Drawing,
    /// What was read back from it: m, b and sigma count, the others are ignored. Values out of bounds are brought within.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub start: Named<f64>,
    /// Steps of the descent, from 1 to 500.
    pub steps: usize,
    /// Seed of the guesses.
    pub seed: u32,
}

/// The best Spirograph that a descent has found after some of its steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RefinedStep {
    /// Its factors.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub factors: Named<f64>,
    /// The root mean squared difference between its picture, drawn in one stroke, and the drawing's, over pixels and
    /// channels.
    pub residual: f64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Refinement {
    /// The start, then the best so far after each step: the residual never rises.
    pub path: Vec<RefinedStep>,
}

/// Descends from what was read back from a drawing to the Spirograph whose picture is the most like it.
///
/// # Errors
/// What [`Drawing::check`] refuses; [`Error::OutOfBounds`] naming `steps` or a factor of `start` that is not a number;
/// [`Error::Invalid`] naming a factor that `start` lacks; [`Error::Device`] if the device fails.
pub async fn refine(request: &RefineRequest, device: &Device) -> Result<Refinement> {
    within("steps", request.steps as f64, (1.0, MOST_STEPS as f64))?;
    request.drawing.check()?;
    let guesses = guesses(request)?;
    let pen = Strokes::of(&request.drawing).pen_as_drawn();
    let target = intensity(trace(&[pen], None, device), Normalisation::Image).value;
    let starts = best_guesses(guesses, &target, device).await?;
    let paths = descend(starts, &target, request.steps, device).await?;
    let loss_at_end = |path: &[Place]| path.last().map_or(f32::INFINITY, |place| place.loss);
    let path = paths.into_iter().min_by(|a, b| loss_at_end(a).total_cmp(&loss_at_end(b))).unwrap_or_default();
    let contrast = contrast(&request.drawing);
    let step = |Place { scene, loss }: Place| RefinedStep {
        factors: scene.by_name(&TABLE),
        residual: contrast * f64::from(loss).sqrt(),
    };
    Ok(Refinement { path: path.into_iter().map(step).collect() })
}

/// Spirographs in the drawing's colours around what was read back, the pen's offset anywhere.
fn guesses(request: &RefineRequest) -> Result<Vec<Scene>> {
    let mut middle = request.drawing.scene();
    // A hand draws evenly along the way.
    middle.factors[PACE] = 1.0;
    for column in READ {
        let factor = &TABLE[column];
        let read = request.start.get(factor.name).ok_or_else(|| Error::Invalid {
            field: format!("start.{}", factor.name),
            reason: "must be a number: the descent begins where it was read back.".to_owned(),
        })?;
        middle.factors[column] = factor.check(read.clamp(factor.lower, factor.upper))?;
    }
    let mut generator = stream(request.seed.into(), Purpose::Refinement, 0);
    Ok((0..GUESSES).map(|_| guess(&middle, &mut generator)).collect())
}

fn guess(middle: &Scene, generator: &mut ChaCha8Rng) -> Scene {
    let mut guess = middle.clone();
    for column in READ {
        let factor = &TABLE[column];
        let value = guess.factors[column] + GUESS_DEVIATION * factor.range() * normal(generator);
        guess.factors[column] = value.clamp(factor.lower, factor.upper);
    }
    guess.factors[H] = uniform(generator, (TABLE[H].lower, TABLE[H].upper));
    for column in [OFFSET[0], OFFSET[1], TURN] {
        let factor = &TABLE[column];
        let value = FLAW_DEVIATION * factor.range() * normal(generator);
        guess.factors[column] = value.clamp(factor.lower, factor.upper);
    }
    guess
}

/// The guesses whose pictures are the most like the target.
async fn best_guesses(guesses: Vec<Scene>, target: &Tensor<3>, device: &Device) -> Result<Vec<Scene>> {
    let maps = maps(&guesses, None, device).value;
    let losses = read_entries(losses(maps, target.clone())).await?;
    let mut ranked: Vec<_> = guesses.into_iter().zip(losses).collect();
    ranked.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    Ok(ranked.into_iter().take(DESCENTS).map(|(guess, _)| guess).collect())
}

/// The mean squared difference of each of the maps `[B, side, side]` from the target, `[B, 1]`.
fn losses(maps: Tensor<3>, target: Tensor<3>) -> Tensor<2> {
    let [batch, _, _] = maps.dims();
    (maps - target).reshape([batch, SIDE * SIDE]).square().mean_dim(1)
}

/// The intensity maps of Spirographs, `[B, side, side]`, displaced as in [`trace`].
fn maps(scenes: &[Scene], displacement: Option<&Moving<2>>, device: &Device) -> Moving<3> {
    let pens: Vec<_> = scenes.iter().map(|scene| Pen::of(scene, displacement.is_some())).collect();
    intensity(trace(&pens, displacement, device), Normalisation::Image)
}

/// The losses of Spirographs, `[B, 1]`, and their gradients, a column for each refined factor, in units of its range.
pub fn losses_and_gradients(scenes: &[Scene], target: &Tensor<3>, device: &Device) -> Result<(Tensor<2>, Tensor<2>)> {
    let offsets = Tensor::<2>::zeros([scenes.len(), REFINED.len()], device).autodiff().require_grad();
    let range = |column: usize, other: usize| if other == column { TABLE[column].range() } else { 0.0 };
    let ranges = REFINED.map(|column| (0..TABLE.len()).map(move |other| range(column, other)));
    let displacement = product(offsets.clone(), matrix(ranges.into_iter(), device).autodiff()).into();
    let losses = losses(maps(scenes, Some(&displacement), device).value, target.clone().autodiff());
    let gradients = offsets
        .grad(&losses.clone().sum().backward())
        .ok_or_else(|| Error::Device { reason: "it did not differentiate the picture.".to_owned() })?;
    Ok((losses.without_autodiff(), gradients))
}

/// Where a descent has been.
#[derive(Clone)]
struct Place {
    scene: Scene,
    loss: f32,
}

/// Descends from all starts at once with Adam, in units of each factor's range and projected onto the bounds. The path
/// of each: the start, then the best place so far after each step.
async fn descend(starts: Vec<Scene>, target: &Tensor<3>, steps: usize, device: &Device) -> Result<Vec<Vec<Place>>> {
    let rule = AdamConfig::new().with_beta_2(SECOND_DECAY).with_epsilon(EPSILON).build();
    let mut moments = None;
    let mut shares = matrix(starts.iter().map(|start| REFINED.map(|column| share(start, column))), device);
    let mut paths: Vec<Vec<Place>> = vec![Vec::new(); starts.len()];
    let mut current = starts;
    for step in 0..=steps {
        let (losses, gradients) = losses_and_gradients(&current, target, device)?;
        let rate = LEARNING_RATE * (0.5 + 0.5 * (PI * step as f64 / steps as f64).cos());
        let (moved, state) = rule.step(rate, shares, gradients, moments);
        (shares, moments) = (moved.clamp(0.0, 1.0), state);
        // One read for both: the loss of where each is, and where it goes next.
        let rows = read_entries(Tensor::cat(vec![losses, shares.clone()], 1)).await?;
        let rows = rows.chunks_exact(1 + REFINED.len());
        for ((path, scene), row) in paths.iter_mut().zip(&mut current).zip(rows) {
            let next = moved_to(scene, &row[1..]);
            let here = Place { scene: std::mem::replace(scene, next), loss: row[0] };
            let best = path.last().cloned().filter(|best| best.loss <= here.loss).unwrap_or(here);
            path.push(best);
        }
    }
    Ok(paths)
}

/// Where in its range a factor lies, from 0 to 1.
fn share(scene: &Scene, column: usize) -> f64 {
    (scene.factors[column] - TABLE[column].lower) / TABLE[column].range()
}

/// The scene with the factors that are refined at the given shares of their ranges.
fn moved_to(scene: &Scene, shares: &[f32]) -> Scene {
    let mut moved = scene.clone();
    for (column, &share) in REFINED.into_iter().zip(shares) {
        let factor = &TABLE[column];
        moved.factors[column] = (factor.lower + f64::from(share) * factor.range()).clamp(factor.lower, factor.upper);
    }
    moved
}

/// How much the drawing's colours differ, root mean squared over channels: a picture differs by so much where its
/// intensity map differs by one.
fn contrast(drawing: &Drawing) -> f64 {
    let channels = drawing.foreground.iter().zip(&drawing.background);
    (channels.map(|(fore, back)| (fore - back).powi(2)).sum::<f64>() / 3.0).sqrt()
}
