//! Spirographs as a hand would draw them: strokes with the flaws that drawings have, each as strong as one likes.

use std::f64::consts::TAU;

use rand_chacha::ChaCha8Rng;

use super::{
    drawing::{Drawing, Stroke},
    spirograph::{BACKGROUND, FOREGROUND, SIGMA, TABLE, smooth_curve},
};
use crate::random::{normal, uniform};

/// Points of the curve before its flaws.
const POINTS: usize = 401;
/// The curve has so many pieces; those of a flawed drawing differ.
const PIECES: usize = 40;

/// What can be wrong with a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The hand trembles: every piece's end is off by a normal deviation of 0.5 at severity 1 (the picture is 12 wide).
    Jitter,
    /// Pieces are missing, half of them at severity 1.
    Gaps,
    /// Every piece has a width of its own, with a log-normal factor of deviation 0.7 at severity 1, within the pen's range.
    UnevenWidth,
    /// The figure is off the middle, by 2 at severity 1.
    Offset,
    /// The figure is turned, by an eighth of a turn at severity 1.
    Rotation,
}

impl Flaw {
    /// All flaws.
    pub const ALL: [Flaw; 5] = [Flaw::Jitter, Flaw::Gaps, Flaw::UnevenWidth, Flaw::Offset, Flaw::Rotation];

    /// The flaw's name.
    pub fn name(self) -> &'static str {
        match self {
            Flaw::Jitter => "jitter",
            Flaw::Gaps => "gaps",
            Flaw::UnevenWidth => "uneven width",
            Flaw::Offset => "offset",
            Flaw::Rotation => "rotation",
        }
    }
}

/// The Spirograph of some factors, drawn with one flaw of a severity from 0, none, to 1.
pub fn drawn_by_hand(factors: &[f64], flaw: Flaw, severity: f64, generator: &mut ChaCha8Rng) -> Drawing {
    let mut points: Vec<(f64, f64)> =
        smooth_curve(factors, POINTS).chunks_exact(2).map(|point| (point[0].into(), point[1].into())).collect();
    match flaw {
        Flaw::Jitter => jitter(&mut points, 0.5 * severity, generator),
        Flaw::Offset => {
            let (sin, cos) = uniform(generator, (0.0, TAU)).sin_cos();
            points.iter_mut().for_each(|(x, y)| (*x, *y) = (*x + 2.0 * severity * cos, *y + 2.0 * severity * sin));
        }
        Flaw::Rotation => {
            let (sin, cos) = (severity * TAU / 8.0).sin_cos();
            points.iter_mut().for_each(|(x, y)| (*x, *y) = (cos * *x - sin * *y, sin * *x + cos * *y));
        }
        Flaw::Gaps | Flaw::UnevenWidth => {}
    }
    let strokes = strokes(&points, factors[SIGMA], flaw, severity, generator);
    let colour = |columns: [usize; 3]| columns.map(|column| factors[column]);
    Drawing { strokes, foreground: colour(FOREGROUND), background: colour(BACKGROUND) }
}

/// Moves the ends of pieces independently, and what lies between with them.
fn jitter(points: &mut [(f64, f64)], deviation: f64, generator: &mut ChaCha8Rng) {
    let ends: Vec<_> = (0..=PIECES).map(|_| (deviation * normal(generator), deviation * normal(generator))).collect();
    let last = points.len() - 1;
    for (index, (x, y)) in points.iter_mut().enumerate() {
        let place = (index * PIECES) as f64 / last as f64;
        let piece = (place as usize).min(PIECES - 1);
        let (start, end, part) = (ends[piece], ends[piece + 1], place - piece as f64);
        *x += start.0 + part * (end.0 - start.0);
        *y += start.1 + part * (end.1 - start.1);
    }
}

/// One stroke, or as many as there are pieces.
fn strokes(points: &[(f64, f64)], width: f64, flaw: Flaw, severity: f64, generator: &mut ChaCha8Rng) -> Vec<Stroke> {
    if !matches!(flaw, Flaw::Gaps | Flaw::UnevenWidth) {
        return vec![Stroke { points: points.to_vec(), width }];
    }
    let length = (points.len() - 1) / PIECES;
    let mut strokes = Vec::new();
    for piece in 0..PIECES {
        let is_missing = flaw == Flaw::Gaps && uniform(generator, (0.0, 1.0)) < 0.5 * severity;
        // The first piece stays, so that there is a drawing.
        if is_missing && piece > 0 {
            continue;
        }
        let spread = if flaw == Flaw::UnevenWidth { 0.7 * severity } else { 0.0 };
        let width = (width * (spread * normal(generator)).exp()).clamp(TABLE[SIGMA].lower, TABLE[SIGMA].upper);
        strokes.push(Stroke { points: points[piece * length..=(piece + 1) * length].to_vec(), width });
    }
    strokes
}
