use spirograph_lab::{
    Error,
    named::Named,
    pictures::{
        Drawing, NATURAL, PHOTOGRAPHS, PUBLISHED, Pictures, Ranges, Role, Roles, SIDE, Scene, Source, Spirographs,
        Stroke,
        spirograph::{BACKGROUND, FOREGROUND, H, M, TABLE, TREMBLE, TURN},
    },
    random::{Purpose, stream},
    training::Settings,
};

use crate::{device, example, random_scenes, roles, spirographs, values};

#[test]
fn views_keep_interest_and_change_nuisance() {
    let source = spirographs();
    let view = source.view(&example(), &mut stream(9, Purpose::Views, 0));
    assert_eq!(source.factors().len(), 17);
    for (factor, (view, scene)) in source.factors().iter().zip(view.factors.iter().zip(&example().factors)) {
        assert_eq!(view != scene, factor.role == Role::Nuisance, "{}", factor.name);
    }
    assert_eq!(source.names(Role::is_read), ["m", "b", "sigma", "fore.r"]);
    assert_eq!(source.names(Role::varies), ["h", "back.r", "fore.g", "back.g", "fore.b", "back.b"]);
}

#[test]
fn roles_are_those_of_the_paper_but_for_those_that_are_named() {
    let source = |roles: &Roles| Source::new(NATURAL, roles);
    let changed = source(&roles(&[("h", Role::Interest), ("m", Role::Nuisance)])).unwrap();
    assert_eq!(changed.names(Role::is_read), ["b", "h", "sigma", "fore.r"]);
    let view = changed.view(&example(), &mut stream(9, Purpose::Views, 0));
    assert_eq!(view.factors[H], example().factors[H]);
    assert_ne!(view.factors[M], example().factors[M]);
    assert_eq!(spirographs().with_role("h", Role::Interest).unwrap().names(Role::is_read).len(), 5);
}

#[test]
fn a_source_reads_one_factor_at_least_and_varies_one() {
    let all = |role| Roles(TABLE.iter().map(|factor| (factor.name.to_owned(), role)).collect());
    for role in [Role::Nuisance, Role::Interest] {
        let refused = Source::new(NATURAL, &all(role)).unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("invalid", "roles"));
    }
    let mut one = all(Role::Interest);
    one.0.insert("h".to_owned(), Role::Nuisance);
    assert_eq!(Source::new(NATURAL, &one).unwrap().names(Role::varies), ["h"]);
    assert_eq!(spirographs().with_role("hue", Role::Nuisance).unwrap_err().field(), "hue");
}

#[test]
fn factors_left_out_are_neutral_and_bad_ones_are_refused_by_name() {
    let scene = |entries: &[(&str, f64)]| Scene::named(&TABLE, 0, &entries.iter().copied().collect::<Named<f64>>());
    assert_eq!(scene(&[]).unwrap(), example());
    let mut small = example();
    small.factors[M] = 2.5;
    assert_eq!(scene(&[("m", 2.5)]).unwrap(), small);
    assert_eq!(Scene::named(&TABLE, 0, &small.by_name(&TABLE)).unwrap(), small);
    for (name, value) in [("m", f64::NAN), ("b", 0.0), ("h", f64::INFINITY), ("sigma", 1.01), ("back.b", -0.1)] {
        let refused = scene(&[(name, value)]).unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("out_of_bounds", name));
    }
    assert!(matches!(scene(&[("hue", 0.5)]), Err(Error::Invalid { field, .. }) if field == "hue"));
}

#[test]
fn moved_ranges_are_drawn_from() {
    let source = spirographs().with_range_moved("h", (-0.5, 3.0)).unwrap();
    let source = source.with_range_moved("back.r", (0.4, 0.4)).unwrap();
    let mut generator = stream(1, Purpose::Views, 0);
    let draws: Vec<_> = (0..2000).map(|_| source.draw(&mut generator)).collect();
    let [back_red, _, back_blue] = BACKGROUND;
    for (column, (lower, upper)) in [(H, (0.0, 5.5)), (back_red, (0.4, 1.0)), (M, (2.0, 5.0)), (back_blue, (0.0, 0.6))]
    {
        let values = draws.iter().map(|scene| scene.factors[column]);
        let (least, most) = (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max));
        let (name, margin) = (TABLE[column].name, 0.01 * (upper - lower));
        assert!(least >= lower && least < lower + margin, "{name} {least}");
        assert!(most <= upper && most > upper - margin, "{name} {most}");
    }
    let view = source.view(&draws[0], &mut generator);
    assert_eq!(view.factors[M], draws[0].factors[M]);
    assert_ne!(view.factors[H], draws[0].factors[H]);
    assert_eq!(spirographs().with_range_moved("hue", (0.0, 0.0)).unwrap_err().field(), "hue");
}

#[test]
fn a_sample_is_its_own_first_view_and_further_views_are_added() {
    let source = spirographs();
    let sample = |index, views| source.sample(20, Purpose::ProbeTest, index, views);
    let drawn = source.draw(&mut stream(20, Purpose::ProbeTest, 3));
    assert_eq!(sample(3, 1), [drawn]);
    assert_eq!(sample(3, 16)[..4], sample(3, 4));
    assert_ne!(sample(3, 1), sample(4, 1));
}

#[test]
fn batches_depend_on_seed_and_step_alone() {
    let source = Settings::default().source().unwrap();
    assert_eq!(source.batch(1, 5, 4, 0), source.batch(1, 5, 4, 0));
    assert_ne!(source.batch(1, 5, 4, 0), source.batch(1, 6, 4, 0));
    assert_ne!(source.batch(1, 5, 4, 0), source.batch(2, 5, 4, 0));
}

