use burn::tensor::Tensor;
use spirograph_lab::{
    encoder::Encoder,
    measuring::{
        EvaluationRequest, HeldOut, Invariance, Measurement, PartialMeasurement, Protocol, VIEWS, averaged_samples,
        evaluate, invariance,
    },
    model::{Model, Probe, Samples},
    named::Named,
    pictures::{Role, Scene, Source},
    random::Purpose,
    tensors::Rows,
    training::Settings,
};

use crate::{
    assert_close, device,
    models::{model, with_settings},
    render, roles, spirographs, tiny_encoder, values,
};

/// The seed of every held-out set.
const HELD_OUT_SEED: u64 = 20;

fn protocol() -> Protocol {
    Protocol::new(1, &spirographs())
}

fn assert_same_rows(found: &Rows, expected: &[f32]) {
    assert_eq!(found.values().len(), expected.len());
    for (found, expected) in found.values().iter().zip(expected) {
        assert_close((*found).into(), (*expected).into(), 1e-6, "representation");
    }
}

#[test]
fn an_evaluation_is_reproducible_and_averaging_lowers_the_error() {
    let device = device();
    let encoder = tiny_encoder(&device);
    let protocol = Protocol { training_samples: 200, test_samples: 100, views: vec![1, 8], ..protocol() };
    let evaluation = pollster::block_on(evaluate(&encoder, &protocol, &device)).unwrap();
    assert_eq!(evaluation, pollster::block_on(evaluate(&encoder, &protocol, &device)).unwrap());
    let mean = |index: usize| evaluation.read_back[index].errors.mean();
    assert!(mean(1) < mean(0), "{evaluation:?}");
}

#[test]
fn more_views_are_added_to_those_before_and_samples_to_those_before() {
    let device = device();
    let encoder = tiny_encoder(&device);
    let samples = |count, views: &[usize]| {
        pollster::block_on(averaged_samples(&encoder, &protocol(), Purpose::ProbeTest, count, views, &device)).unwrap()
    };
    let [single, many]: [Samples; 2] = samples(5, &[1, 600]).try_into().unwrap();
    let [alone]: [Samples; 1] = samples(3, &[1]).try_into().unwrap();
    assert_eq!(alone.scenes, single.scenes[..3]);
    assert_eq!(single.scenes, many.scenes);
    assert_same_rows(&alone.representations, single.select(0..3).representations.values());
    // At M = 1 a sample shows itself.
    assert_same_rows(&alone.representations, &values(encoder.representations(render(&alone.scenes))));
}

#[test]
fn an_evaluation_that_cannot_be_done_is_refused_by_name() {
    let good = EvaluationRequest { seed: 1, training_samples: 10, test_samples: 5, views: vec![1, 2] };
    let refused = |request: EvaluationRequest| request.protocol(&model()).unwrap_err().field().to_owned();
    assert!(good.protocol(&model()).is_ok());
    assert_eq!(refused(EvaluationRequest { training_samples: 1, ..good.clone() }), "training_samples");
    assert_eq!(refused(EvaluationRequest { test_samples: 0, ..good.clone() }), "test_samples");
    assert_eq!(refused(EvaluationRequest { views: vec![1, 129], ..good }), "views");
}

#[test]
fn an_evaluation_names_its_errors_by_the_factors_that_the_model_reads() {
    let roles = roles(&[("h", Role::Interest), ("m", Role::Nuisance)]);
    let model: Model = with_settings(Settings { roles, ..Settings::default() });
    let request = EvaluationRequest { seed: 1, training_samples: 200, test_samples: 100, views: vec![1, 2] };
    let protocol = request.protocol(&model).unwrap();
    let evaluation = pollster::block_on(evaluate(&model.encoder, &protocol, &device())).unwrap();
    assert_eq!(evaluation.read_back.len(), 2);
    let names = |errors: &Named<f32>| errors.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
    for read_back in &evaluation.read_back {
        assert_eq!(names(&read_back.errors), ["b", "h", "sigma", "fore.r"]);
        // Each error is that of its own factor: about what the mean predictor's would be, or less.
        for factor in model.source.factors().iter().filter(|factor| factor.role.is_read()) {
            let error = f64::from(*read_back.errors.get(factor.name).unwrap());
            assert!(error > 0.0 && error < 1.5 * factor.variance(), "{} {error}", factor.name);
        }
    }
}

#[test]
fn conditional_variance_is_that_of_unit_vectors() {
    let device = device();
    let found = pollster::block_on(invariance(&tiny_encoder(&device), &protocol(), &device)).unwrap();
    // Unit vectors vary by at most one around their mean, times n/(n − 1).
    assert!(found.conditional_variance > 1e-6 && found.conditional_variance < 16.0 / 15.0, "{found:?}");
    assert!(found.conditional_variance < found.nuisance_share && found.nuisance_share < 1.0, "{found:?}");
}

