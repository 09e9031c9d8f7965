use burn::tensor::Tensor;
use spirograph_lab::{
    sensitivity::{held_out_penalty, sensitivities},
    spirograph::{Factor, Factors, Normalisation, render},
    tangent::{Mode, Plain},
};

use crate::{assert_close, device, random_factors, tiny_encoder, values};

const STEP: f64 = 2e-4;

/// Normalised representations.
fn represent(factors: &[Factors]) -> Tensor<2> {
    let encoder = tiny_encoder(&device());
    Plain::normalise(encoder.representations(render(factors, Normalisation::Image, &device())))
}

/// ‖∂F/∂α‖ by a central difference.
fn by_difference(factors: &Factors, factor: Factor) -> f64 {
    let moved = |sign: f64| {
        let mut moved = *factors;
        moved.0[factor.column()] += sign * STEP;
        moved
    };
    let rows = values(represent(&[moved(1.0), moved(-1.0)]));
    let (ahead, behind) = rows.split_at(rows.len() / 2);
    let squares = ahead.iter().zip(behind).map(|(a, b)| (f64::from(a - b) / (2.0 * STEP)).powi(2));
    squares.sum::<f64>().sqrt()
}

#[test]
fn sensitivities_are_central_differences() {
    let at = random_factors(4, 3);
    let found =
        pollster::block_on(sensitivities(&tiny_encoder(&device()), &at, Normalisation::Image, &device())).unwrap();
    assert_eq!(found.len(), 10);
    for factor in Factor::ALL {
        let expected = at.iter().map(|factors| by_difference(factors, factor)).sum::<f64>() / 3.0;
        // Single precision, and kinks of the rectifiers between the two sides.
        assert_close(found[factor.column()].into(), expected, 0.03 * expected + 2e-3, factor.name());
    }
}

#[test]
fn a_pair_that_does_not_differ_has_no_penalty() {
    let at = random_factors(4, 2);
    let encoder = tiny_encoder(&device());
    let penalty = |second: &[Factors]| {
        pollster::block_on(held_out_penalty(&encoder, (&at, second), Normalisation::Image, &device())).unwrap()
    };
    assert_eq!(penalty(&at), 0.0);
    assert!(penalty(&random_factors(5, 2)) > 0.0);
}
