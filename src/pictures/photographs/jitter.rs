//! Colour jitter: brightness, contrast, saturation and hue, in this order, differentiable by their factors.
//!
//! As in the authors' code: `x ← clamp(s·x)`; `x ← clamp(s·x + (1 − s)·mean grey)`; `x ← clamp(s·x + (1 − s)·grey)`; then a turn by
//! 2π·s in the plane of the colours of YIQ, which is not clamped. Where a clamp acts, the derivative is zero.

use std::f64::consts::TAU;

use burn::tensor::{Tensor, TensorData};

use crate::{
    pictures::factor::{Factor, Role},
    tensors::{Moving, arrays::matrix},
};

/// The factors, in the order in which they are applied.
pub static JITTER: [Factor; 4] = [
    scale("brightness", "brightness", "What every colour is multiplied by.", 0.4, (0.0, f64::MAX), 1.0),
    scale(
        "contrast",
        "contrast",
        "How far every colour is from the mean grey of the picture.",
        0.4,
        (0.0, f64::MAX),
        1.0,
    ),
    scale(
        "saturation",
        "saturation",
        "How far every colour is from grey of its own lightness.",
        0.4,
        (0.0, f64::MAX),
        1.0,
    ),
    scale("hue", "hue", "By how much of a whole turn the colours go round the colour circle.", 0.1, (-0.5, 0.5), 0.0),
];

/// Columns of [`JITTER`].
const BRIGHTNESS: usize = 0;
const CONTRAST: usize = 1;
const SATURATION: usize = 2;
const HUE: usize = 3;

const fn scale(
    name: &'static str,
    label: &'static str,
    meaning: &'static str,
    farthest: f64,
    drawable: (f64, f64),
    neutral: f64,
) -> Factor {
    Factor {
        name,
        label,
        meaning,
        lower: neutral - farthest,
        upper: neutral + farthest,
        drawable,
        neutral,
        role: Role::Nuisance,
        is_mostly_neutral: false,
        is_differentiable: true,
    }
}

/// How much red, green and blue count in grey.
const GREY: [f64; 3] = [0.299, 0.587, 0.114];
/// Red, green and blue to YIQ, as the authors have it.
const TO_YIQ: [[f64; 3]; 3] = [GREY, [0.596, -0.274, -0.321], [0.211, -0.523, 0.311]];
/// And back.
const FROM_YIQ: [[f64; 3]; 3] = [[1.0, 0.956, 0.621], [1.0, -0.272, -0.647], [1.0, -1.107, 1.705]];

/// Images `[B, 3, rows, columns]` of numbers from 0 to 1 under `factors`, a row of four for each; they move along `directions`
/// `[B, 4]` where these are given.
pub fn jitter(images: Tensor<4>, factors: &[&[f64]], directions: Option<Tensor<2>>) -> Moving<4> {
    let [batch, ..] = images.dims();
    let device = images.device();
    let column = |column: usize, value: fn(f64) -> f64, slope: fn(f64) -> f64| {
        let along = |of: fn(f64) -> f64| {
            let values = matrix(factors.iter().map(|row| [of(row[column])]), &device);
            values.reshape([batch, 1, 1, 1])
        };
        let direction = |all: &Tensor<2>| all.clone().narrow(1, column, 1).reshape([batch, 1, 1, 1]) * along(slope);
        Moving { value: along(value), tangent: directions.as_ref().map(direction) }
    };
    let plain = |number: usize| column(number, |value| value, |_| 1.0);
    let bright = clamp(plain(BRIGHTNESS) * images);
    let mean = grey(&bright).linear(|grey| grey.mean_dim(2).mean_dim(3));
    let contrasted = clamp(blend(bright, mean, plain(CONTRAST)));
    let own = grey(&contrasted);
    let saturated = clamp(blend(contrasted, own, plain(SATURATION)));
    let cosine = column(HUE, |turn| (TAU * turn).cos(), |turn| -TAU * (TAU * turn).sin());
    let sine = column(HUE, |turn| (TAU * turn).sin(), |turn| TAU * (TAU * turn).cos());
    turned(saturated, cosine, sine)
}

/// Images whose colours are taken away where that is asked for.
pub(super) fn without_colour(images: Moving<4>, is_grey: &[bool]) -> Moving<4> {
    if !is_grey.contains(&true) {
        return images;
    }
    let share = matrix(is_grey.iter().map(|&is_grey| [f64::from(u8::from(is_grey))]), &images.device());
    let share = share.reshape([is_grey.len(), 1, 1, 1]);
    let greys = grey(&images);
    (greys - images.clone()) * share + images
}

/// Between 0 and 1.
fn clamp(images: Moving<4>) -> Moving<4> {
    images.clone().relu() - images.shift(-1.0).relu()
}

/// `scale` times as far from `middle`.
fn blend(images: Moving<4>, middle: Moving<4>, scale: Moving<4>) -> Moving<4> {
    (images - middle.clone()) * scale + middle
}

/// The lightness of each pixel, `[B, 1, rows, columns]`.
fn grey(images: &Moving<4>) -> Moving<4> {
    let weights = Tensor::from_data(TensorData::new(GREY.to_vec(), [1, 3, 1, 1]), &images.device());
    images.clone().linear(|part| (part * weights.clone()).sum_dim(1))
}

/// The colours turned in their plane of YIQ, by an angle of which cosine and sine are given.
fn turned(images: Moving<4>, cosine: Moving<4>, sine: Moving<4>) -> Moving<4> {
    let by = |turn: [[f64; 3]; 3]| mixed(&images, times(FROM_YIQ, times(turn, TO_YIQ)));
    let lightness = by([[1.0, 0.0, 0.0], [0.0; 3], [0.0; 3]]);
    let along = by([[0.0; 3], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
    let across = by([[0.0; 3], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]);
    along * cosine + across * sine + lightness
}

/// Channels that are sums of others, a row of weights for each.
fn mixed(images: &Moving<4>, weights: [[f64; 3]; 3]) -> Moving<4> {
    let [batch, _, rows, columns] = images.dims();
    let weights = matrix(weights.into_iter(), &images.device()).reshape([1, 3, 3]).expand([batch, 3, 3]);
    let flat = images.clone().reshape([batch, 3, rows * columns]);
    Moving::from(weights).matmul(flat).reshape([batch, 3, rows, columns])
}

fn times(left: [[f64; 3]; 3], right: [[f64; 3]; 3]) -> [[f64; 3]; 3] {
    left.map(|row| std::array::from_fn(|column| (0..3).map(|index| row[index] * right[index][column]).sum()))
}
