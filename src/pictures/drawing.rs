//! What a visitor draws: strokes and two colours.

use serde::{Deserialize, Serialize};

use super::{
    factor::Scene,
    spirograph::{BACKGROUND, FOREGROUND, SIGMA, TABLE},
};
use crate::error::{Error, Result, within_at};

/// Coordinates may leave the picture, but not by more than this: beyond it nothing could be seen.
pub const FARTHEST: f64 = 100.0;

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

    /// The same, turned counterclockwise about the middle of the picture by an angle in radians.
    pub fn turned(&self, angle: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        let turned = |&(x, y): &(f64, f64)| (cos * x - sin * y, sin * x + cos * y);
        let stroke =
            |stroke: &Stroke| Stroke { points: stroke.points.iter().map(turned).collect(), width: stroke.width };
        Self { strokes: self.strokes.iter().map(stroke).collect(), ..self.clone() }
    }

    /// Factors that show the drawing as it was drawn: its colours, and a hand that adds no flaws. Its shape is not
    /// described by any, and the others have no meaning.
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
}
