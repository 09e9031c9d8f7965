use burn::tensor::Tensor;
use spirograph_lab::{
    sensitivity::{SensitivityRequest, Which, held_out_penalty, sensitivities},
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
fn many_samples_have_the_mean_of_their_parts() {
    // More than are differentiated at once, in parts of other sizes than those.
    let at = random_factors(4, 30);
    let encoder = tiny_encoder(&device());
    let ask =
        |at: &[Factors]| pollster::block_on(sensitivities(&encoder, at, Normalisation::Image, &device())).unwrap();
    let (all, first, rest) = (ask(&at), ask(&at[..20]), ask(&at[20..]));
    for (all, (first, rest)) in all.iter().zip(first.iter().zip(&rest)) {
        let mean = (20.0 * first + 10.0 * rest) / 30.0;
        assert_close((*all).into(), mean.into(), 1e-4 * f64::from(mean), "mean");
    }
}

#[test]
fn samples_are_drawn_by_seed_and_too_many_or_none_are_refused() {
    let request = |samples, seed| SensitivityRequest { which: Which::Reading, samples, seed };
    let at = request(3, 1).at().unwrap();
    assert_eq!(at, request(5, 1).at().unwrap()[..3]);
    assert_ne!(at, request(3, 2).at().unwrap());
    for factors in at {
        Factors::new(&factors.0).unwrap();
    }
    for samples in [0, 257] {
        assert_eq!(request(samples, 1).at().unwrap_err().field(), "samples");
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
