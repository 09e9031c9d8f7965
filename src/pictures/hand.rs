//! The hand that draws a picture: its flaws, with what is random in them.

use rand_chacha::ChaCha8Rng;

use super::{
    factor::Scene,
    spirograph::{GAPS, OFFSET, PACE, SIGMA, TABLE, TREMBLE, TURN, UNEVEN},
};
use crate::random::{Purpose, normal, stream, uniform};

/// The way that the pen goes has so many pieces; the hand's noise is drawn once for each.
pub const PIECES: usize = 40;

/// A point or a displacement in the plane.
pub type Vector = [f64; 2];

/// A hand that draws one picture.
#[derive(Debug, Clone)]
pub struct Hand {
    offset: Vector,
    /// Sine and cosine of the angle.
    turn: (f64, f64),
    /// Deviation of each piece's ends from their place.
    pub tremble: f64,
    /// Deviation of the logarithm of each piece's width.
    pub uneven: f64,
    /// Whether the pen's positions are even by angle, 0, by length, 1, or between.
    pub pace: f64,
    /// The pieces that are not missing, in their order; one at least.
    pub drawn: Vec<usize>,
    noise: Option<Noise>,
}

/// What is random in a hand, in units of its flaws.
#[derive(Debug, Clone)]
struct Noise {
    /// A normal displacement for each end of a piece.
    ends: Vec<Vector>,
    /// A normal number for each piece.
    widths: Vec<f64>,
}

/// The width of the pen, and its derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Width {
    /// The width.
    pub value: f64,
    /// By the width that the pen has without flaws.
    pub by_sigma: f64,
    /// By how uneven it is.
    pub by_uneven: f64,
}

impl Hand {
    /// The hand of a scene. Its noise is drawn where a flaw needs it, or `moves` says that derivatives will.
    pub fn of(scene: &Scene, moves: bool) -> Self {
        let of = |column: usize| scene.factors[column];
        let (tremble, gaps, uneven) = (of(TREMBLE), of(GAPS), of(UNEVEN));
        let mut generator = stream(scene.noise, Purpose::Hand, 0);
        let drawn = if gaps > 0.0 { drawn_pieces(gaps, &mut generator) } else { (0..PIECES).collect() };
        // The same noise whatever else is missing: it has a stream of its own.
        let mut generator = stream(scene.noise, Purpose::Hand, 1);
        let noise = (moves || tremble != 0.0 || uneven != 0.0).then(|| Noise {
            ends: (0..=PIECES).map(|_| [normal(&mut generator), normal(&mut generator)]).collect(),
            widths: (0..PIECES).map(|_| normal(&mut generator)).collect(),
        });
        Self { offset: OFFSET.map(of), turn: of(TURN).sin_cos(), tremble, uneven, pace: of(PACE), drawn, noise }
    }

    /// Whether no piece is missing.
    pub fn is_whole(&self) -> bool {
        self.drawn.len() == PIECES
    }

    /// The place, in pieces from the beginning of the way, where a share from 0 to 1 of what is drawn lies behind.
    pub fn place(&self, share: f64) -> f64 {
        let drawn = share * self.drawn.len() as f64;
        let number = (drawn as usize).min(self.drawn.len() - 1);
        self.drawn[number] as f64 + (drawn - number as f64)
    }

    /// By how much a place on the way, in pieces, is off where the hand trembles by one, and the derivative by the place.
    pub fn tremor(&self, place: f64) -> (Vector, Vector) {
        let Some(Noise { ends, .. }) = &self.noise else { return ([0.0; 2], [0.0; 2]) };
        let piece = piece(place);
        let slope = [0, 1].map(|axis| ends[piece + 1][axis] - ends[piece][axis]);
        ([0, 1].map(|axis| ends[piece][axis] + (place - piece as f64) * slope[axis]), slope)
    }

    /// A point at a place on the way, in pieces, off its place as far as the hand trembles, and the derivative by the tremble.
    pub fn trembled(&self, [x, y]: Vector, place: f64) -> (Vector, Vector) {
        let (off, _) = self.tremor(place);
        ([x + self.tremble * off[0], y + self.tremble * off[1]], off)
    }

    /// The width at a place of a pen that is `sigma` wide without flaws. It stays within the pen's range.
    pub fn width(&self, sigma: f64, place: f64) -> Width {
        let Some(Noise { widths, .. }) = &self.noise else {
            return Width { value: sigma, by_sigma: 1.0, by_uneven: 0.0 };
        };
        let deviation = widths[piece(place)];
        let factor = (self.uneven * deviation).exp();
        let (value, range) = (sigma * factor, &TABLE[SIGMA]);
        if self.uneven != 0.0 && !(range.lower..=range.upper).contains(&value) {
            return Width { value: value.clamp(range.lower, range.upper), by_sigma: 0.0, by_uneven: 0.0 };
        }
        Width { value, by_sigma: factor, by_uneven: value * deviation }
    }

    /// A displacement of the figure, turned with it.
    pub fn turned(&self, [x, y]: Vector) -> Vector {
        let (sin, cos) = self.turn;
        [cos * x - sin * y, sin * x + cos * y]
    }

    /// A point of the figure where the hand puts it, and the derivative by the angle.
    pub fn put(&self, point: Vector) -> (Vector, Vector) {
        let [x, y] = self.turned(point);
        ([x + self.offset[0], y + self.offset[1]], [-y, x])
    }
}

/// The piece that a place lies in.
fn piece(place: f64) -> usize {
    (place as usize).min(PIECES - 1)
}

/// Each piece is missing with a probability but the first, so that there is a picture.
fn drawn_pieces(gaps: f64, generator: &mut ChaCha8Rng) -> Vec<usize> {
    (0..PIECES).filter(|&piece| uniform(generator, (0.0, 1.0)) >= gaps || piece == 0).collect()
}
