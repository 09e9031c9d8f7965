use spirograph_lab::{
    measuring::{Hands, Protocol, Subjects, coverage, fit_readers},
    model::{Calibration, Held, Model, Reader, Reading},
    pictures::{Drawing, Stroke},
    random::{Purpose, normal, stream},
    reading::{ReadBackRequest, Subject, read_back},
};

use crate::{assert_close, device, example, hands::flawed, models::model, tiny_encoder};

/// Readings of one target whose error's deviation is the first entry of the representation, which all views share.
fn samples(seed: u64, count: usize, views: usize) -> Vec<(Reading, Vec<f64>)> {
    let mut generator = stream(seed, Purpose::Calibration, 0);
    let sample = |_| {
        let deviation = 0.1 + (normal(&mut generator) * 0.5).exp();
        let bias = deviation * normal(&mut generator);
        let single = (0..views).map(|_| vec![3.0 + bias + 0.2 * normal(&mut generator)]).collect();
        let mean = vec![deviation.ln() as f32, normal(&mut generator) as f32, normal(&mut generator) as f32];
        (Reading { single, mean }, vec![3.0])
    };
    (0..count).map(sample).collect()
}

fn covered(calibration: &Calibration, samples: &[(Reading, Vec<f64>)]) -> f64 {
    let holds = |(reading, truth): &&(Reading, Vec<f64>)| {
        let interval = calibration.intervals(reading)[0].unwrap();
        (interval.lower..=interval.upper).contains(&truth[0])
    };
    samples.iter().filter(holds).count() as f64 / samples.len() as f64
}

fn calibration(views: usize) -> Calibration {
    let (fitted, held) = (samples(1, 1000, views), samples(2, 4000, views));
    Calibration::fit(&fitted, &[Held { views, samples: &held }]).unwrap()
}

#[test]
fn nine_intervals_in_ten_hold_the_truth() {
    for views in [1, 8] {
        assert_close(covered(&calibration(views), &samples(3, 4000, views)), 0.9, 0.02, "coverage");
    }
}

#[test]
fn intervals_are_wider_where_errors_are_larger() {
    let calibration = calibration(8);
    let (easy, hard): (Vec<_>, Vec<_>) =
        samples(3, 4000, 8).into_iter().partition(|(reading, _)| reading.mean[0] < 0.0);
    let width = |samples: &[(Reading, Vec<f64>)]| {
        let widths = samples.iter().filter_map(|(reading, _)| calibration.intervals(reading)[0]);
        widths.map(|interval| interval.upper - interval.lower).sum::<f64>() / samples.len() as f64
    };
    assert!(width(&hard) > 1.5 * width(&easy), "{} {}", width(&hard), width(&easy));
    // Each half by itself is covered about as often, which one width for all would not do.
    for half in [easy, hard] {
        assert_close(covered(&calibration, &half), 0.9, 0.05, "coverage of a half");
    }
}

#[test]
fn what_is_far_from_all_that_is_known_is_unfamiliar_and_has_wider_intervals() {
    let calibration = calibration(8);
    let all = samples(3, 1000, 8);
    let unfamiliar = all.iter().filter(|(reading, _)| calibration.unfamiliar(reading).is_some()).count();
    assert!((1..30).contains(&unfamiliar), "{unfamiliar} of 1000");
    let (known, _) = &all[0];
    let mut strange = known.clone();
    strange.mean[1] = 40.0;
    let times = calibration.unfamiliar(&strange).unwrap();
    assert!(times > 3.0, "{times}");
    let width = |reading| calibration.intervals(reading)[0].map(|interval| interval.upper - interval.lower).unwrap();
    assert!(width(&strange) > 2.0 * width(known));
}

#[test]
fn between_two_numbers_of_views_the_wider_interval_counts_and_below_the_fewest_there_is_none() {
    let held = [2, 8].map(|views| samples(views as u64, 500, views));
    let points = [Held { views: 2, samples: &held[0] }, Held { views: 8, samples: &held[1] }];
    let calibration = Calibration::fit(&samples(1, 500, 8), &points).unwrap();
    assert_eq!(calibration.intervals(&samples(3, 1, 1)[0].0), [None]);
    assert!(calibration.intervals(&samples(3, 1, 5)[0].0)[0].is_some());
}

