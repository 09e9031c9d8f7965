//! Finding the Spirograph in a drawing: gradient descent through the generator.
//!
//! The colours are the drawing's own. Both radii and the width of the pen begin where they were read back; the pen's
//! offset is nuisance, so no read-back tells it. Pictures repeat themselves nearly as the phase goes round, so that a
//! descent ends at the next of many minima: several begin at the best of many guesses, and the one that ends best counts.

use std::f64::consts::PI;

use burn::{
    optim::{AdamConfig, Optimizer},
    tensor::{Device, Tensor},
};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::{
    drawing::Drawing,
    encoder::parameters::read_entries,
    error::{Error, Result, within},
    random::{Purpose, normal, stream, uniform},
    spirograph::{Factor, Factors, Normalisation, SIDE, Trace, intensity, matrix},
    tangent::Plain,
};

/// The factors that are refined.
const REFINED: [Factor; 4] = [Factor::M, Factor::B, Factor::H, Factor::Sigma];
/// The factors that are read back, in the order of [`RefineRequest::start`].
const READ: [Factor; 3] = [Factor::M, Factor::B, Factor::Sigma];

/// Guesses among which the descents' starts are the best ones.
const GUESSES: usize = 512;
/// Descents that go on together.
const DESCENTS: usize = 16;
/// Standard deviation of the guesses around what was read back, as a share of each factor's range: about the error of
/// the encoder's read-back.
const DOUBT: f64 = 0.06;

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
    /// What was read back from it: m, b, sigma. Values out of bounds are brought within.
    pub start: Vec<f64>,
    /// Steps of the descent, from 1 to 500.
    pub steps: usize,
    /// Seed of the guesses.
    pub seed: u32,
}

/// The best Spirograph that a descent has found after some of its steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RefinedStep {
    /// Its ten factors, in column order.
    pub factors: Vec<f64>,
    /// The root mean squared difference between its picture and the drawing's, over pixels and channels.
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
/// What [`Drawing::check`] refuses; [`Error::OutOfBounds`] naming `steps` or a factor of `start` that is no number;
/// [`Error::WrongLength`] naming `start`; [`Error::Device`] if the device fails.
pub async fn refine(request: &RefineRequest, device: &Device) -> Result<Refinement> {
    within("steps", request.steps as f64, (1.0, MOST_STEPS as f64))?;
    let guesses = guesses(request)?;
    let target = intensity::<Plain>(request.drawing.trace(device)?, Normalisation::Image);
    let starts = best_guesses(guesses, &target, device).await?;
    let paths = descend(starts, &target, request.steps, device).await?;
    let loss_at_end = |path: &[Place]| path.last().map_or(f32::INFINITY, |place| place.loss);
    let path = paths.into_iter().min_by(|a, b| loss_at_end(a).total_cmp(&loss_at_end(b))).unwrap_or_default();
    let contrast = contrast(&request.drawing);
    let step = |Place { factors, loss }| RefinedStep {
        factors: Vec::from(factors.0),
        residual: contrast * f64::from(loss).sqrt(),
    };
    Ok(Refinement { path: path.into_iter().map(step).collect() })
}

/// Spirographs in the drawing's colours around what was read back, the pen's offset anywhere.
fn guesses(request: &RefineRequest) -> Result<Vec<Factors>> {
    let mut middle = request.drawing.coloured();
    if request.start.len() != READ.len() {
        return Err(Error::WrongLength {
            field: "start".to_owned(),
            found: request.start.len(),
            expected: "3: m, b and sigma".to_owned(),
        });
    }
    for (factor, value) in READ.into_iter().zip(&request.start) {
        let (lower, upper) = factor.bounds();
        middle.0[factor.column()] = within(factor.name(), value.clamp(lower, upper), (lower, upper))?;
    }
    let mut generator = stream(request.seed.into(), Purpose::Refinement, 0);
    Ok((0..GUESSES).map(|_| guess(&middle, &mut generator)).collect())
}

fn guess(middle: &Factors, generator: &mut ChaCha8Rng) -> Factors {
    let mut guess = *middle;
    for factor in READ {
        let (lower, upper) = factor.bounds();
        let value = guess.get(factor) + DOUBT * (upper - lower) * normal(generator);
        guess.0[factor.column()] = value.clamp(lower, upper);
    }
    guess.0[Factor::H.column()] = uniform(generator, Factor::H.bounds());
    guess
}

