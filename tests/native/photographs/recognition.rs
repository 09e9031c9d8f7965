//! What is recognised in crops that nothing was learned from, and sessions that measure it.

use std::collections::BTreeSet;

use spirograph_lab::{
    fine_tuning::{ArmPlan, Design, FineTuning, HadBy, Plan, Start, quantity_names},
    measuring::{PartialRecognition, Recognised, Recognition},
    model::{Description, Model, Probe},
    pictures::{Crops, NATURAL, Ranges, Source},
    reading::{FindCropRequest, Gallery, find_crop},
    tensors::Rows,
    training::Settings,
};

use super::{kind, photo, plain, source};
use crate::{device, tiny, tiny_encoder};

/// Two photographs, one of which is red all over.
fn two() -> Crops {
    let mut red = photo("red", 10 * 32, 3 * 32);
    red.rgb.chunks_exact_mut(3).for_each(|pixel| pixel.copy_from_slice(&[200, pixel[1] / 6, pixel[2] / 6]));
    Crops::of_photos(&[photo("bright", 10 * 32, 3 * 32), red]).unwrap()
}

/// Views that do not differ.
fn still(crops: Crops) -> Source {
    let one = |name: &str, value: f64| (name.to_owned(), (value, value));
    let ranges = [one("brightness", 1.0), one("contrast", 1.0), one("saturation", 1.0), one("hue", 0.0)];
    source(crops).with_ranges(&Ranges(ranges.into())).unwrap()
}

fn measured(source: &Source, most: usize) -> Recognised {
    let recognition = Recognition::new(source, most, 1, &device());
    let (encoder, mut partial) = (tiny_encoder(&device()), PartialRecognition::default());
    let mut share = 0.0;
    while !pollster::block_on(recognition.advance(&encoder, &mut partial)).unwrap() {
        assert!((share..1.0).contains(&recognition.share(&partial)));
        share = recognition.share(&partial);
    }
    recognition.finish(partial).unwrap()
}

fn share(recognised: &Recognised, name: &str, views: usize) -> f32 {
    *recognised.0.get(&format!("{name}, M = {views}")).unwrap()
}

#[test]
fn what_does_not_change_is_found_first_from_any_number_of_views() {
    let recognised = measured(&still(two()), 100);
    let found: BTreeSet<_> = recognised.0.iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(found, BTreeSet::from_iter(Recognition::quantity_names(&source(two()))));
    for views in [1, 16, 100] {
        assert_eq!(share(&recognised, "share found first", views), 1.0);
        // One photograph is red and the other is not: even an encoder of random weights tells them apart.
        assert!(share(&recognised, "accuracy from ten labelled", views) > 0.95);
        assert!(share(&recognised, "accuracy from all labelled", views) > 0.95);
        assert!((0.0..0.3).contains(&share(&recognised, "calibration error from ten labelled", views)));
    }
}

#[test]
fn more_views_find_more_crops_and_the_same_ones_each_time() {
    let of = || measured(&source(two()), 12);
    let (first, second) = (of(), of());
    assert_eq!(first, second);
    let [one, many] = [1, 100].map(|views| share(&first, "share found first", views));
    assert!(one < 1.0 && many > one, "{one} {many}");
}

#[test]
fn some_of_the_held_out_crops_are_of_all_photographs() {
    // Of crops that are all the same only the first one is found.
    let photos = [plain(10 * 32, 6 * 32, [90, 120, 30]), photo("bright", 10 * 32, 6 * 32)];
    let recognised = measured(&still(Crops::of_photos(&photos).unwrap()), 12);
    let found = share(&recognised, "share found first", 1);
    assert!((0.2..0.8).contains(&found), "{found}");
}

#[test]
fn of_one_photograph_crops_are_found_and_nothing_is_labelled() {
    let recognised = measured(&source(super::crops()), 4);
    let names: Vec<_> = recognised.0.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["share found first, M = 1", "share found first, M = 16", "share found first, M = 100"]);
    assert!(Recognition::quantity_names(&Source::new(NATURAL, &Default::default()).unwrap()).is_empty());
}

#[test]
fn a_gallery_finds_by_the_angle_from_its_middle() {
    let rows = Rows::new(vec![10.0, 1.0, 10.0, -1.0, 12.0, 0.0], 2);
    let gallery = Gallery::of(7, rows);
    let found = gallery.search(&[10.5, 30.0]);
    assert_eq!(found.iter().map(|&(thing, _)| thing).collect::<Vec<_>>(), [7, 9, 8]);
    assert!(found.iter().all(|(_, similarity)| (-1.0..=1.0).contains(similarity)));
    assert_eq!(Gallery::of(0, Rows::default()).search(&[1.0]), []);
}

