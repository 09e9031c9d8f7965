//! Signs: features, read-outs and their confidence, confusions, and the tasks of episodes.

use spirograph_lab::{
    Error,
    model::{Calibration, Model, Reading},
    pictures::{
        Drawing, NATURAL, Pictures, Role, Scene, Stroke, drawn_again,
        spirograph::{BACKGROUND, FOREGROUND, GAPS, TREMBLE, TURN, UNEVEN},
    },
    random::{Purpose, normal, stream},
    signs::{
        MOST_CLASSES, MOST_WAYS, Reliability, Samples, SignConfusions, SignNaming, TEMPERATURE, Task, Taught,
        characters, confidence, joined, sign_features,
    },
    tensors::Rows,
};

use crate::{assert_close, device, example, glyphs, models::model, spirographs, values};

fn taught(examples: &[(&[f32], usize)], count: usize) -> Taught {
    let features = examples.iter().flat_map(|(row, _)| row.iter().copied()).collect();
    Taught::new(features, examples.iter().map(|&(_, sign)| sign).collect(), count).unwrap()
}

fn named(taught: &Taught, drawn: &[f32]) -> [Vec<f64>; 2] {
    let SignNaming { centroid, ridge } = SignNaming::of(taught, drawn).unwrap();
    [centroid, ridge]
}

fn assert_shares(confidences: &[f64]) {
    assert!(confidences.iter().all(|share| (0.0..=1.0).contains(share)), "{confidences:?}");
    assert_close(confidences.iter().sum(), 1.0, 1e-12, "sum");
}

#[test]
fn the_nearest_centroid_is_as_by_hand() {
    // The centroids are (0, 1) and (3, 1): 9 apart when squared. (1, 1) is 1 and 4 from them.
    let taught = taught(&[(&[0.0, 0.0], 0), (&[0.0, 2.0], 0), (&[3.0, 1.0], 1)], 2);
    let found = SignNaming::of(&taught, &[1.0, 1.0]).unwrap().centroid;
    let odds = ((4.0 - 1.0) / 9.0 / TEMPERATURE).exp();
    assert_close(found[0], odds / (1.0 + odds), 1e-9, "confidence");
    assert_shares(&found);
    // The middle belongs to neither.
    assert_close(SignNaming::of(&taught, &[1.5, -7.0]).unwrap().centroid[0], 0.5, 1e-9, "in the middle");
    // How far all is apart does not matter.
    let (near, far) = ([0.1_f32, 0.1], [10.0_f32, 10.0]);
    let scaled = |unit: &[f32; 2]| {
        let rows = [[0.0, 0.0], [0.0, 2.0 * unit[0]], [3.0 * unit[0], unit[1]]];
        let taught = self::taught(&[(&rows[0], 0), (&rows[1], 0), (&rows[2], 1)], 2);
        SignNaming::of(&taught, unit).unwrap().centroid[0]
    };
    assert_close(scaled(&near), found[0], 1e-5, "near");
    assert_close(scaled(&far), found[0], 1e-5, "far");
}

#[test]
fn signs_taught_by_nearly_the_same_drawing_are_not_told_apart_by_rounding() {
    let taught = taught(&[(&[0.6, 0.8], 0), (&[0.600_01, 0.799_99], 1)], 2);
    assert_close(SignNaming::of(&taught, &[0.6, 0.8]).unwrap().centroid[0], 0.5, 1e-3, "confidence");
}

#[test]
fn the_ridge_tells_two_signs_apart_and_is_undecided_in_the_middle() {
    let taught = taught(&[(&[0.0, 0.0], 0), (&[2.0, 2.0], 1)], 2);
    let ridge = |drawn: &[f32]| SignNaming::of(&taught, drawn).unwrap().ridge;
    for share in ridge(&[1.0, 1.0]).into_iter().chain(ridge(&[2.0, 0.0])) {
        assert_close(share, 0.5, 1e-6, "in the middle");
    }
    assert!(ridge(&[0.1, 0.1])[0] > 0.9 && ridge(&[1.9, 2.1])[1] > 0.9);
    assert_shares(&ridge(&[40.0, -3.0]));
}

