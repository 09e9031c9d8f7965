//! A stroke as the network sees it: how the pen has turned.
//!
//! The loops of a Spirograph are all the same loop, turned around its middle, so the turns from one position to the next repeat
//! with each of them, wherever the figure lies, whichever way it looks, and wherever it was begun. Positions and directions would
//! add nothing but their own noise.

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    figure::STEP,
    plane::{Point, minus, plus, stretched, turned, turned_back, unit},
};

/// Turns that the network sees at each position: the shape of some loop's part, by which it finds the same part of another.
const RECENT: usize = 6;
/// Numbers that the network sees at each position.
pub const FEATURES: usize = 2 * RECENT;

/// Where the pen is, and how it came there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    /// Its position in the plane.
    pub position: Point,
    /// The direction of its last displacement.
    direction: Point,
    /// By how much each of the last displacements was turned against the one before, of length one, the latest first; zero where
    /// there was none.
    turns: [Point; RECENT],
}

impl Pen {
    /// The pen after its first displacement.
    pub fn new(first: Point, second: Point) -> Self {
        Self { position: second, direction: unit(minus(second, first)), turns: [[0.0; 2]; RECENT] }
    }

    /// The pen once it has gone on to a position.
    pub fn moved_to(self, position: Point) -> Self {
        let mut turns = self.turns;
        turns.rotate_right(1);
        turns[0] = self.turn_to(position);
        Self { position, direction: unit(minus(position, self.position)), turns }
    }

    /// The pen once it has gone on by one step, turned by the direction of `turn`.
    pub fn turned_by(self, turn: Point) -> Self {
        let step = stretched(unit(turned(self.direction, turn)), STEP);
        self.moved_to(plus(self.position, step))
    }

    /// The turn, of length one, that leads to a position: what is to be predicted.
    pub fn turn_to(self, position: Point) -> Point {
        turned_back(unit(minus(position, self.position)), self.direction)
    }

    /// As the network's input: the latest turn first.
    pub fn features(self) -> [f64; FEATURES] {
        std::array::from_fn(|index| self.turns[index / 2][index % 2])
    }
}

/// The pen at each of a stroke's positions but the first.
pub fn pens(positions: &[Point]) -> Vec<Pen> {
    let [first, second, rest @ ..] = positions else { return Vec::new() };
    let begin = Pen::new(*first, *second);
    let moves = rest.iter().scan(begin, |pen, &position| {
        *pen = pen.moved_to(position);
        Some(*pen)
    });
    [begin].into_iter().chain(moves).collect()
}

/// As many numbers for each of as many positions in each stroke, `[strokes, positions, N]`.
pub fn tensor<const N: usize>(strokes: &[Vec<[f64; N]>], device: &Device) -> Tensor<3> {
    let values: Vec<f32> = strokes.iter().flatten().flatten().map(|&value| value as f32).collect();
    let positions = strokes.first().map_or(0, Vec::len);
    Tensor::from_data(TensorData::new(values, [strokes.len(), positions, N]), device)
}
