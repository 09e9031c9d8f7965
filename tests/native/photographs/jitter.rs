//! The jitter of colours: its values, and its tangents against central differences of images.

use burn::tensor::{Tensor, TensorData};
use spirograph_lab::{
    pictures::{
        SIDE,
        photographs::{JITTER, jitter},
    },
    random::{Purpose, stream, uniform},
};

use crate::{assert_close, device, values};

const NEUTRAL: [f64; 4] = [1.0, 1.0, 1.0, 0.0];
/// Numbers of a picture.
const LENGTH: usize = 3 * SIDE * SIDE;
/// What the way to YIQ and back, in three decimals, leaves of a colour.
const ROUNDING: f64 = 3e-3;

/// A picture of random colours between two bounds.
fn picture(seed: u64, bounds: (f64, f64)) -> Vec<f32> {
    let mut generator = stream(seed, Purpose::Views, 0);
    (0..LENGTH).map(|_| uniform(&mut generator, bounds) as f32).collect()
}

fn image(picture: &[f32]) -> Tensor<4> {
    Tensor::from_data(TensorData::new(picture.to_vec(), [1, 3, SIDE, SIDE]), &device())
}

fn jittered(picture: &[f32], factors: [f64; 4]) -> Vec<f32> {
    values(jitter(image(picture), &[&factors], None).value)
}

/// How the picture changes with one factor, per unit of it.
fn tangent(picture: &[f32], factors: [f64; 4], column: usize) -> Vec<f32> {
    let direction: [f32; 4] = std::array::from_fn(|other| f32::from(u8::from(other == column)));
    let direction = Tensor::from_data(TensorData::new(direction.to_vec(), [1, 4]), &device());
    values(jitter(image(picture), &[&factors], Some(direction)).tangent_or_zeros())
}

/// Asserts that each tangent lies between the difference quotients to both sides, and says how many of these differ because a clamp
/// begins to act within the step: the tangents of all others are central differences.
fn assert_tangents(picture: &[f32], factors: [f64; 4]) -> usize {
    const STEP: f64 = 2e-3;
    /// Rounding in single precision, over the step.
    const TOLERANCE: f64 = 1e-3;
    let mut kinks = 0;
    for (column, factor) in JITTER.iter().enumerate() {
        let moved = |by: f64| {
            let mut moved = factors;
            moved[column] += by;
            jittered(picture, moved)
        };
        let (behind, here, ahead) = (moved(-STEP), moved(0.0), moved(STEP));
        for (index, found) in tangent(picture, factors, column).into_iter().enumerate() {
            let [behind, here, ahead] = [behind[index], here[index], ahead[index]].map(f64::from);
            let (before, after) = ((here - behind) / STEP, (ahead - here) / STEP);
            // A turn of the hue bends by (2π)² a unit.
            kinks += usize::from((after - before).abs() > 0.1);
            let between = before.min(after) - TOLERANCE..=before.max(after) + TOLERANCE;
            assert!(between.contains(&f64::from(found)), "{}: {found} is not in {between:?}", factor.name);
        }
    }
    kinks
}

#[test]
fn tangents_are_central_differences_where_no_clamp_acts() {
    for (seed, factors) in [(1, NEUTRAL), (2, [1.1, 0.8, 1.2, 0.07]), (3, [0.7, 1.3, 0.6, -0.1])] {
        assert_eq!(assert_tangents(&picture(seed, (0.4, 0.6)), factors), 0, "{factors:?}");
    }
}

#[test]
fn tangents_are_central_differences_where_clamps_act() {
    let all = 4 * LENGTH;
    for (seed, factors) in [(1, [1.4, 1.4, 1.4, 0.05]), (2, [0.6, 1.4, 1.4, -0.1]), (3, [1.3, 1.1, 1.4, 0.1])] {
        let picture = picture(seed, (0.0, 1.0));
        assert!(assert_tangents(&picture, factors) < all / 20, "{factors:?}");
    }
}

#[test]
fn what_is_clamped_stands_still() {
    // Twice too bright in every channel: nothing but the hue, of which white has none, could move it.
    let white = jittered(&picture(4, (0.8, 1.0)), [1.4, 1.0, 1.0, 0.0]);
    assert!(white.iter().all(|value| (f64::from(*value) - 1.0).abs() < ROUNDING));
    let still = tangent(&picture(4, (0.8, 1.0)), [1.4, 1.0, 1.0, 0.0], 0);
    assert!(still.iter().all(|value| *value == 0.0));
    let moving = tangent(&picture(4, (0.1, 0.6)), [1.4, 1.0, 1.0, 0.0], 0);
    assert!(moving.iter().all(|value| *value != 0.0));
}

#[test]
fn neutral_factors_leave_a_picture_as_it_is() {
    let picture = picture(5, (0.0, 1.0));
    for (found, expected) in jittered(&picture, NEUTRAL).into_iter().zip(&picture) {
        assert_close(found.into(), f64::from(*expected), ROUNDING, "neutral");
    }
}

#[test]
fn each_factor_does_what_it_says() {
    let picture = picture(6, (0.2, 0.6));
    let pairs = |factors: [f64; 4]| jittered(&picture, factors).into_iter().zip(picture.clone());
    for (found, expected) in pairs([1.5, 1.0, 1.0, 0.0]) {
        assert_close(found.into(), 1.5 * f64::from(expected), 2.0 * ROUNDING, "brightness");
    }
    let lightness = |pixel: usize| {
        let channels = [0.299, 0.587, 0.114].into_iter().enumerate();
        channels.map(|(channel, weight)| weight * f64::from(picture[channel * SIDE * SIDE + pixel])).sum::<f64>()
    };
    let mean = (0..SIDE * SIDE).map(lightness).sum::<f64>() / (SIDE * SIDE) as f64;
    for (index, (half, whole)) in pairs([1.0, 0.5, 1.0, 0.0]).enumerate() {
        assert_close(half.into(), 0.5 * f64::from(whole) + 0.5 * mean, ROUNDING, &format!("contrast {index}"));
    }
    for (index, (grey, _)) in pairs([1.0, 1.0, 0.0, 0.0]).enumerate() {
        assert_close(grey.into(), lightness(index % (SIDE * SIDE)), ROUNDING, "saturation");
    }
    // A whole turn of the hue is none, and half of one keeps the lightness.
    for (turned, expected) in pairs([1.0, 1.0, 1.0, 1.0]) {
        assert_close(turned.into(), expected.into(), ROUNDING, "hue");
    }
    let half = jittered(&picture, [1.0, 1.0, 1.0, 0.5]);
    for pixel in [0, 500, 1023] {
        let channels = [0.299, 0.587, 0.114].into_iter().enumerate();
        let turned = channels.map(|(channel, weight)| weight * f64::from(half[channel * SIDE * SIDE + pixel]));
        assert_close(turned.sum(), lightness(pixel), ROUNDING, "lightness under a turn of the hue");
    }
}
