//! Episodes, and the experiments that play them: their files, what is refused in them, and how they run.

use serde_json::{Value, json};
use spirograph_lab::{
    Error,
    experiments::{EncoderRun, Experiment, Extent, Results, Study, judge},
    model::Model,
    named::Named,
    signs::{EpisodesPlan, FewShot, Task, half_width},
};

use crate::{assert_close, device, glyphs, models::model};

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

#[test]
fn the_half_width_is_that_of_the_mean_of_all_episodes() {
    // The deviation of 0.2, 0.4 and 0.6 is 0.2.
    assert_close(half_width(&[0.2, 0.4, 0.6], 3).unwrap(), 1.96 * 0.2 / 3.0_f64.sqrt(), 1e-12, "three");
    assert_close(half_width(&[0.2, 0.4, 0.6], 400).unwrap(), 0.0196, 1e-12, "of four hundred");
    assert_eq!(half_width(&[0.5], 10), None);
}

fn plan() -> EpisodesPlan {
    EpisodesPlan {
        arms: vec![vec![0], vec![0, 1], vec![1]],
        ways: 3,
        shots: vec![1, 2],
        queries: 2,
        episodes: 12,
        episodes_in_all: 12,
        classes: 4,
        samples: 5,
        views: 2,
        seed: 1,
    }
}

fn play(plan: EpisodesPlan, models: &[Model]) -> Vec<Named<f64>> {
    let mut episodes = FewShot::new(plan, models.to_vec(), &device());
    let mut share = episodes.share();
    assert_eq!(share, 0.0);
    while !pollster::block_on(episodes.advance()).unwrap() {
        assert!(episodes.share() >= share);
        share = episodes.share();
    }
    assert_eq!(episodes.share(), 1.0);
    episodes.finish()
}

#[test]
fn episodes_are_determined_by_their_seed_and_the_same_for_all_arms() {
    let models = [model(), model()];
    let found = play(plan(), &models);
    assert_eq!(found, play(plan(), &models));
    assert_eq!(found[0], found[2], "the same encoder");
    assert_ne!(found[0], play(EpisodesPlan { seed: 2, ..plan() }, &models)[0]);
    let names: Vec<_> = found[0].iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names, EpisodesPlan::quantities(&[1, 2]));
    // With fewer episodes in all the interval is wider.
    let wider = play(EpisodesPlan { episodes_in_all: 3, ..plan() }, &models);
    let accuracy = "accuracy on interest, centroid, K = 2";
    let half_width = EpisodesPlan::half_width_of(accuracy);
    assert_eq!(wider[0].get(accuracy), found[0].get(accuracy));
    assert_close(wider[0].get(&half_width).unwrap() / found[0].get(&half_width).unwrap(), 2.0, 1e-9, "half width");
}

#[test]
fn the_confidence_on_drawings_can_be_believed() {
    let weights = include_bytes!("../../www/assets/weights/invariant.safetensors");
    let invariant = Model::from_bytes(weights, &device()).unwrap();
    let plan = EpisodesPlan {
        arms: vec![vec![0]],
        ways: 5,
        shots: vec![1, 5],
        queries: 5,
        episodes: 40,
        episodes_in_all: 40,
        classes: 16,
        samples: 10,
        views: 4,
        seed: 11,
    };
    let found = play(plan, &[invariant]).remove(0);
    let of = |quantity: &str| *found.get(quantity).unwrap();
    for task in Task::all().filter(|task| task.is_drawn()) {
        for (read_out, shots, most) in
            [("centroid", 1, 0.2), ("centroid", 5, 0.1), ("ridge", 1, 0.25), ("ridge", 5, 0.1)]
        {
            let error = of(&format!("calibration error on {}, {read_out}, K = {shots}", task.name()));
            assert!(error < most, "{}, {read_out}, K = {shots}: {error}", task.name());
        }
    }
    // Far above chance, and better with more examples.
    let accuracy = |shots: usize| of(&format!("accuracy on drawn characters, centroid, K = {shots}"));
    assert!(accuracy(1) > 0.5 && accuracy(5) > accuracy(1) + 0.05, "{} and {}", accuracy(1), accuracy(5));
}

#[test]
fn an_encoder_of_other_pictures_is_refused_before_anything_is_played() {
    let other = Model { source: glyphs::source(), ..model() };
    let mut episodes = FewShot::new(plan(), vec![model(), other], &device());
    assert_eq!(pollster::block_on(episodes.advance()).unwrap_err().field(), "encoder");
}