#[test]
fn rows_that_are_all_alike_have_no_share_and_rows_of_zeros_no_variance() {
    for row in [[0.0, 0.0, 0.0], [0.3, 0.1, 0.7]] {
        let error = Invariance::of(&Rows::new(row.repeat(8), 3), 4).unwrap_err();
        assert_eq!(error.field(), "representations");
    }
    // Of two samples one is zero whatever its nuisances, the other is one of two orthogonal unit vectors.
    let rows = [[0.0, 0.0], [0.0, 0.0], [2.0, 0.0], [0.0, 3.0]].concat();
    let Invariance { conditional_variance, nuisance_share } = Invariance::of(&Rows::new(rows, 2), 2).unwrap();
    // (0 + 1)/2 within; the whole: (2 − 4 · 2 · (1/4)²)/3 = 1/2.
    assert_close(conditional_variance, 0.5, 1e-12, "within");
    assert_close(nuisance_share, 1.0, 1e-12, "share");
}

/// A measurement of an encoder in one go.
fn measure(encoder: &Encoder, held_out: &HeldOut, step: u64) -> Measurement {
    let mut measuring = PartialMeasurement::new(encoder.clone(), step);
    while !pollster::block_on(held_out.advance(&mut measuring)).unwrap() {}
    pollster::block_on(held_out.finish(measuring)).unwrap().0
}

#[test]
fn the_held_out_set_agrees_with_the_evaluation() {
    let device = device();
    let encoder = tiny_encoder(&device);
    let held_out = HeldOut::new(128, spirographs(), &device);
    let found = measure(&encoder, &held_out, 7);
    assert_eq!((found.step, found.evaluation.read_back.len()), (7, 2));
    assert_eq!(found, measure(&encoder, &held_out, 7));
    let expected = pollster::block_on(invariance(&encoder, &protocol(), &device)).unwrap();
    // Other samples of the same distribution.
    let expected_variance = expected.conditional_variance;
    assert_close(
        found.evaluation.conditional_variance.into(),
        expected_variance,
        0.2 * expected_variance,
        "conditional variance",
    );
    assert_close(found.evaluation.nuisance_share.into(), expected.nuisance_share, 0.1, "share");
    let [single, mean] = [0, 1].map(|index: usize| *found.evaluation.read_back[index].errors.get("m").unwrap());
    assert!(mean < single, "{:?}", found.evaluation.read_back);
}

/// Errors of a probe that is fitted on the first three quarters of some samples and tested on the rest.
fn errors(samples: &Samples, source: &Source) -> Named<f32> {
    let (count, fitted) = (samples.scenes.len(), samples.scenes.len() / 4 * 3);
    let probe = Probe::fit(&samples.select(0..fitted), &source.names(Role::is_read)).unwrap();
    probe.mean_squared_errors(&samples.select(fitted..count)).unwrap()
}

fn assert_same_errors(found: &Named<f32>, expected: &Named<f32>) {
    assert_eq!(found.values().len(), expected.values().len());
    for ((name, &found), (expected_name, &expected)) in found.iter().zip(expected.iter()) {
        assert_eq!(name, expected_name);
        assert_close(found.into(), expected.into(), 1e-3 * f64::from(expected), name);
    }
}

#[test]
fn a_held_out_set_and_an_evaluation_mean_the_same_by_a_sample_and_its_views() {
    let (device, source, count) = (device(), spirographs(), 64);
    let encoder = tiny_encoder(&device);
    let found = measure(&encoder, &HeldOut::new(count, source.clone(), &device), 0);
    // At each M the held-out samples are an evaluation's with the same seed.
    let protocol = Protocol::new(HELD_OUT_SEED, &source);
    let averaged = averaged_samples(&encoder, &protocol, Purpose::ProbeTest, count, &[1, VIEWS], &device);
    let [singles, means]: [Samples; 2] = pollster::block_on(averaged).unwrap().try_into().unwrap();
    assert_same_errors(&found.evaluation.read_back[1].errors, &errors(&means, &source));
    assert_same_errors(&found.evaluation.read_back[0].errors, &errors(&singles, &source));
    // Invariance is over all views, the sample itself among them.
    let sample = |index| source.sample(HELD_OUT_SEED, Purpose::ProbeTest, index, VIEWS);
    let scenes: Vec<Scene> = (0..count as u64).flat_map(sample).collect();
    let representations: Tensor<2> = encoder.representations(render(&scenes));
    let [_, dimension] = representations.dims();
    let representations = Rows::new(values(representations), dimension);
    let Invariance { conditional_variance, .. } = Invariance::of(&representations, VIEWS).unwrap();
    let tolerance = 1e-3 * conditional_variance;
    assert_close(found.evaluation.conditional_variance.into(), conditional_variance, tolerance, "conditional variance");
}

#[test]
fn the_share_of_nuisance_does_not_depend_on_what_all_representations_have_in_common() {
    let device = device();
    let found = measure(&tiny_encoder(&device), &HeldOut::new(64, spirographs(), &device), 0);
    assert!(found.evaluation.nuisance_share > found.evaluation.conditional_variance, "{found:?}");
    assert!(found.evaluation.nuisance_share < 1.0, "{found:?}");
}
