//! The curve that a pen in a rolling circle draws, and its partial derivatives.
//!
//! Computed in f64 on the CPU: the phase `t (m − h)/b` runs to about 280 rad, and WGSL promises the accuracy of sine and
//! cosine only within [−π, π].

use std::f64::consts::TAU;

use super::table::{B, H, M};

/// Points of the curve that the rendered picture is made of, `t` evenly from 0 to 2π, both included.
pub const CURVE_POINTS: usize = 40;

/// Columns of the factors that the curve depends on, in the order of [`CurvePoint::dx`] and [`CurvePoint::dy`].
pub(super) const CURVE_FACTORS: [usize; 3] = [M, B, H];

/// One point of the curve with its partial derivatives by m, b and h.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Horizontal coordinate.
    pub x: f64,
    /// Vertical coordinate.
    pub y: f64,
    /// ∂x by m, b, h.
    pub dx: [f64; 3],
    /// ∂y by m, b, h.
    pub dy: [f64; 3],
}

/// The point at parameter `t`: x = (m − h) cos t + h cos φ, y = (m − h) sin t − h sin φ, with φ = t (m − h)/b.
pub fn curve_point(factors: &[f64], t: f64) -> CurvePoint {
    let [m, b, h] = CURVE_FACTORS.map(|column| factors[column]);
    let (sin_t, cos_t) = t.sin_cos();
    let (sin, cos) = (t * (m - h) / b).sin_cos();
    // φ by m, by b, by h.
    let phase = [t / b, -t * (m - h) / (b * b), -t / b];
    CurvePoint {
        x: (m - h) * cos_t + h * cos,
        y: (m - h) * sin_t - h * sin,
        dx: [cos_t - h * sin * phase[0], -h * sin * phase[1], -cos_t + cos - h * sin * phase[2]],
        dy: [sin_t - h * cos * phase[0], -h * cos * phase[1], -sin_t - sin - h * cos * phase[2]],
    }
}

/// `count` points, `t` evenly from 0 to 2π, both included.
fn points(factors: &[f64], count: usize) -> impl Iterator<Item = CurvePoint> {
    let step = TAU / (count.max(2) - 1) as f64;
    (0..count).map(move |index| curve_point(factors, index as f64 * step))
}

/// The [`CURVE_POINTS`] points that a picture is rendered from.
pub fn curve_points(factors: &[f64]) -> Vec<CurvePoint> {
    points(factors, CURVE_POINTS).collect()
}

/// Straight pieces that a curve's length is measured by: some sixteen for each of a curve's fastest turns.
const PIECES: usize = 800;

/// The parameters t of [`CURVE_POINTS`] points that lie evenly along the curve's length, in the middles of as many equal
/// parts: where a hand's pen would be that draws the curve in one stroke (see [`Drawing`](crate::pictures::Drawing)).
pub fn even_times(factors: &[f64]) -> Vec<f64> {
    let step = TAU / PIECES as f64;
    let places: Vec<_> = points(factors, PIECES + 1).collect();
    let lengths = places.windows(2).map(|pair| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y));
    let mut reached = vec![0.0];
    for length in lengths {
        reached.push(reached[reached.len() - 1] + length);
    }
    let part = reached[PIECES] / CURVE_POINTS as f64;
    (0..CURVE_POINTS)
        .map(|index| {
            let length = (index as f64 + 0.5) * part;
            let piece = reached.partition_point(|&end| end < length).clamp(1, PIECES) - 1;
            let rest = (length - reached[piece]) / (reached[piece + 1] - reached[piece]).max(f64::MIN_POSITIVE);
            (piece as f64 + rest) * step
        })
        .collect()
}

/// Coordinates of a finer curve for people to look at: x₀, y₀, x₁, y₁, …
pub fn smooth_curve(factors: &[f64], count: usize) -> Vec<f32> {
    points(factors, count).flat_map(|point| [point.x as f32, point.y as f32]).collect()
}
