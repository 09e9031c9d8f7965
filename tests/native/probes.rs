use spirograph_lab::{
    Error,
    model::{Affine, Probe, Samples},
    pictures::spirograph::{M, TABLE},
    random::{Purpose, normal, stream, uniform},
    tensors::Rows,
};

use crate::{assert_close, random_scenes};

/// Representations that are an affine map of the factors, with a dimension that never changes.
fn affine_samples(count: usize) -> Samples {
    let scenes = random_scenes(1, count);
    let mut generator = stream(1, Purpose::Initialisation, 0);
    let map: Vec<f64> = (0..12 * TABLE.len()).map(|_| normal(&mut generator)).collect();
    let row = |factors: &[f64]| -> Vec<f32> {
        let mixed =
            map.chunks_exact(TABLE.len()).map(|w| w.iter().zip(factors).map(|(w, f)| w * f).sum::<f64>() as f32 + 3.0);
        mixed.chain([7.0]).collect()
    };
    let representations = Rows::new(scenes.iter().flat_map(|scene| row(&scene.factors)).collect(), 13);
    Samples { representations, scenes, table: &TABLE }
}

#[test]
fn an_affine_map_of_the_factors_is_read_back() {
    let targets = ["m", "b", "sigma", "fore.r"];
    let probe = Probe::fit(&affine_samples(500), &targets).unwrap();
    let errors = probe.mean_squared_errors(&affine_samples(500)).unwrap();
    assert_eq!(errors.iter().map(|(name, _)| name).collect::<Vec<_>>(), targets);
    for (name, &error) in errors.iter() {
        assert_close(error.into(), 0.0, 1e-6, name);
    }
}

/// Representations that have nothing to do with the factors, in more dimensions than there are samples.
fn noise(seed: u64, count: usize) -> Samples {
    let mut generator = stream(seed, Purpose::Initialisation, 1);
    let representations = (0..40 * count).map(|_| normal(&mut generator) as f32).collect();
    Samples { representations: Rows::new(representations, 40), scenes: random_scenes(seed, count), table: &TABLE }
}

#[test]
fn from_few_samples_of_noise_hardly_more_than_the_mean_is_read() {
    let probe = Probe::fit(&noise(1, 30), &["m"]).unwrap();
    let error = f64::from(*probe.mean_squared_errors(&noise(2, 500)).unwrap().get("m").unwrap());
    // Interpolating 30 samples in 40 dimensions would have several times the variance.
    assert!(error < 1.5 * TABLE[M].variance(), "{error}");
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    assert!(matches!(Probe::fit(&affine_samples(1), &["m"]), Err(Error::WrongLength { .. })));
    let samples = affine_samples(5);
    let mut broken = samples.representations.values().to_vec();
    broken[0] = f32::NAN;
    let broken = Samples { representations: Rows::new(broken, 13), ..samples.clone() };
    assert!(matches!(Probe::fit(&broken, &["m"]), Err(Error::Invalid { .. })));
    let refused = Probe::fit(&samples, &["m", "hue"]).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("invalid", "hue"));
}

#[test]
fn a_probe_of_collapsed_representations_is_finite() {
    let mut generator = stream(1, Purpose::Shuffles, 0);
    let mut draw = move || uniform(&mut generator, (0.0, 1.0));
    for trial in 0..500 {
        // All rows lie on a line, three in ten of them together; four in ten of their entries are zero, two in ten next to nothing.
        let scale = 10_f64.powf(-40.0 * draw());
        let sizes: Vec<f64> = (0..96)
            .map(|_| match draw() {
                share if share < 0.4 => 0.0,
                share if share < 0.6 => 10_f64.powf(-38.0 * draw()),
                _ => draw(),
            })
            .collect();
        let row = |place: f64| sizes.iter().map(move |size| (size * place * scale) as f32).collect::<Vec<_>>();
        let places: Vec<f64> = (0..24).map(|_| draw() * if draw() < 0.3 { 1e-12 } else { 1.0 }).collect();
        let rows = Rows::new(places.iter().flat_map(|&place| row(place)).collect(), 96);
        let fitted = Affine::fit(&rows, std::slice::from_ref(&places)).unwrap();
        assert!(rows.iter().all(|row| fitted.apply(row)[0].is_finite()), "trial {trial}");
    }
}

