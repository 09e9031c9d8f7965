use burn::tensor::{Tensor, TensorData};
use spirograph_lab::{
    Error,
    named::Named,
    pictures::{
        Drawing, PUBLISHED, Pictures, Stroke,
        spirograph::{M, SIGMA},
        to_rgba,
    },
    reading::{ReadBackRequest, Subject, average, read_back, representations},
    training::Settings,
};

use crate::{
    assert_close, device,
    drawings::picture,
    example,
    models::{model, with_settings},
    random_scenes, render, tiny, values,
};

fn spirograph(views: usize) -> ReadBackRequest {
    ReadBackRequest { subject: Subject::Scene { thing: 0, factors: Named::default() }, views, seed: 7 }
}

fn drawing(points: Vec<(f64, f64)>) -> Drawing {
    let strokes = vec![Stroke { points, width: 0.5 }];
    Drawing { strokes, foreground: [0.9, 0.6, 0.5], background: [0.0, 0.1, 0.2] }
}

fn drawn(points: Vec<(f64, f64)>) -> ReadBackRequest {
    ReadBackRequest { subject: Subject::Drawing { drawing: drawing(points) }, views: 4, seed: 7 }
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
    assert_eq!(answer.picture, to_rgba(&values(render(&[example()]))));
    assert_eq!(answer.views.len(), 6 * 32 * 32 * 4);
    assert_eq!(answer.by_views.iter().map(|point| point.views).collect::<Vec<_>>(), [1, 2, 4, 6]);
    let last = answer.by_views.last().unwrap();
    assert_eq!(answer.estimates.len(), 2);
    for (index, (estimate, (name, column))) in answer.estimates.iter().zip([("m", M), ("sigma", SIGMA)]).enumerate() {
        assert_eq!((estimate.factor.as_str(), estimate.truth), (name, Some(example().factors[column])));
        assert_eq!((estimate.estimate, estimate.standard_error), (last.estimates[index], last.standard_errors[index]));
        // The standard error falls with the root of the number of views.
        let first = answer.by_views[0].standard_errors[index].unwrap();
        assert!(first > 0.0);
        assert_close(estimate.standard_error.unwrap(), first / 6f64.sqrt(), 1e-12, "standard error");
        // Nobody has looked at the errors of this probe.
        assert_eq!((estimate.interval, last.intervals[index]), (None, None));
    }
}

#[test]
fn factors_are_given_by_name() {
    let scene = random_scenes(2, 1).remove(0);
    let factors = scene.by_name(model().source.factors());
    let subject = Subject::Scene { thing: 0, factors };
    let answer =
        pollster::block_on(read_back(&model(), &ReadBackRequest { subject, ..spirograph(1) }, &device())).unwrap();
    assert_eq!(answer.picture, to_rgba(&values(render(std::slice::from_ref(&scene)))));
    assert_eq!(answer.estimates[1].truth, Some(scene.factors[SIGMA]));
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
fn one_view_has_no_standard_error() {
    let answer = pollster::block_on(read_back(&model(), &spirograph(1), &device())).unwrap();
    assert!(answer.estimates.iter().all(|estimate| estimate.standard_error.is_none()));
}

#[test]
fn views_of_a_drawing_keep_its_shape_and_its_red() {
    let line = vec![(-4.0, 0.0), (4.0, 0.0)];
    let answer = pollster::block_on(read_back(&model(), &drawn(line.clone()), &device())).unwrap();
    assert!(answer.estimates.iter().all(|estimate| estimate.truth.is_none()));
    assert_eq!(answer.picture, to_rgba(&picture(&drawing(line))));
    // On the line every view has the foreground's red, 0.9; the other colours differ from view to view.
    let centre = (16 * 32 + 16) * 4;
    let pixels: Vec<_> = answer.views.chunks_exact(32 * 32 * 4).map(|view| &view[centre..centre + 3]).collect();
    for pixel in &pixels {
        assert!(pixel[0].abs_diff(answer.picture[centre]) < 40, "{pixels:?}");
    }
    assert!(pixels.windows(2).all(|pair| pair[0][1..] != pair[1][1..]), "{pixels:?}");
}

/// The largest red of each column of a picture for people, which is a row of the image as data.
fn reddest(picture: &[u8]) -> Vec<u8> {
    (0..32).map(|x| (0..32).map(|y| picture[(32 * y + x) * 4]).fold(0, u8::max)).collect()
}

#[test]
fn a_drawing_is_seen_as_the_encoder_has_learned_to_see() {
    let published = with_settings(Settings { pictures: PUBLISHED.into(), ..Settings::default() });
    // One wide stroke along y at x = 0: three units beside it a natural picture shows nothing but paper.
    let mut drawing = drawing(vec![(0.0, -4.0), (0.0, 4.0)]);
    drawing.strokes[0].width = 1.0;
    let request = ReadBackRequest { subject: Subject::Drawing { drawing }, views: 4, seed: 7 };
    let natural = pollster::block_on(read_back(&model(), &request, &device())).unwrap();
    let published = pollster::block_on(read_back(&published, &request, &device())).unwrap();
    let (beside, foreground) = (8, (0.9f64 * 255.0).round() as u8);
    assert_eq!(reddest(&natural.picture)[beside], 0);
    assert!(reddest(&published.picture)[beside].abs_diff(foreground) <= 1, "{:?}", reddest(&published.picture));
    // Likewise each of its views, in its own colours.
    for view in published.views.chunks_exact(32 * 32 * 4) {
        let columns = reddest(view);
        assert!(columns[beside].abs_diff(columns[16]) <= 1, "{columns:?}");
        assert!(columns[16].abs_diff(foreground) <= 1, "{columns:?}");
    }
    assert_ne!(natural.estimates, published.estimates);
}

#[test]
fn a_scene_is_a_picture_of_the_encoders_own_kind() {
    let published = with_settings(Settings { pictures: PUBLISHED.into(), ..Settings::default() });
    let answer = pollster::block_on(read_back(&published, &spirograph(1), &device())).unwrap();
    assert_eq!(answer.picture, to_rgba(&values(PUBLISHED.render(&[example()], None, &device()).value)));
}

#[test]
fn bad_requests_are_refused_by_name() {
    let refused = |request: ReadBackRequest| pollster::block_on(read_back(&model(), &request, &device())).unwrap_err();
    for views in [0, 129, 1_000_000_000] {
        assert_eq!(refused(spirograph(views)).field(), "views");
    }
    assert_eq!(refused(drawn(vec![])), Error::EmptyDrawing);
    let scene = |thing, factor: &str, value| {
        let subject = Subject::Scene { thing, factors: [(factor, value)].into_iter().collect() };
        refused(ReadBackRequest { subject, ..spirograph(1) })
    };
    assert_eq!(scene(0, "m", f64::NAN).field(), "m");
    assert_eq!(scene(0, "hue", 0.5).field(), "hue");
    assert_eq!(scene(1, "m", 3.0).field(), "thing");
}

#[test]
fn images_are_encoded_and_bad_ones_refused() {
    let (model, device) = (model(), device());
    let encode = |images: &[f32]| pollster::block_on(representations(&model, images, &device));
    let images = values(render(&[example(), example()]));
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