#[test]
fn one_sign_alone_is_what_everything_is_and_a_sign_without_examples_is_nothing() {
    let alone = taught(&[(&[1.0, 0.0], 0), (&[0.0, 1.0], 0)], 1);
    assert_eq!(named(&alone, &[0.3, 0.3]), [vec![1.0], vec![1.0]]);
    for confidences in named(&taught(&[(&[1.0, 0.0], 0), (&[0.0, 1.0], 2)], 4), &[0.9, 0.0]) {
        assert_shares(&confidences);
        assert!(confidences[0] > 0.5 && confidences[1] == 0.0 && confidences[3] == 0.0, "{confidences:?}");
    }
}

#[test]
fn one_drawing_taught_again_and_again_breaks_nothing() {
    // As one sign and as another: nothing can tell them apart.
    for examples in [2, 7] {
        let same: Vec<(&[f32], usize)> = (0..2 * examples).map(|number| (&[0.6, 0.8, 0.0][..], number % 2)).collect();
        for drawn in [[0.6, 0.8, 0.0], [0.0, 0.0, 1.0]] {
            for confidences in named(&taught(&same, 2), &drawn) {
                confidences.iter().for_each(|&share| assert_close(share, 0.5, 1e-9, "the same"));
            }
        }
    }
    // Beside another sign.
    let again = taught(&[(&[1.0, 0.0], 0), (&[1.0, 0.0], 0), (&[1.0, 0.0], 0), (&[0.0, 1.0], 1)], 2);
    for confidences in named(&again, &[0.9, 0.1]) {
        assert_shares(&confidences);
        assert!(confidences[0] > confidences[1], "{confidences:?}");
    }
    let SignConfusions { centroid, ridge } = SignConfusions::of(&again).unwrap();
    assert_eq!((centroid, ridge), (vec![vec![3, 0], vec![0, 0]], vec![vec![3, 0], vec![0, 0]]));
}

#[test]
fn what_cannot_be_taught_or_named_is_refused_by_name() {
    let refused = |features: &[f32], signs: &[usize], count| {
        let error = Taught::new(features.to_vec(), signs.to_vec(), count).unwrap_err();
        (error.field().to_owned(), error.to_string())
    };
    let (field, reason) = refused(&[], &[], 2);
    assert_eq!((field.as_str(), reason.as_str()), ("taught.signs", "taught.signs: draw an example of a sign first."));
    assert_eq!(refused(&[1.0], &[0], 0).0, "taught.count");
    assert!(refused(&[1.0, 2.0], &[0, 2], 2).1.contains("of sign 2, but they are counted from 0 to 1"));
    assert_eq!(refused(&[1.0, 2.0, 3.0], &[0, 1], 2).0, "taught.features");
    assert_eq!(refused(&[], &[0, 1], 2).0, "taught.features");
    assert_eq!(refused(&[1.0, f32::NAN], &[0, 1], 2).0, "taught.features");
    assert_eq!(refused(&[0.0; 300], &[0; 300], 2).0, "taught.signs");
    let taught = taught(&[(&[1.0, 0.0], 0), (&[0.0, 1.0], 1)], 2);
    for drawn in [&[1.0][..], &[1.0, f32::INFINITY]] {
        assert_eq!(SignNaming::of(&taught, drawn).unwrap_err().field(), "drawn");
    }
}

#[test]
fn confidence_is_the_share_of_exponentials_however_large_the_scores() {
    let two = confidence(&[1.0, 1.0 - 3.0_f64.ln() / 2.0], 0.5);
    assert_close(two[0], 0.75, 1e-12, "one of two");
    assert_eq!(confidence(&[-1e300, 0.0, 1e300], 1e-3), [0.0, 0.0, 1.0]);
    assert_eq!(confidence(&[f64::NEG_INFINITY, 2.0, 2.0], 1.0), [0.0, 0.5, 0.5]);
    assert_shares(&confidence(&[0.3, -0.2, 0.7, 0.1], 0.1));
}

