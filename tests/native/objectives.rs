use burn::tensor::{Tensor, TensorData};
use spirograph_lab::{
    encoder::Encode,
    objective::{Standardisation, gradient_penalty, ntxent, squared_derivatives},
    pictures::{
        Scene,
        spirograph::{B, BACKGROUND, FOREGROUND, H, TABLE},
    },
    random::{Purpose, normal, stream},
    tensors::Moving,
};

use crate::{assert_close, device, moved, random_scenes, render, spirographs, tiny_encoder, values};

pub fn rows(values: &[f32], columns: usize) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len() / columns, columns]), &device())
}

#[test]
fn ntxent_of_two_orthogonal_pairs_is_known() {
    // Each row: similarity 1 with its positive, 0 with the two others.
    let views = rows(&[1.0, 0.0, 0.0, 1.0], 2);
    let loss = values(ntxent(views.clone(), views, None, 0.5))[0];
    let expected = ((2.0f64).exp() + 2.0).ln() - 2.0;
    assert_close(f64::from(loss), expected, 1e-5, "loss");
}

#[test]
fn ntxent_does_not_change_with_the_length_of_projections() {
    let mut generator = stream(2, Purpose::Training, 0);
    let numbers: Vec<f32> = (0..48).map(|_| normal(&mut generator) as f32).collect();
    let (first, second) = (rows(&numbers[..24], 4), rows(&numbers[24..], 4));
    let loss = values(ntxent(first.clone(), second.clone(), None, 0.1))[0];
    let longer = values(ntxent(first.mul_scalar(7.0), second.mul_scalar(0.2), None, 0.1))[0];
    assert_close(f64::from(loss), f64::from(longer), 1e-4, "loss");
}

#[test]
fn the_penalty_is_the_squared_central_difference_of_the_representation() {
    let device = device();
    let encoder = tiny_encoder(&device);
    let mut scenes = random_scenes(8, 6);
    // Where b is small the curve turns too fast for a difference quotient in f32.
    scenes.iter_mut().for_each(|scene| scene.factors[B] = 0.9);
    for column in [H, BACKGROUND[1], FOREGROUND[2]] {
        let name = TABLE[column].name;
        let (_, direction) = spirographs().directions(|_| true).find(|&(other, _)| other == name).unwrap();
        let moving = spirographs().render_moving(&scenes, std::iter::repeat_n(direction, scenes.len()), &device);
        let found = values(squared_derivatives(encoder.encode(moving)));
        // Small, because few pixels share a change of a rectifier's side.
        let step = 1e-4;
        let at = |step| {
            let scenes: Vec<Scene> = scenes.iter().map(|scene| moved(scene, column, step)).collect();
            Moving::from(encoder.representations(render(&scenes))).normalise().value
        };
        let difference = (at(step) - at(-step)).div_scalar(2.0 * step);
        let expected = values(difference.square().sum_dim(1));
        let sum = |terms: &[f32]| terms.iter().map(|&term| f64::from(term)).sum::<f64>();
        assert!(sum(&expected) > 1e-5, "{expected:?}");
        assert_close(sum(&found), sum(&expected), 0.03 * sum(&expected), name);
    }
}

#[test]
fn the_penalty_is_clipped_view_by_view() {
    let device = device();
    let encoder = tiny_encoder(&device);
    let directions = std::iter::repeat_n(vec![0.3; spirographs().factors().len()], 6);
    let representations = encoder.encode(spirographs().render_moving(&random_scenes(8, 6), directions, &device));
    let terms = values(squared_derivatives(representations.clone()));
    let clip = f64::from(terms.iter().copied().fold(0.0, f32::max)) / 2.0;
    let expected = terms.iter().map(|&term| f64::from(term).min(clip)).sum::<f64>() / 6.0;
    let found = values(gradient_penalty(representations, Some(clip)))[0];
    assert_close(f64::from(found), expected, 1e-6 + 1e-4 * expected, "clipped penalty");
}

#[test]
fn standardised_columns_have_mean_zero_and_deviation_one() {
    let batch = rows(&[1.0, 40.0, 3.0, 10.0, 5.0, -20.0, 7.0, 70.0], 2);
    let standardised = values(Standardisation::of(batch.clone()).apply(batch).value);
    for column in 0..2 {
        let column = || standardised.iter().skip(column).step_by(2).copied().map(f64::from);
        assert_close(column().sum::<f64>() / 4.0, 0.0, 1e-6, "mean");
        assert_close(column().map(|entry| entry * entry).sum::<f64>() / 4.0, 1.0, 1e-5, "variance");
    }
}

#[test]
fn the_penalty_of_standardised_representations_cannot_be_lowered_by_shrinking_or_shifting_them() {
    let mut generator = stream(3, Purpose::Training, 0);
    let numbers: Vec<f32> = (0..64).map(|_| normal(&mut generator) as f32).collect();
    let (value, tangent) = (rows(&numbers[..32], 4), rows(&numbers[32..], 4));
    let shrunk = Moving::new(value.clone().mul_scalar(0.3).add_scalar(2.0), tangent.clone().mul_scalar(0.3));
    let moving = Moving::new(value, tangent);
    let plain = |moving: &Moving<2>| f64::from(values(gradient_penalty(moving.clone(), None))[0]);
    let standardised = |moving: &Moving<2>| plain(&Standardisation::of(moving.value.clone()).apply(moving.clone()));
    assert!(plain(&shrunk) < 0.1 * plain(&moving), "{} {}", plain(&shrunk), plain(&moving));
    assert_close(standardised(&shrunk), standardised(&moving), 1e-4 * standardised(&moving), "penalty");
}