#[test]
fn a_drawing_has_its_own_strokes_whatever_the_factors_and_the_colours_of_the_factors() {
    let strokes = vec![Stroke { points: vec![(-4.0, 0.0), (4.0, 0.0)], width: 0.5 }];
    let drawing = Drawing { strokes, foreground: [0.9, 0.6, 0.5], background: [0.0, 0.1, 0.2] };
    let (source, scene) = spirographs().of_drawing(&drawing).unwrap();
    assert_eq!(FOREGROUND.map(|column| scene.factors[column]), drawing.foreground);
    assert_eq!(BACKGROUND.map(|column| scene.factors[column]), drawing.background);
    let image = |scene: &Scene| values(source.render(std::slice::from_ref(scene), &device()));
    let mut other = scene.clone();
    other.factors[M] = 2.0;
    assert_eq!(image(&other), image(&scene));
    other.factors[BACKGROUND[0]] = 0.6;
    assert_ne!(image(&other), image(&scene));
}

/// The largest intensity of each row of a picture, which its foreground red tells where the background has none.
fn brightest(image: &[f32]) -> Vec<f32> {
    image[..SIDE * SIDE].chunks_exact(SIDE).map(|row| row.iter().copied().fold(0.0, f32::max)).collect()
}

#[test]
fn a_drawing_is_normalised_in_the_manner_of_its_source() {
    // A wide stroke along y at x = 0: in a natural picture the rows far from it are dark.
    let strokes = vec![Stroke { points: vec![(0.0, -4.0), (0.0, 4.0)], width: 1.0 }];
    let drawing = Drawing { strokes, foreground: [1.0; 3], background: [0.0; 3] };
    let rows = |pictures: Spirographs| {
        let (source, scene) = Source::new(pictures, &Roles::default()).unwrap().of_drawing(&drawing).unwrap();
        brightest(&values(source.render(&[scene], &device())))
    };
    let (natural, published) = (rows(NATURAL), rows(PUBLISHED));
    // Three units from the stroke.
    assert!(natural[8] < 0.01 && (published[8] - 1.0).abs() < 1e-2, "{natural:?} {published:?}");
}

#[test]
fn the_pages_tables_of_factors_are_the_librarys() {
    let tables = [("factors.json", NATURAL.factors()), ("photographs/factors.json", PHOTOGRAPHS.factors())];
    for (file, factors) in tables {
        let text = std::fs::read_to_string(format!("{}/www/assets/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let page: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(page, serde_json::to_value(factors).unwrap(), "{file}");
    }
}

#[test]
fn draws_lie_within_their_bounds() {
    for scene in random_scenes(1, 200) {
        assert!(TABLE.iter().zip(scene.factors).all(|(factor, value)| factor.check(value).is_ok()));
    }
}

#[test]
fn ranges_are_drawn_from_and_bad_ones_are_refused_by_name() {
    let ranges = |name: &str, range: (f64, f64)| Ranges([(name.to_owned(), range)].into());
    let source = spirographs().with_ranges(&ranges("h", (1.0, 1.2))).unwrap();
    let mut generator = stream(1, Purpose::Views, 0);
    let draws: Vec<_> = (0..200).map(|_| source.draw(&mut generator).factors[H]).collect();
    assert!(draws.iter().all(|h| (1.0..=1.2).contains(h)) && draws.iter().any(|h| *h > 1.19));
    let refused = |name: &str, range| spirographs().with_ranges(&ranges(name, range)).unwrap_err();
    assert_eq!(refused("hue", (0.0, 1.0)).field(), "hue");
    assert_eq!((refused("h", (0.0, 1.0)).code(), refused("h", (0.0, 1.0)).field()), ("out_of_bounds", "h"));
    assert_eq!((refused("h", (1.2, 1.0)).code(), refused("h", (1.2, 1.0)).field()), ("invalid", "h"));
}

#[test]
fn settings_name_a_split_and_what_differs_from_it() {
    let source = |json: &str| serde_json::from_str::<Settings>(json).unwrap().source().unwrap();
    assert_eq!(source("{}").names(Role::varies).len(), 6);
    assert_eq!(source(r#"{"split": "drawing"}"#).names(Role::varies).len(), 13);
    let steady = source(r#"{"split": "drawing", "roles": {"turn": "fixed"}, "ranges": {"tremble": [0, 0.1]}}"#);
    assert!(!steady.names(Role::varies).contains(&"turn"));
    let mut generator = stream(1, Purpose::Views, 0);
    for scene in (0..50).map(|_| steady.draw(&mut generator)) {
        assert!(scene.factors[TURN] == 0.0 && scene.factors[TREMBLE] <= 0.1);
    }
    assert!(serde_json::from_str::<Settings>(r#"{"split": "cubist"}"#).unwrap_err().to_string().contains("cubist"));
    let settings: Settings = serde_json::from_str(r#"{"ranges": {"m": [9, 10]}}"#).unwrap();
    assert_eq!(settings.check().unwrap_err().field(), "m");
}

#[test]
fn nuisances_that_vary_are_those_with_more_than_one_value() {
    assert_eq!(spirographs().varying(), spirographs().names(Role::varies));
    assert_eq!(crate::hands::flawed().with_hand(0.0).varying(), spirographs().names(Role::varies));
    assert_eq!(crate::hands::flawed().varying().len(), 13);
}
