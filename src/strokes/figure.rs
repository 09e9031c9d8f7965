//! A task: one Spirograph, drawn anywhere, in either direction, from any of its points.

use std::f64::consts::TAU;

use rand_chacha::ChaCha8Rng;

use super::{
    dividers::walk,
    plane::{Point, plus, turned},
};
use crate::{
    pictures::spirograph::{B, CurvePoint, H, M, OFFSET, TABLE, curve_point},
    random::uniform,
};

/// The width of the dividers, in units of the plane.
pub const STEP: f64 = 0.5;
/// Most positions of a sequence, those given and those that follow: 48 units, which most figures end within.
pub const LENGTH: usize = 96;

/// Sizes of figures, beside the table's radii.
const SIZES: (f64, f64) = (0.7, 1.2);
/// Straight lines of the curve for each step of the dividers, where the pen is at its fastest.
const LINES: f64 = 8.0;
/// Most of these lines of a sequence: more are needed only where the pen hardly moves.
const MOST_LINES: usize = 6 * LINES as usize * LENGTH;
/// The longest way between two positions, in steps: dividers that pass over more have lost a turn.
const LONGEST: f64 = 2.5;
/// Draws of a figure: one of them can be followed but for a chance of less than 10⁻³⁰.
const DRAWS: usize = 100;

/// A Spirograph, and how it is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// m, b and h.
    pub radii: [f64; 3],
    /// The angle by which it is turned, counterclockwise, in radians.
    pub turn: f64,
    /// Where its middle lies.
    pub middle: Point,
    /// The parameter t at which the pen begins.
    pub begin: f64,
    /// Whether t falls while it is drawn.
    pub is_backward: bool,
}

impl Figure {
    /// A figure of radii from the table's ranges, of any size, turn, offset, beginning and direction, that dividers can
    /// follow: where loops or waves are smaller than a step (a small h, or a b close to h, in a small figure) they lose it, and
    /// another is drawn. With it come its positions, [`LENGTH`] of them.
    pub fn draw(generator: &mut ChaCha8Rng) -> (Self, Vec<Point>) {
        let mut last = Self::any(generator);
        for _ in 0..DRAWS {
            if let Some(positions) = last.followed() {
                return (last, positions);
            }
            last = Self::any(generator);
        }
        (last, last.positions(LENGTH))
    }

    /// A figure that dividers may lose.
    pub fn any(generator: &mut ChaCha8Rng) -> Self {
        let mut of = |column: usize| uniform(generator, (TABLE[column].lower, TABLE[column].upper));
        let (radii, middle) = ([M, B, H].map(&mut of), OFFSET.map(&mut of));
        let size = uniform(generator, (SIZES.0.ln(), SIZES.1.ln())).exp();
        Self {
            radii: radii.map(|radius| size * radius),
            turn: uniform(generator, (0.0, TAU)),
            middle,
            begin: uniform(generator, (0.0, TAU)),
            is_backward: uniform(generator, (0.0, 1.0)) < 0.5,
        }
    }

    /// A whole sequence of positions; none where the dividers lose the figure.
    pub fn followed(&self) -> Option<Vec<Point>> {
        let walk = walk(self.line(), STEP, LENGTH);
        (walk.positions.len() == LENGTH && walk.longest <= LONGEST).then_some(walk.positions)
    }

    /// The first `most` positions.
    pub fn positions(&self, most: usize) -> Vec<Point> {
        walk(self.line(), STEP, most).positions
    }

    /// The curve as straight lines, finer than the dividers.
    pub fn line(&self) -> impl Iterator<Item = Point> {
        let fine = self.fine();
        (0..=MOST_LINES).map(move |index| self.point(self.begin + index as f64 * fine))
    }

    /// The step of t of a line of the curve, negative where it is drawn backward.
    pub fn fine(&self) -> f64 {
        let [m, b, h] = self.radii;
        let fastest = (m - h).abs() * (1.0 + (h / b).abs());
        let fine = STEP / (LINES * fastest.max(f64::MIN_POSITIVE));
        if self.is_backward { -fine } else { fine }
    }

    /// Where the pen is at t.
    fn point(&self, t: f64) -> Point {
        let CurvePoint { x, y, .. } = curve_point(&self.radii, t);
        plus(self.middle, turned([x, y], [self.turn.cos(), self.turn.sin()]))
    }
}
