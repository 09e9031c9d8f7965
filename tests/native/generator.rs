use burn::tensor::{Distribution, Tensor};
use proptest::prelude::*;
use spirograph_lab::{
    pictures::{
        Pen, SIDE, Scene,
        spirograph::{
            B, BACKGROUND, FOREGROUND, H, M, Normalisation, Palette, TABLE, Trace, colour, curve_point, intensity,
        },
        to_rgba, trace,
    },
    tensors::Moving,
};

use crate::{assert_close, device, moved, random_scenes, render, spirographs, values};

fn pens(scenes: &[Scene], moves: bool) -> Vec<Pen> {
    scenes.iter().map(|scene| Pen::of(scene, moves)).collect()
}

#[test]
fn curve_derivatives_agree_with_central_differences() {
    let step = 1e-6;
    for scene in random_scenes(3, 20) {
        for t in [0.0, 0.7, 2.9, 6.2] {
            let exact = curve_point(&scene.factors, t);
            let [ahead, behind] = [step, -step].map(|step| curve_point(&scene.factors, t + step));
            let speed = 1e-4 * (1.0 + exact.velocity[0].hypot(exact.velocity[1]));
            assert_close(exact.velocity[0], (ahead.x - behind.x) / (2.0 * step), speed, "dx by t");
            assert_close(exact.velocity[1], (ahead.y - behind.y) / (2.0 * step), speed, "dy by t");
            for (index, column) in [M, B, H].into_iter().enumerate() {
                let at = |by: f64| curve_point(&moved(&scene, column, by).factors, t);
                let (ahead, behind) = (at(step), at(-step));
                // The phase's third derivative by b is large where b is small; the tolerance is relative to it.
                let tolerance = 1e-4 * (1.0 + exact.dx[index].abs() + exact.dy[index].abs());
                assert_close(exact.dx[index], (ahead.x - behind.x) / (2.0 * step), tolerance, "dx");
                assert_close(exact.dy[index], (ahead.y - behind.y) / (2.0 * step), tolerance, "dy");
            }
        }
    }
}

#[test]
fn reverse_mode_agrees_with_forward_mode_for_every_factor() {
    let device = device();
    let scenes = random_scenes(4, 2);
    let offsets = Tensor::<2>::zeros([2, TABLE.len()], &device).autodiff().require_grad();
    let displacement = Moving::from(offsets.clone());
    let trace = trace(&pens(&scenes, true), Some(&displacement), &device);
    let palette = Palette::of(&scenes, Some(&displacement), &device);
    let images = colour(intensity(trace, Normalisation::Image), palette).value;
    let weights = Tensor::random([2, 3, SIDE, SIDE], Distribution::Default, &device);
    let gradients = (images * weights.clone().autodiff()).sum().backward();
    let reverse = values(offsets.grad(&gradients).unwrap());
    let source = spirographs();
    // All but the gaps.
    assert_eq!(source.directions(|_| true).count(), TABLE.len() - 1);
    for (name, direction) in source.directions(|_| true) {
        let column = TABLE.iter().position(|factor| factor.name == name).unwrap();
        let moving = source.render_moving(&scenes, std::iter::repeat_n(direction, 2), &device);
        let weighted = moving.tangent.unwrap() * weights.clone();
        let products: Vec<f32> = values(weighted.reshape([2, 3 * SIDE * SIDE]).sum_dim(1));
        for row in 0..2 {
            let (forward, reverse) = (f64::from(products[row]), f64::from(reverse[TABLE.len() * row + column]));
            assert_close(forward, reverse, 1e-3 * (1.0 + reverse.abs()), name);
        }
    }
}

#[test]
fn a_picture_shows_x_to_the_right_and_y_up() {
    // A trace of one position in the upper right: x = 5, y = 5.
    let device = device();
    let at = |value: f64| Tensor::<2>::full([1, 1], value, &device).into();
    let map = intensity(Trace { x: at(5.0), y: at(5.0), sigma: at(0.25) }, Normalisation::Image);
    let grey = |value: f64| Tensor::<2>::full([1, 3], value, &device).into();
    let bytes = to_rgba(&values(colour(map, Palette { fore: grey(1.0), back: grey(0.0) }).value));
    let brightest = (0..SIDE * SIDE).max_by_key(|&pixel| bytes[4 * pixel]).unwrap();
    let (row, column) = (brightest / SIDE, brightest % SIDE);
    assert!(row < 6 && column > 25, "brightest at row {row}, column {column}");
    assert!(bytes.chunks_exact(4).all(|pixel| pixel[3] == 255));
}

#[test]
fn each_way_of_normalising_reaches_one_where_it_should() {
    let device = device();
    let scenes = random_scenes(6, 5);
    let map = |normalisation| values(intensity(trace(&pens(&scenes, false), None, &device), normalisation).value);
    for image in map(Normalisation::Image).chunks_exact(SIDE * SIDE) {
        assert_close(f64::from(image.iter().copied().fold(0.0, f32::max)), 1.0, 1e-4, "image maximum");
    }
    let reach_one = |row: &[f32]| (row.iter().copied().fold(0.0, f32::max) - 1.0).abs() < 1e-3;
    let rows = map(Normalisation::Row);
    assert!(rows.chunks_exact(SIDE).filter(|row| reach_one(row)).count() > 5 * SIDE / 2);
}

#[test]
fn a_picture_that_does_not_move_has_no_tangent() {
    let device = device();
    let scenes = random_scenes(6, 1);
    let trace = trace(&pens(&scenes, false), None, &device);
    let images = colour(intensity(trace, Normalisation::Image), Palette::of(&scenes, None, &device));
    assert!(images.tangent.is_none());
    assert_eq!(values(images.value), values(render(&scenes)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn pictures_lie_between_their_colours(seed in 0u64..1000) {
        let scenes = random_scenes(seed, 1);
        let image = values(render(&scenes));
        for (channel, (fore, back)) in FOREGROUND.into_iter().zip(BACKGROUND).enumerate() {
            let [fore, back] = [fore, back].map(|column| scenes[0].factors[column] as f32);
            let plane = &image[channel * SIDE * SIDE..(channel + 1) * SIDE * SIDE];
            prop_assert!(plane.iter().all(|&v| v >= fore.min(back) - 1e-5 && v <= fore.max(back) + 1e-5));
        }
    }
}
