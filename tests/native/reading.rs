use spirograph_lab::{
    Error,
    averaging::average,
    drawing::{Drawing, Stroke},
    evaluation::{EvaluationRequest, Protocol, averaged_samples, evaluate, invariance},
    probe::Samples,
    random::{Purpose, stream},
    read_back::{ReadBackRequest, Subject, read_back, representations},
    spirograph::{Factor, Factors, Normalisation, Ranges, Split, render},
};

use burn::tensor::{Tensor, TensorData};

use crate::{assert_close, device, models::model, tiny, tiny_encoder, values};

fn spirograph(views: usize) -> ReadBackRequest {
    ReadBackRequest { subject: Subject::Spirograph { factors: Factors::EXAMPLE.0.to_vec() }, views, seed: 7 }
}

fn drawn(points: Vec<(f64, f64)>) -> ReadBackRequest {
    let strokes = vec![Stroke { points, width: 0.5 }];
    let drawing = Drawing { strokes, foreground: [0.9, 0.6, 0.5], background: [0.0, 0.1, 0.2] };
    ReadBackRequest { subject: Subject::Drawing { drawing }, views: 4, seed: 7 }
}

#[test]
fn averages_are_over_consecutive_rows() {
    let rows =
        Tensor::<2>::from_data(TensorData::new(vec![1.0f32, 10.0, 3.0, 30.0, 5.0, 50.0, 9.0, 70.0], [4, 2]), &device());
    assert_eq!(values(average(rows, 2)), [2.0, 20.0, 7.0, 60.0]);
}

#[test]
fn a_read_back_holds_together() {
    let answer = pollster::block_on(read_back(&model(), &spirograph(6), &device())).unwrap();
    assert_eq!(answer.picture.len(), 32 * 32 * 4);
    assert_eq!(answer.views.len(), 6 * 32 * 32 * 4);
    assert_eq!(answer.by_views.iter().map(|point| point.views).collect::<Vec<_>>(), [1, 2, 4, 6]);
    let last = answer.by_views.last().unwrap();
    for (index, (estimate, factor)) in answer.estimates.iter().zip([Factor::M, Factor::Sigma]).enumerate() {
        assert_eq!((estimate.factor, estimate.truth), (factor, Some(Factors::EXAMPLE.get(factor))));
        assert_eq!((estimate.estimate, estimate.spread), (last.estimates[index], last.spreads[index]));
        // The standard error falls with the root of the number of views.
        let first = answer.by_views[0].spreads[index].unwrap();
        assert!(first > 0.0);
        assert_close(estimate.spread.unwrap(), first / 6f64.sqrt(), 1e-12, "spread");
    }
}

#[test]
fn the_same_request_has_the_same_answer_and_another_seed_another() {
    let ask = |seed| {
        let request = ReadBackRequest { seed, ..spirograph(3) };
        pollster::block_on(read_back(&model(), &request, &device())).unwrap()
    };
    assert_eq!(ask(1), ask(1));
    assert_ne!(ask(1).views, ask(2).views);
    assert_eq!(ask(1).picture, ask(2).picture);
}

#[test]
fn one_view_has_no_spread() {
    let answer = pollster::block_on(read_back(&model(), &spirograph(1), &device())).unwrap();
    assert!(answer.estimates.iter().all(|estimate| estimate.spread.is_none()));
}

#[test]
fn views_of_a_drawing_keep_its_shape_and_its_red() {
    let answer = pollster::block_on(read_back(&model(), &drawn(vec![(-4.0, 0.0), (4.0, 0.0)]), &device())).unwrap();
    assert!(answer.estimates.iter().all(|estimate| estimate.truth.is_none()));
    // On the line every view has the foreground's red, 0.9; the other colours differ from view to view.
    let centre = (16 * 32 + 16) * 4;
    let pixels: Vec<_> = answer.views.chunks_exact(32 * 32 * 4).map(|view| &view[centre..centre + 3]).collect();
    for pixel in &pixels {
        assert!(pixel[0].abs_diff(answer.picture[centre]) < 40, "{pixels:?}");
    }
    assert!(pixels.windows(2).all(|pair| pair[0][1..] != pair[1][1..]), "{pixels:?}");
}

#[test]
fn bad_requests_are_refused_by_name() {
    let refused = |request: ReadBackRequest| pollster::block_on(read_back(&model(), &request, &device())).unwrap_err();
    for views in [0, 129, 1_000_000_000] {
        assert_eq!(refused(spirograph(views)).field(), "views");
    }
    assert_eq!(refused(drawn(vec![])), Error::EmptyDrawing);
    let subject = Subject::Spirograph { factors: vec![f64::NAN; 10] };
    assert_eq!(refused(ReadBackRequest { subject, ..spirograph(1) }).field(), "m");
}

