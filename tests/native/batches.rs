//! What a step's batch is drawn from: views of some strength, contrasts, and factors that are fixed.

use spirograph_lab::{
    Error,
    pictures::{
        Batch, Ranges, Role, Roles, Scene, Source,
        spirograph::{GAPS, H, OFFSET, PACE, TABLE, TREMBLE},
    },
    training::Settings,
};

use crate::{assert_close, device, spirographs, values};

const PAIRS: usize = 400;

/// The smallest and the largest value of a factor in both views of a large batch.
fn ends(source: &Source, column: usize) -> (f64, f64) {
    let Batch { first, second, .. } = source.batch(1, 0, PAIRS, 0);
    let values = first.iter().chain(&second).map(|scene| scene.factors[column]);
    (values.clone().fold(f64::INFINITY, f64::min), values.fold(f64::NEG_INFINITY, f64::max))
}

/// All pictures of these scenes are numbers in [0, 1].
fn assert_renderable(source: &Source, scenes: &[Scene]) {
    for value in values(source.render(scenes, &device())) {
        assert!((-1e-6..=1.0 + 1e-6).contains(&value), "{value}");
    }
}

#[test]
fn stronger_views_widen_the_nuisances_alone_and_colours_stay_colours() {
    let strong = spirographs().with_view_strength(2.0);
    for (column, factor) in TABLE.iter().enumerate() {
        let (least, most) = ends(&strong, column);
        let middle = (factor.lower + factor.upper) / 2.0;
        let (lower, upper) = match factor.role {
            Role::Interest | Role::Equivariant => (factor.lower, factor.upper),
            Role::Fixed => (factor.neutral, factor.neutral),
            Role::Nuisance if factor.name == "h" => (middle - 2.0, middle + 2.0),
            Role::Nuisance => ((middle - 0.6).max(0.0), (middle + 0.6).min(1.0)),
        };
        assert!(least >= lower && most <= upper, "{}: {least} to {most}", factor.name);
        let margin = 0.02 * (upper - lower);
        assert_close(least, lower, margin, factor.name);
        assert_close(most, upper, margin, factor.name);
    }
}

#[test]
fn flaws_are_widened_from_none_and_offsets_to_both_sides() {
    let ends = |strength, column| ends(&crate::hands::flawed().with_view_strength(strength), column);
    // Small flaws are common, so that a batch reaches near the neutral end but not the other.
    let (least, most) = ends(3.0, TREMBLE);
    assert!((0.0..0.01).contains(&least) && (1.2..=1.5).contains(&most), "{least} {most}");
    let (least, most) = ends(4.0, GAPS);
    assert!((0.0..0.01).contains(&least) && (0.9..=1.0).contains(&most), "{least} {most}");
    let (least, most) = ends(2.0, OFFSET[0]);
    assert!((-4.0..-3.2).contains(&least) && (3.2..=4.0).contains(&most), "{least} {most}");
    assert_eq!(ends(0.0, TREMBLE), (0.0, 0.0));
    let (least, most) = ends(4.0, PACE);
    assert!((0.0..0.1).contains(&least) && (0.9..=1.0).contains(&most), "{least} {most}");
}

#[test]
fn the_usual_strength_changes_no_bit_and_none_at_all_makes_both_views_equal() {
    let source = spirographs();
    assert_eq!(source.clone().with_view_strength(1.0), source);
    let Batch { first, second, .. } = source.with_view_strength(0.0).batch(1, 0, 8, 0);
    assert_eq!(first, second);
    // A narrowed range is widened about its own middle.
    let narrowed = spirographs().with_ranges(&Ranges([("h".to_owned(), (1.0, 1.4))].into())).unwrap();
    let (least, most) = ends(&narrowed.with_view_strength(2.0), H);
    assert!((0.8..0.82).contains(&least) && (1.58..=1.6).contains(&most), "{least} {most}");
}

#[test]
fn the_strongest_views_of_any_factor_can_be_rendered_with_their_derivatives() {
    let all = |role| Roles(TABLE.iter().map(|factor| (factor.name.to_owned(), role)).collect());
    let mut nuisances = all(Role::Nuisance);
    nuisances.0.insert("fore.r".to_owned(), Role::Interest);
    let source = Source::new(spirograph_lab::pictures::NATURAL, &nuisances).unwrap().with_view_strength(4.0);
    let Batch { first, second, .. } = source.batch(1, 0, 24, 0);
    assert_renderable(&source, &[first.clone(), second.clone()].concat());
    let tangent = source.render_towards(&first, &second, &device()).tangent_or_zeros();
    assert!(values(tangent).into_iter().all(f32::is_finite));
}