/// A model with calibrated readers of pictures and of drawings.
fn calibrated() -> Model {
    let (device, original) = (device(), model());
    let encoder = tiny_encoder(&device);
    let (reader, drawings) = pollster::block_on(fit_readers(&encoder, &flawed(), (1, 120), &device)).unwrap();
    let targets = reader.probe.targets.clone();
    let description = spirograph_lab::model::Description { targets, ..original.description };
    Model { drawings, ..Model::new(encoder, reader, description).unwrap() }
}

#[test]
fn drawings_are_read_by_a_probe_of_their_own_with_an_interval() {
    let model = calibrated();
    let drawings = model.drawings.as_ref().unwrap();
    assert_ne!(model.reader.probe, drawings.probe);
    let ask = |subject| {
        let request = ReadBackRequest { subject, views: 5, seed: 1 };
        pollster::block_on(read_back(&model, &request, &device())).unwrap()
    };
    let strokes = vec![Stroke { points: vec![(-4.0, 0.0), (4.0, 1.0), (0.0, -3.0)], width: 0.5 }];
    let drawn = ask(Subject::Drawing { drawing: Drawing { strokes, foreground: [0.9; 3], background: [0.1; 3] } });
    let picture = ask(Subject::Scene { thing: 0, factors: Default::default() });
    // A hand with a flaw makes a drawing of the same Spirograph.
    let trembling = [("tremble", 0.3)].into_iter().collect();
    let flawed = ask(Subject::Scene { thing: 0, factors: trembling });
    for answer in [&drawn, &picture, &flawed] {
        for estimate in &answer.estimates {
            let interval = estimate.interval.unwrap();
            assert_close((interval.lower + interval.upper) / 2.0, estimate.estimate, 1e-9, &estimate.factor);
            assert!(interval.upper > interval.lower);
        }
        assert!(answer.by_views.iter().all(|point| point.intervals.iter().all(Option::is_some)));
    }
    assert_ne!(flawed.estimates[0].estimate, picture.estimates[0].estimate);
    assert_eq!(flawed.estimates[0].truth, Some(example().factors[0]));
}

#[test]
fn a_file_keeps_both_readers() {
    let original = calibrated();
    let loaded = Model::from_bytes(&pollster::block_on(original.to_bytes()).unwrap(), &device()).unwrap();
    let protocol = Protocol { test_samples: 40, views: vec![1, 4], ..Protocol::of_drawings(9, &flawed()) };
    let covered = |model: &Model| {
        let reader = model.reader_of_drawings();
        pollster::block_on(coverage(&model.encoder, &protocol, reader, &device())).unwrap()
    };
    // The file's encoder has half precision.
    for (found, expected) in covered(&loaded).iter().zip(covered(&original)) {
        assert_eq!(found.views, expected.views);
        assert_close(found.width.mean(), expected.width.mean(), 0.05 * expected.width.mean(), "width");
        assert_close(found.share.mean(), expected.share.mean(), 0.05, "share");
    }
    let Reader { calibration, .. } = &loaded.reader;
    assert!(calibration.is_some());
}

#[test]
fn a_reader_covers_drawings_that_it_was_not_found_on() {
    let model = calibrated();
    let subjects = Subjects::Drawings { hands: Hands::Any, redrawn: 0.25 };
    let protocol = Protocol { test_samples: 200, views: vec![4], subjects, ..Protocol::of_drawings(9, &flawed()) };
    let found = pollster::block_on(coverage(&model.encoder, &protocol, model.reader_of_drawings(), &device()));
    let [found] = found.unwrap().try_into().unwrap();
    // Sixty samples found the quantile: its own deviation is 4 per cent, and that of the mean over 200 is 2.
    assert_close(found.share.mean(), 0.9, 0.09, "coverage");
}
