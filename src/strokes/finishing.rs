//! A visitor's stroke, felt out and finished.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::{
    dividers::walk,
    figure::{LENGTH, STEP},
    going_on::go_on,
    lesson::{FEWEST, Lesson},
    model::StrokeModel,
    plane::Point,
    token::{Felt, TOKEN_STEPS, feel_out},
};
use crate::{
    error::{Error, Result, within_at},
    pictures::{FARTHEST, spirograph::EXTENT},
    tensors::arrays::read_entries,
};

/// Most points of a stroke: a minute of a fast pen.
const MOST_POINTS: usize = 20_000;
/// The longest way through all points that is walked, in units of the plane: a thousand times across the picture.
const LONGEST: f64 = 12_000.0;
/// Most positions that the network is given, the last ones of a longer stroke: it has learned from no more than half of a
/// sequence, and something must be left to draw.
const MOST_GIVEN: usize = LENGTH / 2;
/// How far from the middle of the picture what is drawn ends, as a multiple of the picture's own border.
const FAR: f64 = 2.0;

/// A stroke to be finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FinishRequest {
    /// Pen positions in the plane, x to the right, y up; the picture shows [−6, 6] both ways.
    pub points: Vec<[f64; 2]>,
}

/// A stroke that has been finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FinishedStroke {
    /// What follows: x₀, y₀, x₁, y₁, …, beginning at the last point that was given.
    pub rest: Vec<f64>,
    /// How many positions the given points make; the network is given the last 48 of them at most.
    pub given: usize,
    /// The task token that was found.
    pub token: Vec<f32>,
    /// The mean squared distance of a predicted position from the true one, in steps, before and after each step of the descent.
    pub losses: Vec<f32>,
}

/// Descends on the task token by a stroke's points, and draws on from there. The same points give the same rest.
///
/// # Errors
/// [`Error::OutOfBounds`] naming a coordinate, [`Error::WrongLength`] or [`Error::Invalid`] naming `points` where there are too
/// many or they lie too close together; [`Error::Device`] if the device fails.
pub async fn finish(model: &StrokeModel, request: &FinishRequest, device: &Device) -> Result<FinishedStroke> {
    let points = &request.points;
    check(points)?;
    let mut stroke = walk(points.iter().copied(), STEP, usize::MAX).positions;
    let given = stroke.len();
    if given < FEWEST {
        let reason = "the stroke is too short to tell anything from: draw on, a finger's width at least.";
        return Err(Error::Invalid { field: "points".to_owned(), reason: reason.to_owned() });
    }
    let strokes = [stroke.split_off(given.saturating_sub(MOST_GIVEN))];
    let Felt { tokens, losses } = feel_out(&model.network, &Lesson::of(&strokes, device), TOKEN_STEPS).await?;
    let rest = go_on(&model.network, tokens.clone(), &strokes, LENGTH - strokes[0].len()).await?;
    let is_near = |position: &Point| position.iter().all(|part| part.abs() <= FAR * EXTENT);
    let rest = points.last().copied().into_iter().chain(rest.into_iter().flatten().take_while(is_near));
    Ok(FinishedStroke { rest: rest.flatten().collect(), given, token: read_entries(tokens).await?, losses })
}

fn check(points: &[Point]) -> Result<()> {
    if points.len() > MOST_POINTS {
        let (field, found) = ("points".to_owned(), points.len());
        return Err(Error::WrongLength { field, found, expected: format!("at most {MOST_POINTS}") });
    }
    for (index, point) in points.iter().enumerate() {
        for (axis, value) in ["x", "y"].into_iter().zip(point) {
            within_at(|| format!("points[{index}].{axis}"), *value, (-FARTHEST, FARTHEST))?;
        }
    }
    let length: f64 = points.windows(2).map(|pair| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1])).sum();
    if length > LONGEST {
        let reason = format!("the stroke is {length:.0} units long, but must be {LONGEST} at most.");
        return Err(Error::Invalid { field: "points".to_owned(), reason });
    }
    Ok(())
}
