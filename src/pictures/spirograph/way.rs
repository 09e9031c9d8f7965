//! The way of a pen along a trembling Spirograph, and where on it the picture's positions lie.

use std::f64::consts::TAU;

use super::{
    curve::{CURVE_POINTS, CurvePoint, Turning},
    table::{B, H, M},
};
use crate::pictures::hand::{Hand, PIECES, Vector};

/// Straight lines that a piece's length is measured by: all together some sixteen for each of a curve's fastest turns.
const LINES: usize = 20;

/// Columns of the factors that the way depends on, without the tremble, which comes last in [`Way`]'s derivatives.
pub const WAY_FACTORS: [usize; 3] = [M, B, H];
/// How many derivatives there are: those by [`WAY_FACTORS`], and that by the tremble.
pub const BY: usize = WAY_FACTORS.len() + 1;

/// A parameter t of the curve, and its derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// The parameter.
    pub value: f64,
    /// By m, b, h and the tremble.
    pub by: [f64; BY],
    /// By the pace.
    pub by_pace: f64,
}

/// A point of a trembling curve.
#[derive(Debug, Clone, Copy)]
pub struct WayPoint {
    /// Where it is.
    pub position: Vector,
    /// The derivative by t.
    pub velocity: Vector,
    /// The derivatives by m, b, h and the tremble.
    pub by: [Vector; BY],
}

/// The place, in pieces, of a parameter t.
pub fn place(t: f64) -> f64 {
    t * PIECES as f64 / TAU
}

impl WayPoint {
    /// The point of a curve at `t`, with the hand's tremor added.
    pub fn of(curve: CurvePoint, hand: &Hand, t: f64) -> Self {
        let (off, slope) = hand.tremor(place(t));
        let CurvePoint { x, y, velocity, dx, dy } = curve;
        Self {
            position: [x + hand.tremble * off[0], y + hand.tremble * off[1]],
            velocity: [0, 1].map(|axis| velocity[axis] + hand.tremble * slope[axis] * PIECES as f64 / TAU),
            by: [[dx[0], dy[0]], [dx[1], dy[1]], [dx[2], dy[2]], off],
        }
    }
}

/// The parameters t of a picture's positions: even by the angle, by the length of the way, or between, as the hand's pace
/// is. Pieces that the hand leaves out are no part of the way.
pub fn times(factors: &[f64], hand: &Hand, moves: bool) -> Vec<Time> {
    let even = |index| Time { value: even_by_angle(index, hand), by: [0.0; BY], by_pace: 0.0 };
    let mut times: Vec<_> = (0..CURVE_POINTS).map(even).collect();
    if hand.pace == 0.0 && !moves {
        return times;
    }
    for (time, other) in times.iter_mut().zip(even_by_length(factors, hand)) {
        let by_pace = other.0 - time.value;
        *time = Time { value: time.value + hand.pace * by_pace, by: other.1.map(|by| hand.pace * by), by_pace };
    }
    times
}

/// Evenly from 0 to 2π, both included.
fn even_by_angle(index: usize, hand: &Hand) -> f64 {
    let step = TAU / (CURVE_POINTS - 1) as f64;
    if hand.is_whole() {
        return index as f64 * step;
    }
    hand.place(index as f64 / (CURVE_POINTS - 1) as f64) * TAU / PIECES as f64
}

/// A straight line of the way: the parameter where it begins, the length behind it, and its own, with their derivatives.
struct Line {
    begin: f64,
    behind: (f64, [f64; BY]),
    length: (f64, [f64; BY]),
}

/// Evenly along the way, in the middles of as many equal parts: where a hand's pen would be that draws without a stop
/// (see [`Drawing`](crate::pictures::Drawing)). With the derivatives by m, b, h and the tremble.
fn even_by_length(factors: &[f64], hand: &Hand) -> Vec<(f64, [f64; BY])> {
    let step = TAU / (PIECES * LINES) as f64;
    let lines = lines(factors, hand, step);
    let Some(last) = lines.last() else { return Vec::new() };
    let whole = add(last.behind, last.length);
    let mut number = 0;
    (0..CURVE_POINTS)
        .map(|index| {
            let share = (index as f64 + 0.5) / CURVE_POINTS as f64;
            while number + 1 < lines.len() && lines[number + 1].behind.0 < share * whole.0 {
                number += 1;
            }
            let Line { begin, behind, length } = &lines[number];
            // A line of no length, at a cusp, is passed in no time.
            let inverse = if length.0 > 1e-9 { 1.0 / length.0 } else { 0.0 };
            let part = (share * whole.0 - behind.0) * inverse;
            let by = |index| (share * whole.1[index] - behind.1[index] - part * length.1[index]) * inverse * step;
            (begin + part * step, std::array::from_fn(by))
        })
        .collect()
}

/// The lines of the pieces that are drawn.
fn lines(factors: &[f64], hand: &Hand, step: f64) -> Vec<Line> {
    let points: Vec<_> = Turning::new(factors, step)
        .take(PIECES * LINES + 1)
        .enumerate()
        .map(|(index, point)| WayPoint::of(point, hand, index as f64 * step))
        .collect();
    let mut behind = (0.0, [0.0; BY]);
    let line = |begin: usize| {
        let (a, b) = (&points[begin], &points[begin + 1]);
        let [x, y] = difference(b.position, a.position);
        let length = x.hypot(y);
        let inverse = if length > 1e-9 { 1.0 / length } else { 0.0 };
        let by = |index: usize| {
            let [dx, dy] = difference(b.by[index], a.by[index]);
            (x * dx + y * dy) * inverse
        };
        let length = (length, std::array::from_fn(by));
        let line = Line { begin: begin as f64 * step, behind, length };
        behind = add(behind, length);
        line
    };
    hand.drawn.iter().flat_map(|piece| piece * LINES..(piece + 1) * LINES).map(line).collect()
}

fn add((a, a_by): (f64, [f64; BY]), (b, b_by): (f64, [f64; BY])) -> (f64, [f64; BY]) {
    (a + b, std::array::from_fn(|index| a_by[index] + b_by[index]))
}

fn difference(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1]]
}