/// The guesses whose pictures are the most like the target.
async fn best_guesses(guesses: Vec<Factors>, target: &Tensor<3>, device: &Device) -> Result<Vec<Factors>> {
    let maps = intensity::<Plain>(Trace::spirographs(&guesses, device), Normalisation::Image);
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

/// The losses of Spirographs, `[B, 1]`, and their gradients, `[B, 4]`, in units of each refined factor's range.
pub fn losses_and_gradients(
    factors: &[Factors],
    target: &Tensor<3>,
    device: &Device,
) -> Result<(Tensor<2>, Tensor<2>)> {
    let offsets = Tensor::<2>::zeros([factors.len(), REFINED.len()], device).autodiff().require_grad();
    let ranges = REFINED.map(|factor| factor.direction().map(|entry| entry * range(factor)).into_iter());
    let displacement = offsets.clone().matmul(matrix(ranges.into_iter(), device).autodiff());
    let maps = intensity::<Plain>(Trace::displaced(factors, &displacement, device), Normalisation::Image);
    let losses = losses(maps, target.clone().autodiff());
    let gradients = offsets
        .grad(&losses.clone().sum().backward())
        .ok_or_else(|| Error::Device { reason: "it did not differentiate the picture.".to_owned() })?;
    Ok((losses.without_autodiff(), gradients))
}

/// Where a descent has been.
#[derive(Clone, Copy)]
struct Place {
    factors: Factors,
    loss: f32,
}

/// Descends from all starts at once with Adam, in units of each factor's range and projected onto the bounds. The path
/// of each: the start, then the best place so far after each step.
async fn descend(starts: Vec<Factors>, target: &Tensor<3>, steps: usize, device: &Device) -> Result<Vec<Vec<Place>>> {
    let rule = AdamConfig::new().with_beta_2(SECOND_DECAY).with_epsilon(EPSILON).build();
    let mut moments = None;
    let mut shares = matrix(starts.iter().map(|start| REFINED.map(|factor| share(start, factor)).into_iter()), device);
    let mut paths = vec![Vec::new(); starts.len()];
    let mut current = starts;
    for step in 0..=steps {
        let (losses, gradients) = losses_and_gradients(&current, target, device)?;
        let rate = LEARNING_RATE * (0.5 + 0.5 * (PI * step as f64 / steps as f64).cos());
        let (moved, state) = rule.step(rate, shares, gradients, moments);
        (shares, moments) = (moved.clamp(0.0, 1.0), state);
        // One read for both: the loss of where each stands, and where it goes next.
        let rows = read_entries(Tensor::cat(vec![losses, shares.clone()], 1)).await?;
        let rows = rows.chunks_exact(1 + REFINED.len());
        for ((path, factors), row) in paths.iter_mut().zip(&mut current).zip(rows) {
            let here = Place { factors: *factors, loss: row[0] };
            let best = path.last().copied().filter(|best: &Place| best.loss <= here.loss).unwrap_or(here);
            path.push(best);
            *factors = moved_to(factors, &row[1..]);
        }
    }
    Ok(paths)
}

fn range(factor: Factor) -> f64 {
    let (lower, upper) = factor.bounds();
    upper - lower
}

/// Where in its range a factor lies, from 0 to 1.
fn share(factors: &Factors, factor: Factor) -> f64 {
    (factors.get(factor) - factor.bounds().0) / range(factor)
}

/// The factors with those that are refined at the given shares of their ranges.
fn moved_to(factors: &Factors, shares: &[f32]) -> Factors {
    let mut moved = *factors;
    for (factor, &share) in REFINED.into_iter().zip(shares) {
        let (lower, upper) = factor.bounds();
        moved.0[factor.column()] = (lower + f64::from(share) * range(factor)).clamp(lower, upper);
    }
    moved
}

/// How much the drawing's colours differ, root mean squared over channels: a picture differs by so much where its
/// intensity map differs by one.
fn contrast(drawing: &Drawing) -> f64 {
    let channels = drawing.foreground.iter().zip(&drawing.background);
    (channels.map(|(fore, back)| (fore - back).powi(2)).sum::<f64>() / 3.0).sqrt()
}
