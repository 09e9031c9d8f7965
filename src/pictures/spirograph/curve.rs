//! The curve that a pen in a rolling circle draws, and its derivatives.
//!
//! Computed in f64 on the CPU: the phase `t (m − h)/b` runs to about 280 rad, and WGSL promises the accuracy of sine and
//! cosine only within [−π, π].

use super::table::{B, H, M};

/// Points of the curve that the rendered picture is made of, `t` evenly from 0 to 2π, both included.
pub const CURVE_POINTS: usize = 40;

/// One point of the curve with its derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Horizontal coordinate.
    pub x: f64,
    /// Vertical coordinate.
    pub y: f64,
    /// ∂x and ∂y by t.
    pub velocity: [f64; 2],
    /// ∂x by m, b, h.
    pub dx: [f64; 3],
    /// ∂y by m, b, h.
    pub dy: [f64; 3],
}

/// The point at parameter `t`: x = (m − h) cos t + h cos φ, y = (m − h) sin t − h sin φ, with φ = t (m − h)/b.
pub fn curve_point(factors: &[f64], t: f64) -> CurvePoint {
    let [m, b, h] = [M, B, H].map(|column| factors[column]);
    point([m, b, h], t, t.sin_cos(), (t * (m - h) / b).sin_cos())
}

/// The point of known sines and cosines of t and of φ.
fn point([m, b, h]: [f64; 3], t: f64, (sin_t, cos_t): (f64, f64), (sin, cos): (f64, f64)) -> CurvePoint {
    // φ by m, by b, by h, and by t.
    let phase = [t / b, -t * (m - h) / (b * b), -t / b];
    let speed = (m - h) / b;
    CurvePoint {
        x: (m - h) * cos_t + h * cos,
        y: (m - h) * sin_t - h * sin,
        velocity: [-(m - h) * sin_t - h * sin * speed, (m - h) * cos_t - h * cos * speed],
        dx: [cos_t - h * sin * phase[0], -h * sin * phase[1], -cos_t + cos - h * sin * phase[2]],
        dy: [sin_t - h * cos * phase[0], -h * cos * phase[1], -sin_t - sin - h * cos * phase[2]],
    }
}

/// Points of a curve at t = 0, `step`, 2 `step`, …: both angles are turned on by their steps, which spares nearly all
/// sines and cosines. The rounding of a thousand turns is far below that of f32.
pub struct Turning {
    factors: [f64; 3],
    step: f64,
    index: usize,
    angles: [Angle; 2],
}

/// An angle that is turned on in equal steps: its sine and cosine, and those of a step.
struct Angle {
    now: (f64, f64),
    step: (f64, f64),
}

impl Angle {
    fn turn_on(&mut self) -> (f64, f64) {
        let ((sin, cos), (step_sin, step_cos)) = (self.now, self.step);
        self.now = (sin * step_cos + cos * step_sin, cos * step_cos - sin * step_sin);
        (sin, cos)
    }
}

impl Turning {
    /// The points of the curve of some factors.
    pub fn new(factors: &[f64], step: f64) -> Self {
        let [m, b, h] = [M, B, H].map(|column| factors[column]);
        let angles = [step, step * (m - h) / b].map(|step| Angle { now: (0.0, 1.0), step: step.sin_cos() });
        Self { factors: [m, b, h], step, index: 0, angles }
    }
}

impl Iterator for Turning {
    type Item = CurvePoint;

    fn next(&mut self) -> Option<CurvePoint> {
        let t = self.index as f64 * self.step;
        self.index += 1;
        let [circle, phase] = self.angles.each_mut().map(Angle::turn_on);
        Some(point(self.factors, t, circle, phase))
    }
}