#[test]
fn rows_that_are_fewer_than_their_dimensions_are_fitted_as_others_are() {
    let mut generator = stream(2, Purpose::Initialisation, 0);
    let narrow: Vec<Vec<f32>> = (0..30).map(|_| (0..20).map(|_| normal(&mut generator) as f32).collect()).collect();
    let column: Vec<f64> =
        narrow.iter().map(|row| f64::from(row[0] - 2.0 * row[3]) + 0.3 * normal(&mut generator)).collect();
    // Thrice the dimensions, two thirds of them zero: the ridges that are tried, each three times the one before, are the same.
    let wide = narrow.iter().flat_map(|row| row.iter().copied().chain([0.0; 40])).collect();
    let fit = |values: Vec<f32>, length: usize| {
        Affine::fit(&Rows::new(values, length), std::slice::from_ref(&column)).unwrap()
    };
    let (narrow, wide) = (fit(narrow.concat(), 20), fit(wide, 60));
    assert_close(narrow.offsets[0], wide.offsets[0], 1e-9, "offset");
    for (index, (narrow, wide)) in narrow.weights[0].iter().zip(&wide.weights[0]).enumerate() {
        assert_close(*narrow, *wide, 1e-9, &format!("weight {index}"));
    }
    assert!(wide.weights[0][20..].iter().all(|&weight| weight.abs() < 1e-9));
}

#[test]
fn what_is_left_out_is_read_as_a_fit_on_all_others_reads_it() {
    // More rows than dimensions, and fewer.
    for (count, length) in [(40, 5), (12, 30)] {
        let mut generator = stream(5, Purpose::Initialisation, count);
        let rows = Rows::new((0..count as usize * length).map(|_| normal(&mut generator) as f32).collect(), length);
        let column: Vec<f64> =
            rows.iter().map(|row| f64::from(row[0] - 2.0 * row[1]) + 0.5 * normal(&mut generator)).collect();
        let found = Affine::left_out(&rows, std::slice::from_ref(&column)).unwrap();
        let mut squares = [0.0; 2];
        for (left_out, found) in found.iter().enumerate() {
            let others = || (0..count as usize).filter(|&row| row != left_out);
            let values = others().map(|row| column[row]).collect();
            let expected = Affine::fit(&rows.select(others()), &[values]).unwrap();
            let expected = expected.apply(rows.iter().nth(left_out).unwrap())[0];
            // Each fit has a ridge of its own, near that of all.
            assert_close(found[0], expected, 0.5, "left out");
            squares[0] += (found[0] - column[left_out]).powi(2);
            squares[1] += (expected - column[left_out]).powi(2);
        }
        assert_close(squares[0] / squares[1], 1.0, 0.25, "errors");
    }
    // Two of a kind and two of another: each is told by its one neighbour, although the others' mean is of the other kind.
    let pairs = Rows::new(vec![1.0, 0.1, 1.0, -0.1, -1.0, 0.1, -1.0, -0.1], 2);
    let told = Affine::left_out(&pairs, &[vec![1.0, 1.0, 0.0, 0.0]]).unwrap();
    assert!(told[0][0] > 0.5 && told[1][0] > 0.5 && told[2][0] < 0.5 && told[3][0] < 0.5, "{told:?}");
    // Of rows that are all alike the others' mean is left.
    let alike = Affine::left_out(&Rows::new(vec![1.0; 6], 2), &[vec![0.0, 0.0, 3.0]]).unwrap();
    assert_close(alike[2][0], 0.0, 1e-6, "the others' mean");
}
