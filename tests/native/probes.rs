use spirograph_lab::{
    Error,
    probe::{Probe, RIDGE, Samples},
    random::{Purpose, normal, stream},
    spirograph::Factor,
};

use crate::{assert_close, random_factors};

/// Representations that are an affine map of the factors, with a dimension that never changes.
fn affine_samples(count: usize) -> Samples {
    let factors = random_factors(1, count);
    let mut generator = stream(1, Purpose::Initialisation, 0);
    let map: Vec<f64> = (0..120).map(|_| normal(&mut generator)).collect();
    let row = |factors: &[f64; 10]| -> Vec<f32> {
        let mixed = map.chunks_exact(10).map(|w| w.iter().zip(factors).map(|(w, f)| w * f).sum::<f64>() as f32 + 3.0);
        mixed.chain([7.0]).collect()
    };
    let representations = factors.iter().flat_map(|factors| row(&factors.0)).collect();
    Samples { representations, dimension: 13, factors }
}

#[test]
fn an_affine_map_of_the_factors_is_read_back() {
    let targets = [Factor::M, Factor::B, Factor::Sigma, Factor::ForeRed];
    let probe = Probe::fit(&affine_samples(500), &targets, 1e-9).unwrap();
    for error in probe.mean_squared_errors(&affine_samples(500)) {
        assert_close(error.into(), 0.0, 1e-6, "read-back error");
    }
}

#[test]
fn a_strong_ridge_falls_back_on_the_mean() {
    let samples = affine_samples(500);
    let probe = Probe::fit(&samples, &[Factor::M], 1e9).unwrap();
    let mean = samples.factors.iter().map(|factors| factors.get(Factor::M)).sum::<f64>() / 500.0;
    assert_close(probe.read(&samples.representations[..13])[0], mean, 1e-3, "read-back");
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let mut samples = affine_samples(1);
    assert!(matches!(Probe::fit(&samples, &[Factor::M], RIDGE), Err(Error::WrongLength { .. })));
    samples = affine_samples(5);
    samples.representations[0] = f32::NAN;
    assert!(matches!(Probe::fit(&samples, &[Factor::M], RIDGE), Err(Error::Invalid { .. })));
}
