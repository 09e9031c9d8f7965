use spirograph_lab::{
    Error,
    probe::{Probe, Samples},
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
    let probe = Probe::fit(&affine_samples(500), &targets).unwrap();
    for error in probe.mean_squared_errors(&affine_samples(500)) {
        assert_close(error.into(), 0.0, 1e-6, "read-back error");
    }
}

/// Representations that have nothing to do with the factors, in more dimensions than there are samples.
fn noise(seed: u64, count: usize) -> Samples {
    let mut generator = stream(seed, Purpose::Initialisation, 1);
    let representations = (0..40 * count).map(|_| normal(&mut generator) as f32).collect();
    Samples { representations, dimension: 40, factors: random_factors(seed, count) }
}

#[test]
fn from_few_samples_of_noise_hardly_more_than_the_mean_is_read() {
    let probe = Probe::fit(&noise(1, 30), &[Factor::M]).unwrap();
    let error = f64::from(probe.mean_squared_errors(&noise(2, 500))[0]);
    // Interpolating 30 samples in 40 dimensions would have several times the variance.
    assert!(error < 1.5 * Factor::M.variance(), "{error}");
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let mut samples = affine_samples(1);
    assert!(matches!(Probe::fit(&samples, &[Factor::M]), Err(Error::WrongLength { .. })));
    samples = affine_samples(5);
    samples.representations[0] = f32::NAN;
    assert!(matches!(Probe::fit(&samples, &[Factor::M]), Err(Error::Invalid { .. })));
}
