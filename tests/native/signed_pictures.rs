use spirograph_lab::{
    signed_pictures::{derivatives, filters},
    spirograph::{Factor, Factors, Normalisation, SIDE, render, to_rgba},
};

use crate::{assert_close, device, tiny_encoder, values};

const PICTURE: usize = 4 * SIDE * SIDE;

/// The byte of zero.
const GREY: u8 = 128;

/// The derivative of the picture by one factor, by a central difference, `[3, side, side]`.
fn by_difference(factor: Factor) -> Vec<f32> {
    let step = 1e-3;
    let moved = |sign: f64| {
        let mut moved = Factors::EXAMPLE;
        moved.0[factor.column()] += sign * step;
        moved
    };
    let images = values(render(&[moved(1.0), moved(-1.0)], Normalisation::Image, &device()));
    let (ahead, behind) = images.split_at(images.len() / 2);
    ahead.iter().zip(behind).map(|(a, b)| (a - b) / (2.0 * step) as f32).collect()
}

#[test]
fn derivative_pictures_are_central_differences() {
    let found = pollster::block_on(derivatives(&Factors::EXAMPLE, &device())).unwrap();
    assert_eq!((found.pictures.len(), found.largest.len()), (10 * PICTURE, 10));
    for (factor, picture) in Factor::ALL.into_iter().zip(found.pictures.chunks_exact(PICTURE)) {
        let expected = by_difference(factor);
        let largest = expected.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
        assert_close(found.largest[factor.column()].into(), largest.into(), 0.01 * f64::from(largest), factor.name());
        let shown: Vec<_> = expected.iter().map(|value| 0.5 + value / (2.0 * largest)).collect();
        for (&found, expected) in picture.iter().zip(to_rgba(&shown)) {
            assert!(found.abs_diff(expected) <= 2, "{}: {found}, expected {expected}", factor.name());
        }
    }
}

#[test]
fn a_colour_leaves_the_other_channels_grey() {
    let found = pollster::block_on(derivatives(&Factors::EXAMPLE, &device())).unwrap();
    let picture = found.pictures.chunks_exact(PICTURE).nth(Factor::ForeGreen.column()).unwrap();
    assert!(picture.chunks_exact(4).all(|pixel| pixel[0] == GREY && pixel[2] == GREY && pixel[3] == u8::MAX));
    // Where the intensity is largest the picture is the foreground: its derivative there is one, the largest.
    assert!(picture.chunks_exact(4).any(|pixel| pixel[1] == u8::MAX));
    assert_close(found.largest[Factor::ForeGreen.column()].into(), 1.0, 1e-5, "largest");
}

#[test]
fn filters_are_the_first_layer_each_scaled_by_its_own_largest_weight() {
    let encoder = tiny_encoder(&device());
    let found = pollster::block_on(filters(&encoder)).unwrap();
    let weights = values(encoder.filters());
    assert_eq!((found.count, found.size, found.pictures.len()), (4, 5, 4 * 5 * 5 * 4));
    for (filter, picture) in weights.chunks_exact(3 * 25).zip(found.pictures.chunks_exact(4 * 25)) {
        let largest = filter.iter().fold(0.0, |most: f32, weight| most.max(weight.abs()));
        for x in 0..5 {
            for y in 0..5 {
                for channel in 0..3 {
                    let weight = filter[channel * 25 + x * 5 + y];
                    let shown = picture[4 * ((4 - y) * 5 + x) + channel];
                    let expected = 255.0 * (0.5 + 0.5 * weight / largest);
                    assert_close(shown.into(), expected.into(), 0.51, "weight");
                }
            }
        }
    }
}