#[test]
fn the_calibration_error_is_the_mean_gap_between_confidence_and_what_is_right() {
    let mut reliability = Reliability::default();
    assert_eq!(reliability.error(), None);
    for is_right in [true, true, true, false] {
        reliability.add(0.85, is_right);
    }
    assert_close(reliability.error().unwrap(), 0.1, 1e-12, "three of four at 0.85");
    // One half of all is sure and right, which is as it should be.
    (0..4).for_each(|_| reliability.add(1.0, true));
    assert_close(reliability.error().unwrap(), 0.05, 1e-12, "of all");
    // Confidences that differ are not held against each other.
    reliability.add(0.25, true);
    assert_close(reliability.error().unwrap(), (0.4 + 0.75) / 9.0, 1e-12, "with one more");
}

#[test]
fn confusions_leave_each_example_out_once() {
    let rows: [(&[f32], usize); 7] = [
        (&[0.0, 0.0], 0),
        (&[0.0, 0.1], 0),
        (&[0.1, 0.0], 0),
        (&[5.0, 0.0], 1),
        (&[5.0, 0.1], 1),
        // Drawn like the first sign, said to be the second.
        (&[0.1, 0.1], 1),
        // The only one of its sign.
        (&[0.0, 5.0], 2),
    ];
    let SignConfusions { centroid, ridge } = SignConfusions::of(&taught(&rows, 3)).unwrap();
    assert_eq!(centroid, [[3, 0, 0], [1, 2, 0], [0, 0, 0]]);
    assert_eq!(ridge.iter().map(|row| row.iter().sum::<usize>()).collect::<Vec<_>>(), [3, 3, 0]);
    assert!(ridge[1][1] >= 2, "{ridge:?}");
}

#[test]
fn joined_features_are_the_two_side_by_side() {
    let (one, other) = (Rows::new(vec![3.0, 4.0, 0.0, 2.0], 2), Rows::new(vec![0.0, 0.0, 5.0, 1.0, 1.0, 1.0], 3));
    let both = joined(&[&one, &other]);
    let (root, third) = (0.5_f32.sqrt(), (1.0 / 6.0_f32).sqrt());
    let expected = [0.6 * root, 0.8 * root, 0.0, 0.0, root, 0.0, root, third, third, third];
    assert_eq!((both.count(), both.length()), (2, 5));
    for (found, expected) in both.values().iter().zip(expected) {
        assert_close((*found).into(), expected.into(), 1e-6, "joined");
    }
    // A representation of zeros stays one.
    assert_eq!(joined(&[&Rows::new(vec![0.0; 2], 2)]).values(), [0.0; 2]);
}

/// A stroke across.
fn drawing() -> Drawing {
    let stroke = Stroke { points: vec![(-3.0, -2.0), (1.0, 2.5), (3.0, -1.0)], width: 0.4 };
    Drawing { strokes: vec![stroke], foreground: [0.9, 0.8, 0.5], background: [0.1, 0.2, 0.3] }
}

fn features(models: &[&Model], views: usize, seed: u64) -> Vec<f32> {
    pollster::block_on(sign_features(&drawing(), models, views, seed, &device())).unwrap()
}

#[test]
fn features_of_a_drawing_are_those_of_each_encoder_and_the_same_by_the_same_seed() {
    let model = model();
    let one = features(&[&model], 4, 1);
    assert_close(one.iter().map(|value| f64::from(value * value)).sum(), 1.0, 1e-5, "length");
    assert_eq!(one, features(&[&model], 4, 1));
    assert_ne!(one, features(&[&model], 4, 2));
    let both = features(&[&model, &model], 4, 1);
    let halves = one.iter().chain(&one).map(|value| f64::from(*value) / 2.0_f64.sqrt());
    assert_eq!(both.len(), 2 * one.len());
    both.iter().zip(halves).for_each(|(&found, expected)| assert_close(found.into(), expected, 1e-6, "joined"));
}

