//! What a visitor draws: strokes that become positions of the generator's own pen.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::{
    factor::Scene,
    spirograph::{BACKGROUND, CURVE_POINTS, FOREGROUND, SIGMA, TABLE, Trace},
};
use crate::{
    error::{Error, Result, within_at},
    tensors::arrays::matrix,
};

/// Coordinates may leave the picture, but not by more than this: beyond it nothing could be seen.
const FARTHEST: f64 = 100.0;

/// One stroke of the pen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Stroke {
    /// Pen positions (x to the right, y up) in the plane; the picture shows [−6, 6] both ways.
    pub points: Vec<(f64, f64)>,
    /// Width of the pen: the generator's sigma, from 0.25 to 1.
    pub width: f64,
}

/// A drawing: strokes and two colours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Drawing {
    /// Strokes, in the order in which they were drawn.
    pub strokes: Vec<Stroke>,
    /// Red, green, blue of the pen, each from 0.4 to 1.
    pub foreground: [f64; 3],
    /// Red, green, blue of the paper, each from 0 to 0.6.
    pub background: [f64; 3],
}

impl Drawing {
    /// Checks every number of the drawing.
    ///
    /// # Errors
    /// [`Error::EmptyDrawing`] without a single point; [`Error::OutOfBounds`] naming the first bad number.
    pub fn check(&self) -> Result<()> {
        if self.strokes.iter().all(|stroke| stroke.points.is_empty()) {
            return Err(Error::EmptyDrawing);
        }
        let width = &TABLE[SIGMA];
        for (index, stroke) in self.strokes.iter().enumerate() {
            within_at(|| format!("strokes[{index}].width"), stroke.width, (width.lower, width.upper))?;
            for (number, &(x, y)) in stroke.points.iter().enumerate() {
                for (axis, value) in [("x", x), ("y", y)] {
                    let field = || format!("strokes[{index}].points[{number}].{axis}");
                    within_at(field, value, (-FARTHEST, FARTHEST))?;
                }
            }
        }
        self.colours().try_for_each(|(column, value)| TABLE[column].check(value).map(|_| ()))
    }

    /// The drawing's pen positions as a trace of one picture. There are as many as a Spirograph has, spread evenly over
    /// the length of all strokes, so that the picture is of the family that the encoder was trained on.
    pub fn trace(&self, device: &Device) -> Trace {
        let positions = self.positions(CURVE_POINTS);
        let row = |of: fn(&PenPosition) -> f64| matrix([positions.iter().map(of)].into_iter(), device).into();
        Trace { x: row(|pen| pen.x), y: row(|pen| pen.y), sigma: row(|pen| pen.width) }
    }

    /// Factors that hold the drawing's colours; its shape is not described by any, and the others have no meaning.
    pub fn scene(&self) -> Scene {
        let mut scene = Scene::neutral(&TABLE);
        for (column, value) in self.colours() {
            scene.factors[column] = value;
        }
        scene
    }

    /// The drawing's colours, with the columns of the factors that they are.
    fn colours(&self) -> impl Iterator<Item = (usize, f64)> {
        let columns = FOREGROUND.into_iter().chain(BACKGROUND);
        columns.zip(self.foreground.into_iter().chain(self.background))
    }

    /// `count` positions, evenly spread over the length of all strokes together; a stroke of one point has no length and
    /// counts as one position beside the others.
    fn positions(&self, count: usize) -> Vec<PenPosition> {
        let mut positions: Vec<_> = self.strokes.iter().filter(|s| length(&s.points) == 0.0).filter_map(dot).collect();
        let lines: Vec<_> = self.strokes.iter().filter(|s| length(&s.points) > 0.0).collect();
        if lines.is_empty() {
            // Dots alone are repeated: the number of positions is the same for every drawing.
            return positions.iter().copied().cycle().take(count).collect();
        }
        positions.truncate(count / 2);
        let total: f64 = lines.iter().map(|stroke| length(&stroke.points)).sum();
        let rest = count - positions.len();
        // The middles of `rest` equal parts of the way.
        let mut ahead = total / rest as f64 / 2.0;
        for stroke in lines {
            for pair in stroke.points.windows(2) {
                let &[start, end] = pair else { continue };
                let step = length(pair);
                while ahead < step {
                    let part = ahead / step;
                    positions.push(PenPosition {
                        x: start.0 + part * (end.0 - start.0),
                        y: start.1 + part * (end.1 - start.1),
                        width: stroke.width,
                    });
                    ahead += total / rest as f64;
                }
                ahead -= step;
            }
        }
        // Rounding can lose or add the very last position.
        if let Some(&last) = positions.last() {
            positions.resize(count, last);
        }
        positions
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct PenPosition {
    x: f64,
    y: f64,
    width: f64,
}

fn dot(stroke: &Stroke) -> Option<PenPosition> {
    stroke.points.first().map(|&(x, y)| PenPosition { x, y, width: stroke.width })
}

fn length(points: &[(f64, f64)]) -> f64 {
    points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).sum()
}