fn model(crops: Crops) -> Model {
    let description = Description {
        name: "crops".to_owned(),
        architecture: tiny(),
        settings: settings(crops),
        steps: 0,
        targets: Vec::new(),
        probe_views: 1,
    };
    Model::new(tiny_encoder(&device()), Probe::default(), description).unwrap()
}

fn settings(crops: Crops) -> Settings {
    Settings { pictures: kind(crops), steps: 2, batch: 4, learning_rate_warm_up: 0, ..Settings::fine_tuning() }
}

#[test]
fn a_crop_is_looked_for_among_those_that_are_held_out() {
    let model = model(two());
    let gallery = pollster::block_on(Gallery::encode(&model.encoder, &model.source.held_out(), &device())).unwrap();
    let find = |crop, views| {
        let request = FindCropRequest { crop, views, seed: 3 };
        pollster::block_on(find_crop(&model, &gallery, &request, &device()))
    };
    let held_out = model.source.held_out().drawn();
    let found = find(held_out.start, 6).unwrap();
    assert_eq!(found.by_views.iter().map(|search| search.views).collect::<Vec<_>>(), [1, 2, 4, 6]);
    assert_eq!(found.views.len(), 6 * 4 * 32 * 32);
    for search in &found.by_views {
        assert_eq!(search.matches.len(), 8);
        assert!(search.matches.iter().all(|found| held_out.contains(&found.crop)));
        assert!(search.matches.windows(2).all(|pair| pair[0].similarity >= pair[1].similarity));
        let shown = search.matches.iter().position(|found| found.crop == held_out.start);
        assert!(shown.is_none_or(|place| place + 1 == search.place) && (shown.is_some() || search.place > 8));
    }
    let of_curves = pollster::block_on(find_crop(
        &crate::models::model(),
        &gallery,
        &FindCropRequest { crop: 0, views: 1, seed: 3 },
        &device(),
    ));
    assert_eq!(of_curves.unwrap_err().field(), "pictures");
    for (crop, views, field) in [(0, 4, "crop"), (held_out.end, 4, "crop"), (held_out.start, 0, "views")] {
        assert_eq!(find(crop, views).unwrap_err().field(), field);
    }
}

#[test]
fn a_session_measures_what_is_recognised_at_its_end_and_goes_on_with_the_same_photographs() {
    let arms = vec![
        ArmPlan::new("without", "without", [("lambda", 0.0.into())]),
        ArmPlan::new("with", "with", [("lambda", 0.1.into())]),
    ];
    let design = Design { recognises: true, ..Design::of(Start::Encoder, arms) };
    let plan = Plan { held_out: 8, measure_every: 2, ..Plan::default() };
    let mut session = FineTuning::new(design, plan, settings(two()), model(two()), &device()).unwrap();
    while session.step() < 1 {
        pollster::block_on(session.advance()).unwrap();
    }
    let bytes = pollster::block_on(session.to_bytes()).unwrap();
    for pictures in [None, Some(kind(super::crops()))] {
        let refused = FineTuning::from_bytes(&bytes, pictures.as_ref(), &device()).err().unwrap();
        assert_eq!((refused.code(), refused.field()), ("invalid", "pictures"));
        assert!(refused.to_string().contains("open the same ones"), "{refused}");
    }
    let mut resumed = FineTuning::from_bytes(&bytes, Some(&kind(two())), &device()).unwrap();
    for session in [&mut session, &mut resumed] {
        while !session.is_finished() {
            pollster::block_on(session.advance()).unwrap();
        }
    }
    assert_eq!(session.history_json().unwrap(), resumed.history_json().unwrap());
    let outcome = session.outcome();
    let row = outcome.rows.iter().find(|row| row.quantity == "share found first, M = 16").unwrap();
    assert!(row.before.is_none() && row.after.iter().all(Option::is_some), "{row:?}");
    assert!(outcome.rows.iter().all(|row| !row.quantity.starts_with("mean error")));
    let had_by = quantity_names(&source(two()));
    assert!(had_by.iter().any(|(name, by)| name == "share found first, M = 100" && *by == HadBy::Recognised));
}