#[test]
fn strong_views_are_of_batches_alone() {
    let strong: Settings = serde_json::from_str(r#"{"view_strength": 2}"#).unwrap();
    assert_eq!(strong.source().unwrap(), spirographs());
    assert_eq!(strong.batches().unwrap(), spirographs().with_view_strength(2.0));
    assert_eq!(Settings::default().batches().unwrap(), spirographs());
}

#[test]
fn contrasts_differ_from_the_first_view_in_one_factor_of_interest_and_stay_in_range() {
    let narrow = Ranges([("m".to_owned(), (3.0, 3.5)), ("b".to_owned(), (0.6, 0.6))].into());
    let source = spirographs().with_ranges(&narrow).unwrap();
    let range = |column: usize| match TABLE[column].name {
        "m" => (3.0, 3.5),
        _ => (TABLE[column].lower, TABLE[column].upper),
    };
    let Batch { first, contrasts, .. } = source.batch(1, 7, 200, 3);
    assert_eq!(contrasts.len(), 600);
    let mut moves = [0; TABLE.len()];
    let mut shares = Vec::new();
    for (index, contrast) in contrasts.iter().enumerate() {
        let view = &first[index / 3];
        let moved: Vec<_> = (0..TABLE.len()).filter(|&at| contrast.factors[at] != view.factors[at]).collect();
        let &[column] = moved.as_slice() else { panic!("{moved:?}") };
        moves[column] += 1;
        let (lower, upper) = range(column);
        assert!((lower..=upper).contains(&contrast.factors[column]));
        shares.push((contrast.factors[column] - view.factors[column]) / (upper - lower));
        assert_eq!((contrast.thing, contrast.noise), (view.thing, view.noise));
    }
    // m, sigma and the foreground's red; b has one value only.
    let moved: Vec<_> = (0..TABLE.len()).filter(|&column| moves[column] > 0).map(|column| TABLE[column].name).collect();
    assert_eq!(moved, ["m", "sigma", "fore.r"]);
    assert!(moves.iter().all(|&count| count == 0 || (150..250).contains(&count)), "{moves:?}");
    assert!(shares.iter().all(|share| (0.1 - 1e-9..=0.3 + 1e-9).contains(&share.abs())));
    let above = shares.iter().filter(|share| **share > 0.0).count();
    assert!((240..360).contains(&above), "{above}");
    assert!(shares.iter().any(|share| share.abs() < 0.11) && shares.iter().any(|share| share.abs() > 0.29));
}

#[test]
fn pairs_are_the_same_whatever_contrasts_there_are_and_contrasts_depend_on_seed_and_step() {
    let batch = |seed, step, contrasts| spirographs().batch(seed, step, 6, contrasts);
    let (with, without) = (batch(1, 5, 2), batch(1, 5, 0));
    assert_eq!((&with.first, &with.second), (&without.first, &without.second));
    assert!(without.contrasts.is_empty());
    assert_eq!(with, batch(1, 5, 2));
    let moves = |batch: &Batch| -> Vec<f64> {
        let of = |(index, contrast): (usize, &Scene)| {
            contrast.factors.iter().zip(&batch.first[index / 2].factors).map(|(moved, at)| moved - at).sum()
        };
        batch.contrasts.iter().enumerate().map(of).collect()
    };
    assert_ne!(moves(&with), moves(&batch(1, 6, 2)));
    assert_ne!(moves(&with), moves(&batch(2, 5, 2)));
}

#[test]
fn a_fixed_factor_has_its_neutral_value_in_both_views_and_in_the_whole_batch() {
    for (column, factor) in TABLE.iter().enumerate() {
        let source = spirographs().with_role(factor.name, Role::Fixed).unwrap().with_view_strength(2.0);
        assert_eq!(source.factors()[column].role, Role::Fixed);
        let Batch { first, second, contrasts, .. } = source.batch(1, 0, 20, 1);
        let all = [first, second, contrasts].concat();
        assert!(all.iter().all(|scene| scene.factors[column] == factor.neutral), "{}", factor.name);
        assert!(!source.names(Role::varies).contains(&factor.name));
    }
}

#[test]
fn bad_values_are_refused_by_the_name_of_their_setting() {
    let refused = |json: &str| serde_json::from_str::<Settings>(json).unwrap().check().unwrap_err();
    for (json, field) in [
        (r#"{"renyi_order": 1}"#, "renyi_order"),
        (r#"{"renyi_order": 11}"#, "renyi_order"),
        (r#"{"renyi_skew": 0}"#, "renyi_skew"),
        (r#"{"renyi_skew": 0.6}"#, "renyi_skew"),
        (r#"{"matching": -1}"#, "matching"),
        (r#"{"contrasts": 5}"#, "contrasts"),
        (r#"{"view_strength": 4.5}"#, "view_strength"),
        (r#"{"view_strength": -0.1}"#, "view_strength"),
    ] {
        let error = refused(json);
        assert_eq!((error.code(), error.field()), ("out_of_bounds", field));
    }
    let one_value = r#"{"roles": {"m": "fixed", "sigma": "fixed", "fore.r": "fixed"}, "ranges": {"b": [0.5, 0.5]}, "contrasts": 1}"#;
    assert_eq!((refused(one_value).code(), refused(one_value).field()), ("invalid", "contrasts"));
    assert_eq!(refused(r#"{"matching": 1, "view_strength": 0}"#).field(), "matching");
    let words = |json: &str| serde_json::from_str::<Settings>(json).unwrap_err().to_string();
    assert!(words(r#"{"objective": "infonce"}"#).contains("`ntxent`, `renyi`, `no-negatives`"));
    assert!(words(r#"{"matching_by": "kl"}"#).contains("`mmd` or `coral`"));
    let whole = serde_json::from_str::<Settings>(r#"{"contrasts": 2.5}"#).unwrap_err();
    assert!(whole.to_string().contains("2.5"), "{whole}");
    assert!(matches!(refused(r#"{"matching": 101}"#), Error::OutOfBounds { upper: 100.0, .. }));
}
