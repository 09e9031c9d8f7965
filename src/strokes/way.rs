//! A stroke as the network sees it: moved and turned so that it begins at the origin and to the right, in steps.
//!
//! A Spirograph that is moved or turned is a Spirograph, so where a stroke lies and which way it looks is nothing to learn.

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    figure::STEP,
    plane::{Point, minus, plus, stretched, turned, turned_back, unit},
};

/// Numbers that say where the pen is: its position, its last displacement, and how that was turned against the one before.
pub const FEATURES: usize = 6;
/// What positions, up to some forty steps, are divided by: the network's inputs should be about one.
const POSITION_SCALE: f64 = 10.0;

/// Where a stroke lies in the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    begin: Point,
    direction: Point,
}

impl Frame {
    /// That of a stroke's positions: the first, and the direction to the second.
    pub fn of(positions: &[Point]) -> Self {
        let begin = positions.first().copied().unwrap_or_default();
        let second = positions.get(1).copied().unwrap_or(begin);
        Self { begin, direction: unit(minus(second, begin)) }
    }

    /// A position of the plane, in the frame.
    pub fn into_frame(self, position: Point) -> Point {
        stretched(turned_back(minus(position, self.begin), self.direction), 1.0 / STEP)
    }

    /// A position in the frame, of the plane.
    pub fn into_plane(self, position: Point) -> Point {
        plus(self.begin, stretched(turned(position, self.direction), STEP))
    }
}

/// Where the pen is, and how it came there, in the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    /// Its position.
    pub position: Point,
    /// The direction of its last displacement.
    pub direction: Point,
    /// By how much that was turned against the one before, of length one.
    pub turn: Point,
}

impl Pen {
    /// At the beginning of a stroke, as if it came straight from the left.
    pub const BEGIN: Self = Self { position: [0.0, 0.0], direction: [1.0, 0.0], turn: [1.0, 0.0] };

    /// The pen once it has gone on to a position.
    pub fn moved_to(self, position: Point) -> Self {
        let direction = unit(minus(position, self.position));
        Self { position, direction, turn: turned_back(direction, self.direction) }
    }

    /// The pen once it has gone on by one step in the direction that is its last one turned by `turn`.
    pub fn turned_by(self, turn: Point) -> Self {
        self.moved_to(plus(self.position, unit(turned(self.direction, turn))))
    }

    /// The direction from here to a position as a turn against the last one: what is to be predicted.
    pub fn turn_to(self, position: Point) -> Point {
        turned_back(unit(minus(position, self.position)), self.direction)
    }

    /// As the network's input.
    pub fn features(self) -> [f64; FEATURES] {
        let [x, y] = stretched(self.position, 1.0 / POSITION_SCALE);
        [x, y, self.direction[0], self.direction[1], self.turn[0], self.turn[1]]
    }
}

/// The pen at each of a stroke's positions, which are in its frame.
pub fn pens(positions: &[Point]) -> Vec<Pen> {
    let moves = positions.iter().skip(1).scan(Pen::BEGIN, |pen, &position| {
        *pen = pen.moved_to(position);
        Some(*pen)
    });
    [Pen::BEGIN].into_iter().chain(moves).collect()
}

/// As many numbers for each of as many positions in each stroke, `[strokes, positions, N]`.
pub fn tensor<const N: usize>(strokes: &[Vec<[f64; N]>], device: &Device) -> Tensor<3> {
    let values: Vec<f32> = strokes.iter().flatten().flatten().map(|&value| value as f32).collect();
    let positions = strokes.first().map_or(0, Vec::len);
    Tensor::from_data(TensorData::new(values, [strokes.len(), positions, N]), device)
}