#[test]
fn images_are_encoded_and_bad_ones_refused() {
    let (model, device) = (model(), device());
    let encode = |images: &[f32]| pollster::block_on(representations(&model, images, &device));
    let images = values(render(&[Factors::EXAMPLE; 2], Normalisation::Image, &device));
    let encoded = encode(&images).unwrap();
    let dimension = tiny().dimension();
    // The mean of the first stage, and one for each of the four cells of the last.
    assert_eq!(dimension, 4 + 4 * 8);
    assert_eq!(encoded.len(), 2 * dimension);
    assert_eq!(encoded[..dimension], encoded[dimension..]);
    for wrong in [&images[1..], &[], &images.repeat(65)] {
        let refused = encode(wrong).unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("wrong_length", "images"));
    }
    for bad in [f32::NAN, f32::INFINITY, -0.1, 1.1] {
        let mut images = images.clone();
        images[5] = bad;
        assert_eq!(encode(&images).unwrap_err().field(), "images[5]");
    }
}

#[test]
fn an_evaluation_is_reproducible_and_averaging_lowers_the_error() {
    let device = device();
    let encoder = tiny_encoder(&device);
    let protocol = Protocol { training_samples: 200, test_samples: 100, views: vec![1, 8], ..Protocol::default() };
    let evaluation = pollster::block_on(evaluate(&encoder, &protocol, &device)).unwrap();
    assert_eq!(evaluation, pollster::block_on(evaluate(&encoder, &protocol, &device)).unwrap());
    let mean = |index: usize| evaluation.read_back[index].errors.iter().sum::<f32>();
    assert!(mean(1) < mean(0), "{evaluation:?}");
}

#[test]
fn more_views_are_added_to_those_before_and_samples_to_those_before() {
    let device = device();
    let encoder = tiny_encoder(&device);
    let samples = |count, views: &[usize]| {
        let protocol = Protocol::default();
        pollster::block_on(averaged_samples(&encoder, &protocol, Purpose::ProbeTest, count, views, &device)).unwrap()
    };
    let [single, many]: [Samples; 2] = samples(5, &[1, 600]).try_into().unwrap();
    let [alone]: [Samples; 1] = samples(3, &[1]).try_into().unwrap();
    assert_eq!(alone.factors, single.factors[..3]);
    assert_eq!(single.factors, many.factors);
    for (found, expected) in alone.representations.iter().zip(&single.representations) {
        assert_close((*found).into(), (*expected).into(), 1e-6, "representation");
    }
    // At M = 1 a sample shows itself.
    let own = values(encoder.representations(render(&alone.factors, Normalisation::Image, &device)));
    for (found, expected) in alone.representations.iter().zip(own) {
        assert_close((*found).into(), expected.into(), 1e-6, "representation");
    }
}

#[test]
fn moved_ranges_are_drawn_from() {
    let ranges = Ranges::default().moved(Factor::H, (-0.5, 3.0)).moved(Factor::BackRed, (0.4, 0.4));
    let mut generator = stream(1, Purpose::Views, 0);
    let draws: Vec<_> = (0..2000).map(|_| ranges.draw(&mut generator)).collect();
    let span = |factor: Factor| {
        let values = draws.iter().map(|factors| factors.get(factor));
        (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max))
    };
    for (factor, (lower, upper)) in [
        (Factor::H, (0.0, 5.5)),
        (Factor::BackRed, (0.4, 1.0)),
        (Factor::M, (2.0, 5.0)),
        (Factor::BackBlue, (0.0, 0.6)),
    ] {
        let (least, most) = span(factor);
        let margin = 0.01 * (upper - lower);
        assert!(least >= lower && least < lower + margin, "{} {least}", factor.name());
        assert!(most <= upper && most > upper - margin, "{} {most}", factor.name());
    }
    let view = ranges.view(&draws[0], &Split::PAPER, &mut generator);
    assert_eq!(view.get(Factor::M), draws[0].get(Factor::M));
    assert_ne!(view.get(Factor::H), draws[0].get(Factor::H));
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
fn conditional_variance_is_that_of_unit_vectors() {
    let device = device();
    let found = pollster::block_on(invariance(&tiny_encoder(&device), &Protocol::default(), &device)).unwrap();
    // Unit vectors vary by at most one around their mean, times n/(n − 1).
    assert!(found.conditional_variance > 1e-6 && found.conditional_variance < 16.0 / 15.0, "{found:?}");
    assert!(found.conditional_variance < found.nuisance_share && found.nuisance_share < 1.0, "{found:?}");
}