#[test]
fn features_that_cannot_be_made_are_refused_in_plain_words() {
    let (model, device) = (model(), device());
    let refused = |drawing: &Drawing, models: &[&Model], views| {
        pollster::block_on(sign_features(drawing, models, views, 1, &device)).unwrap_err()
    };
    assert_eq!(refused(&drawing(), &[&model], 0).field(), "views");
    assert_eq!(refused(&drawing(), &[], 4).to_string(), "readers: choose one encoder at least.");
    let empty = Drawing { strokes: Vec::new(), ..drawing() };
    assert_eq!(refused(&empty, &[&model], 4), Error::EmptyDrawing);
    let other = Model { source: glyphs::source(), ..model.clone() };
    let reason = refused(&drawing(), &[&model, &other], 4).to_string();
    assert!(reason.ends_with("it cannot read a drawing."), "{reason}");
}

#[test]
fn there_are_some_hundred_characters_and_no_two_are_alike() {
    let all = characters().unwrap();
    assert!(all.len() >= MOST_CLASSES && MOST_CLASSES >= 300, "{}", all.len());
    for (number, character) in all.iter().enumerate() {
        character.drawing.check().unwrap();
        let points = || character.drawing.strokes.iter().flat_map(|stroke| &stroke.points);
        let extent = |axis: fn(&(f64, f64)) -> f64| {
            let (least, most) =
                (points().map(axis).reduce(f64::min).unwrap(), points().map(axis).reduce(f64::max).unwrap());
            assert_close(least + most, 0.0, 1e-9, character.name);
            most - least
        };
        // Two thirds of the picture.
        assert_close(extent(|point| point.0).max(extent(|point| point.1)), 8.0, 1e-9, character.name);
        for other in &all[..number] {
            assert!(other.name != character.name && other.drawing != character.drawing, "{}", character.name);
        }
    }
}

/// The picture of a drawing as it is.
fn picture(drawing: &Drawing) -> Vec<f32> {
    let (source, scene) = spirographs().of_drawing(drawing).unwrap();
    values(source.render(&[scene], &device()))
}

#[test]
fn a_hand_without_flaws_draws_a_drawing_again_as_it_is() {
    let (original, scene) = (drawing(), example());
    let again = drawn_again(&original, &scene);
    for (found, expected) in picture(&again).iter().zip(picture(&original)) {
        assert_close((*found).into(), expected.into(), 1e-4, "pixel");
    }
    // A turn is one about the middle, and what is missing is not drawn.
    let with = |column: usize, value: f64| {
        let mut scene = Scene { noise: 3, ..scene.clone() };
        scene.factors[column] = value;
        drawn_again(&original, &scene)
    };
    let turned = with(TURN, std::f64::consts::FRAC_PI_2);
    assert_close(turned.strokes[0].points[0].0, 2.0, 1e-9, "turned x");
    assert_close(turned.strokes[0].points[0].1, -3.0, 1e-9, "turned y");
    assert!(with(GAPS, 0.5).strokes.len() < again.strokes.len());
    let shaky = with(TREMBLE, 0.5);
    assert_ne!(shaky, again);
    for stroke in with(UNEVEN, 0.7).strokes {
        assert!((0.25..=1.0).contains(&stroke.width));
    }
    // A dot stays one.
    let dot = Stroke { points: vec![(1.0, 0.0)], width: 0.5 };
    let dots = Drawing { strokes: vec![dot], ..original };
    assert_eq!(drawn_again(&dots, &scene), dots);
}

/// The task of a name.
fn task(name: &str) -> Task {
    Task::all().find(|task| task.name() == name).unwrap()
}

/// The samples of a few classes of pictures.
fn scenes(name: &str) -> Vec<Vec<Scene>> {
    let classes = task(name).classes(1, 4, 3).unwrap();
    let scenes = |samples: Samples| match samples {
        Samples::Pictures(_, scenes) => scenes,
        Samples::Drawings(_) => panic!("{name} is drawn"),
    };
    classes.into_iter().map(scenes).collect()
}

