use burn::tensor::Tensor;
use spirograph_lab::{
    measuring::{SensitivityRequest, held_out_penalty, sensitivities},
    named::Named,
    pictures::{Scene, spirograph::TABLE},
    tensors::Moving,
};

use crate::{assert_close, device, moved, random_scenes, render, spirographs, tiny_encoder, values};

const STEP: f64 = 2e-4;

/// Normalised representations.
fn represent(scenes: &[Scene]) -> Tensor<2> {
    Moving::from(tiny_encoder(&device()).representations(render(scenes))).normalise().value
}

/// ‖∂F/∂α‖ by a central difference.
fn by_difference(scene: &Scene, column: usize) -> f64 {
    let rows = values(represent(&[moved(scene, column, STEP), moved(scene, column, -STEP)]));
    let (ahead, behind) = rows.split_at(rows.len() / 2);
    let squares = ahead.iter().zip(behind).map(|(a, b)| (f64::from(a - b) / (2.0 * STEP)).powi(2));
    squares.sum::<f64>().sqrt()
}

fn measured(at: &[Scene]) -> Named<f32> {
    pollster::block_on(sensitivities(&tiny_encoder(&device()), &spirographs(), at, &device())).unwrap()
}

#[test]
fn sensitivities_are_central_differences() {
    let at = random_scenes(4, 3);
    let found = measured(&at);
    let paper: Vec<_> = TABLE.iter().take(10).map(|factor| factor.name).collect();
    assert_eq!(found.iter().map(|(name, _)| name).collect::<Vec<_>>(), paper);
    for (column, (name, &found)) in found.iter().enumerate() {
        let expected = at.iter().map(|scene| by_difference(scene, column)).sum::<f64>() / 3.0;
        // Single precision, and kinks of the rectifiers between the two sides.
        assert_close(found.into(), expected, 0.03 * expected + 2e-3, name);
    }
}

#[test]
fn many_samples_have_the_mean_of_their_parts() {
    // More than are differentiated at once, in parts of other sizes than those.
    let at = random_scenes(4, 30);
    let (all, first, rest) = (measured(&at), measured(&at[..20]), measured(&at[20..]));
    assert_eq!(all.values().len(), 10);
    for ((name, &all), (first, rest)) in all.iter().zip(first.values().zip(rest.values())) {
        let mean = (20.0 * first + 10.0 * rest) / 30.0;
        assert_close(all.into(), mean.into(), 1e-4 * f64::from(mean), name);
    }
}

#[test]
fn samples_are_drawn_by_seed_and_too_many_or_none_are_refused() {
    let request = |samples, seed| SensitivityRequest { encoder: "reading".to_owned(), samples, seed };
    let at = |samples, seed| request(samples, seed).at(&spirographs());
    let three = at(3, 1).unwrap();
    assert_eq!(three, at(5, 1).unwrap()[..3]);
    assert_ne!(three, at(3, 2).unwrap());
    for scene in three {
        assert!(TABLE.iter().zip(scene.factors).all(|(factor, value)| factor.check(value).is_ok()));
    }
    for samples in [0, 257] {
        assert_eq!(at(samples, 1).unwrap_err().field(), "samples");
    }
}

#[test]
fn a_pair_that_does_not_differ_has_no_penalty() {
    let at = random_scenes(4, 2);
    let encoder = tiny_encoder(&device());
    let penalty = |second: &[Scene]| {
        pollster::block_on(held_out_penalty(&encoder, &spirographs(), (&at, second), &device())).unwrap()
    };
    assert_eq!(penalty(&at), 0.0);
    assert!(penalty(&random_scenes(5, 2)) > 0.0);
}
