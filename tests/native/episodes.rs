//! Experiments that play episodes: their files, what is refused in them, and how they run.

use serde_json::{Value, json};
use spirograph_lab::{
    Error,
    experiments::{EncoderRun, Experiment, Extent, Results, Study, judge},
};

use crate::{device, models::model};

const FILE: &str = include_str!("../../www/assets/experiments/signs.json");

/// The shipped file with something else at a place.
fn changed(place: &str, value: Value) -> Value {
    let mut file: Value = serde_json::from_str(FILE).unwrap();
    *file.pointer_mut(place).unwrap() = value;
    file
}

/// The field that is refused, and why.
fn refusal(file: &Value) -> (String, String) {
    match Experiment::read("some/mine.json", &file.to_string()) {
        Err(Error::Experiment { field, reason, .. }) => (field, reason),
        other => panic!("{file} is not refused as it should be: {other:?}"),
    }
}

#[test]
fn every_bad_input_names_the_field_and_what_would_be_right() {
    let mut without = changed("/views", json!(8));
    without.as_object_mut().unwrap().remove("views");
    let cases = [
        (changed("/ways", json!(1)), "ways", "must be a whole number from 2 to 8, not 1"),
        (changed("/ways", json!(2.5)), "ways", "not 2.5"),
        (changed("/shots", json!([])), "shots", "has 0 entries, but needs 1 to 4"),
        (changed("/shots", json!([5, 1])), "shots", "must rise: 5 stands before 1"),
        (changed("/shots/0", json!(0)), "shots[0]", "from 1 to 20, not 0"),
        (changed("/queries", json!(0)), "queries", "from 1 to 50"),
        (changed("/episodes", json!(1)), "episodes", "from 2 to 10000, not 1"),
        (changed("/classes", json!(4)), "classes", "from 5 to 350, not 4"),
        (changed("/samples", json!(14)), "samples", "from 15 to 1000, not 14"),
        (
            changed("/views", json!(128)),
            "samples",
            "makes 122880 pictures with the classes and the views, above 100000",
        ),
        (changed("/views", json!(129)), "views", "from 1 to 128"),
        (changed("/seeds", json!(9)), "seeds", "from 1 to 8"),
        (changed("/small/samples", json!(3)), "small.samples", "from 15 to 1000"),
        (without, "views", "is missing"),
        (changed("/arms/0/encoders", json!([])), "arms[0].encoders", "has 0 entries, but needs 1 to 2"),
        (changed("/arms/0/encoders", json!("invariant")), "arms[0].encoders", "must be a list"),
        (changed("/arms/0/encoders", json!(["a", "a"])), "arms[0].encoders", "“a” is there twice"),
        (changed("/arms/0/encoders", json!(["../a"])), "arms[0].encoders[0]", "letters, digits"),
        (changed("/arms/1/encoders", json!(["invariant"])), "arms[1].encoders", "“invariant” has the same"),
        (changed("/arms/1/name", json!("invariant")), "arms", "the name “invariant” is there twice"),
        (changed("/compared/0/quantity", json!("accuracy on interest")), "compared[0].quantity", "no such quantity"),
        (
            changed("/compared/0/quantity", json!("accuracy on interest, centroid, K = 2")),
            "compared[0].quantity",
            "Is it “accuracy on interest, centroid, K = 1”?",
        ),
    ];
    for (file, field, reason) in cases {
        let (found, why) = refusal(&file);
        assert_eq!(found, field, "{why}");
        assert!(why.contains(reason), "{field}: {why}");
    }
}

#[test]
fn two_encoders_side_by_side_are_the_same_in_any_order() {
    let first = changed("/arms/0/encoders", json!(["one", "two"]));
    let mut file = first.clone();
    file["arms"][1]["encoders"] = json!(["two", "one"]);
    assert_eq!(refusal(&file).0, "arms[1].encoders");
    file["arms"][1]["encoders"] = json!(["two", "three"]);
    let experiment = Experiment::read("mine.json", &file.to_string()).unwrap();
    assert_eq!(experiment.study.encoders()[..3], ["one", "two", "three"]);
}

/// The shipped experiment to the end, at the smallest extent.
fn run(so_far: Option<Results>) -> (Experiment, Results) {
    let experiment = Experiment::read("signs.json", FILE).unwrap();
    let bytes = pollster::block_on(model().to_bytes()).unwrap();
    let load = |_: &str| Ok::<_, Error>(bytes.clone());
    let mut run = EncoderRun::new(&experiment.study, Extent::Quick, load, so_far, &device()).unwrap();
    let (mut done, whole) = (run.done(), EncoderRun::whole(&experiment.study, Extent::Quick));
    while !run.is_finished() {
        pollster::block_on(run.advance()).unwrap();
        assert!(run.done() >= done && run.done() <= whole as f64, "{} after {done}", run.done());
        done = run.done();
    }
    let results = run.results().clone();
    (experiment, results)
}

#[test]
fn episodes_run_are_judged_and_go_on_from_what_has_been_measured() {
    let (experiment, results) = run(None);
    assert_eq!((results.arms.len(), results.seeds()), (3, 2));
    let quantities: Vec<_> = results.rows().into_iter().map(|row| row.quantity).collect();
    assert_eq!(quantities, experiment.quantities);
    // The same encoder in two arms.
    assert_eq!(results.runs[0], results.runs[1]);
    assert_ne!(results.runs[0][0], results.runs[0][1], "other episodes");
    for (name, &value) in results.runs.iter().flatten().flatten().flat_map(|run| run.iter()) {
        assert!((0.0..=1.0).contains(&value), "{name}: {value}");
    }
    assert_eq!(judge(&results, &experiment.compared).comparisons.len(), experiment.compared.len());
    let mut begun = results.clone();
    begun.runs.iter_mut().for_each(|runs| runs.truncate(1));
    assert_eq!(run(Some(begun)).1, results);
}

#[test]
fn the_shipped_episodes_are_six_hundred_in_all_and_few_in_the_page() {
    let experiment = Experiment::read("signs.json", FILE).unwrap();
    let Study::Episodes(plan) = &experiment.study else { panic!() };
    assert_eq!(plan.full.episodes as u64 * plan.full.seeds, 600);
    // Two minutes on the processor: a few thousand pictures by each encoder.
    let small = plan.small;
    let pictures = small.classes * small.samples * (3 + 2 * small.views) * small.seeds as usize;
    assert!(pictures <= 6000, "{pictures}");
}