#[test]
fn classes_of_pictures_share_what_they_are_told_apart_by_and_differ_in_all_else() {
    let interest: Vec<_> =
        (0..NATURAL.factors().len()).filter(|&column| NATURAL.factors()[column].role == Role::Interest).collect();
    let cases = [
        ("interest", interest.clone(), FOREGROUND[1]),
        ("turn", vec![TURN], interest[0]),
        ("colours", [FOREGROUND, BACKGROUND].concat(), interest[0]),
    ];
    for (name, shared, differing) in cases {
        let classes = scenes(name);
        assert_eq!(classes.iter().map(Vec::len).collect::<Vec<_>>(), [3; 4]);
        for column in shared {
            let value = |class: &Vec<Scene>| class[0].factors[column];
            assert!(
                classes.iter().all(|class| class.iter().all(|scene| scene.factors[column] == value(class))),
                "{name}"
            );
            assert!(classes[1..].iter().all(|class| value(class) != value(&classes[0])), "{name}");
        }
        for class in classes {
            assert!(class[1..].iter().all(|scene| scene.factors[differing] != class[0].factors[differing]), "{name}");
        }
    }
}

#[test]
fn samples_of_drawn_classes_are_drawings_by_different_hands() {
    for name in ["drawn Spirographs", "drawn characters"] {
        let classes = task(name).classes(1, 4, 3).unwrap();
        assert_eq!(classes, task(name).classes(1, 4, 3).unwrap());
        assert_ne!(classes, task(name).classes(2, 4, 3).unwrap());
        let mut all: Vec<Drawing> = Vec::new();
        for samples in classes {
            let Samples::Drawings(drawings) = samples else { panic!("{name}") };
            for drawing in drawings {
                drawing.check().unwrap();
                assert!(!all.contains(&drawing), "{name}");
                all.push(drawing);
            }
        }
        assert_eq!(all.len(), 12);
    }
}

#[test]
fn every_task_has_as_many_classes_as_an_episode_may_need() {
    for task in Task::all() {
        assert!(task.classes(1, MOST_WAYS, 1).unwrap().len() == MOST_WAYS, "{}", task.name());
    }
}

#[test]
fn what_all_representations_differ_in_does_not_drown_the_rest() {
    const LENGTH: usize = 20;
    let mut generator = stream(1, Purpose::Views, 0);
    let mut value = |column| (5.0 + normal(&mut generator) * if column == 3 { 100.0 } else { 1.0 }) as f32;
    let rows: Vec<Vec<f32>> = (0..600).map(|_| (0..LENGTH).map(&mut value).collect()).collect();
    let readings: Vec<_> =
        rows.iter().map(|row| (Reading { single: vec![vec![0.0]], mean: row.clone() }, vec![1.0])).collect();
    let calibration = Calibration::fit(&readings, &[]).unwrap();
    let levelled: Vec<_> = rows.iter().map(|row| calibration.levelled(row)).collect();
    for column in 0..LENGTH {
        let values = || levelled.iter().map(|row| f64::from(row[column]));
        let mean = values().sum::<f64>() / 600.0;
        let deviation = (values().map(|value| (value - mean).powi(2)).sum::<f64>() / 600.0).sqrt();
        assert_close(mean, 0.0, 1e-3, "mean");
        // The fourth root of a hundred.
        let expected = if column == 3 { 3.16 } else { 1.0 };
        assert_close(deviation, expected, 0.2 * expected, "deviation");
    }
}

#[test]
fn an_axis_along_which_nothing_differs_leaves_the_others_as_they_are() {
    let mut generator = stream(1, Purpose::Views, 0);
    let mut value = |column| match column {
        3 => 100.0 * normal(&mut generator) as f32,
        7 => normal(&mut generator) as f32,
        _ => 5.0,
    };
    let rows: Vec<Vec<f32>> = (0..600).map(|_| (0..20).map(&mut value).collect()).collect();
    let readings: Vec<_> =
        rows.iter().map(|row| (Reading { single: vec![vec![0.0]], mean: row.clone() }, vec![1.0])).collect();
    let calibration = Calibration::fit(&readings, &[]).unwrap();
    let levelled: Vec<_> = rows.iter().map(|row| calibration.levelled(row)).collect();
    for (column, expected) in [(3, 3.16), (7, 1.0), (0, 0.0)] {
        let square = levelled.iter().map(|row| f64::from(row[column]).powi(2)).sum::<f64>() / 600.0;
        assert_close(square.sqrt(), expected, 0.2 * expected + 1e-3, "deviation");
    }
}
