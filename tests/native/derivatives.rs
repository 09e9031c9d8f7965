use spirograph_lab::{
    looking::{Derivative, derivatives},
    pictures::{
        SIDE,
        spirograph::{FOREGROUND, TABLE},
        to_rgba,
    },
};

use crate::{assert_close, device, example, moved, render, spirographs, values};

/// The byte of zero.
const GREY: u8 = 128;

fn found() -> Vec<Derivative> {
    pollster::block_on(derivatives(&spirographs(), &example(), &device())).unwrap()
}

/// The derivative of the picture by one factor, by a central difference, `[3, side, side]`.
fn by_difference(column: usize) -> Vec<f32> {
    let step = 1e-3;
    let images = values(render(&[moved(&example(), column, step), moved(&example(), column, -step)]));
    let (ahead, behind) = images.split_at(images.len() / 2);
    ahead.iter().zip(behind).map(|(a, b)| (a - b) / (2.0 * step) as f32).collect()
}

#[test]
fn derivative_pictures_are_central_differences() {
    let found = found();
    // Where pieces are missing, pictures change at once.
    let differentiable = TABLE.iter().enumerate().filter(|(_, factor)| factor.name != "gaps");
    assert_eq!(found.len(), TABLE.len() - 1);
    for ((column, factor), derivative) in differentiable.zip(&found) {
        assert_eq!(derivative.factor, factor.name);
        assert_eq!(derivative.picture.len(), 4 * SIDE * SIDE);
        let expected = by_difference(column);
        let largest = expected.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
        assert_close(derivative.largest.into(), largest.into(), 0.01 * f64::from(largest), factor.name);
        let shown: Vec<_> = expected.iter().map(|value| 0.5 + value / (2.0 * largest)).collect();
        for (&found, expected) in derivative.picture.iter().zip(to_rgba(&shown)) {
            assert!(found.abs_diff(expected) <= 2, "{}: {found}, expected {expected}", factor.name);
        }
    }
}

#[test]
fn a_colour_leaves_the_other_channels_grey() {
    let found = found();
    let [_, green, _] = FOREGROUND;
    let Derivative { largest, picture, .. } = &found[green];
    assert!(picture.chunks_exact(4).all(|pixel| pixel[0] == GREY && pixel[2] == GREY && pixel[3] == u8::MAX));
    // Where the intensity is largest the picture is the foreground: its derivative there is one, the largest.
    assert!(picture.chunks_exact(4).any(|pixel| pixel[1] == u8::MAX));
    assert_close((*largest).into(), 1.0, 1e-5, "largest");
}
