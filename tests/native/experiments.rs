//! Experiments: their files, what is refused in them, and how they run.

use burn::module::Module;
use serde_json::{Value, json};
use spirograph_lab::{
    Error,
    experiments::{Experiment, Extent, Results, Study, SweepRun, judge},
    fine_tuning::FineTuning,
};

use crate::{Zeros, device, models::model};

/// A small experiment, as its file says it.
pub fn file() -> Value {
    json!({
        "kind": "training",
        "claim": "A penalty helps.",
        "start": "base",
        "settings": { "lambda": 0.1 },
        "steps": 20, "batch": 8, "seeds": 3, "held_out": 32,
        "arms": [
            { "name": "without", "words": "without it", "settings": { "lambda": 0 } },
            { "name": "with", "words": "with it", "settings": {} }
        ],
        "compared": [{ "quantity": "gradient penalty", "arm": "with", "than": "without", "expected": "smaller" }],
        "small": { "steps": 2, "batch": 4, "seeds": 2, "held_out": 8 }
    })
}

/// The same with something else at a place.
pub fn changed(place: &str, value: Value) -> Value {
    let mut file = file();
    let (parent, key) = place.rsplit_once('/').unwrap();
    match file.pointer_mut(parent).unwrap() {
        Value::Object(fields) => drop(fields.insert(key.to_owned(), value)),
        Value::Array(entries) => entries.push(value),
        other => panic!("{other}"),
    }
    file
}

fn without(place: &str) -> Value {
    let mut file = file();
    let (parent, key) = place.rsplit_once('/').unwrap();
    file.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key).unwrap();
    file
}

pub fn read(file: &Value) -> spirograph_lab::Result<Experiment> {
    Experiment::read("some/mine.json", &file.to_string())
}

/// The field that is refused, and why.
fn refusal(file: &Value) -> (String, String) {
    match read(file) {
        Err(Error::Experiment { path, field, reason }) => {
            assert_eq!(path, "some/mine.json");
            (field, reason)
        }
        other => panic!("{file} is not refused as it should be: {other:?}"),
    }
}

#[test]
fn every_bad_input_names_the_field_and_what_would_be_right() {
    let arm = |name: &str, settings: Value| json!({ "name": name, "words": "in words", "settings": settings });
    let compared = |quantity: &str, arm: &str, than: Value, expected: &str| json!([{ "quantity": quantity, "arm": arm, "than": than, "expected": expected }]);
    let penalty = "gradient penalty";
    let cases = [
        (changed("/stepz", json!(3)), "stepz", "Is it “steps”?"),
        (
            changed("/kind", json!("cooking")),
            "kind",
            "There are “training”, “sweep”, “translation”, “episodes”, “strokes”.",
        ),
        (without("/kind"), "kind", "is missing"),
        (without("/claim"), "claim", "is missing"),
        (changed("/claim", json!("")), "claim", "must not be empty"),
        (changed("/claim", json!("one\ntwo")), "claim", "must be one line"),
        (
            changed("/work", json!({ "title": "T", "arxiv": "1", "year": "2020" })),
            "work.year",
            "whole number from 1900",
        ),
        (changed("/steps", json!(2.5)), "steps", "must be a whole number from 1 to 10000000, not 2.5"),
        (changed("/batch", json!(1)), "batch", "from 2 to 4096, not 1"),
        (changed("/seeds", json!(9)), "seeds", "from 1 to 8, not 9"),
        (changed("/held_out", json!(-8)), "held_out", "from 8 to 10000, not -8"),
        (without("/small"), "small", "is missing"),
        (without("/small/seeds"), "small.seeds", "is missing"),
        (changed("/small/steps", json!(0)), "small.steps", "from 1 to"),
        (changed("/settings/lamda", json!(1)), "settings.lamda", "Is it “lambda”?"),
        (changed("/settings/steps", json!(1)), "settings.steps", "fields of the file"),
        (changed("/settings/lambda", json!(7)), "settings.lambda", "must lie between 0 and 1"),
        (changed("/settings/pictures", json!("cats")), "settings.pictures", "“spirographs” or “published spirographs”"),
        (changed("/settings/roles", json!({ "q": "interest" })), "settings", "must be a factor of these pictures"),
        (changed("/measured_on", json!({ "ranges": { "h": [2, 1] } })), "measured_on", "before it begins"),
        (changed("/arms", json!([arm("one", json!({}))])), "arms", "has 1 entries, but needs 2 to 8"),
        (changed("/arms", json!("two")), "arms", "must be a list"),
        (changed("/arms/1", arm("third", json!({ "lamda": 0.2 }))), "arms[2].settings.lamda", "Is it “lambda”?"),
        (changed("/arms/1", arm("third", json!({ "lambda": -1 }))), "arms[2].settings.lambda", "must lie between"),
        (changed("/arms/1", arm("third", json!({ "lambda": 0.1 }))), "arms[2].settings", "the same as “with”"),
        (changed("/arms/1", arm("with", json!({ "lambda": 0.2 }))), "arms", "the name “with” is there twice"),
        (changed("/arms/1", arm("a/b", json!({}))), "arms[2].name", "letters, digits, hyphens and full stops"),
        (changed("/arms/1", json!({ "name": "third" })), "arms[2].settings", "is missing"),
        (
            changed("/arms/1", arm("third", json!({ "learning_rate_warm_up": 15 }))),
            "arms[2].settings.learning_rate_warm_up",
            "would rise over 15 steps, but the run has 2",
        ),
        (
            changed("/side_by_side", json!([{ "name": "both", "words": "by both", "of": ["with", "third"] }])),
            "side_by_side[0].of[1]",
            "There are “without”, “with”.",
        ),
        (
            changed("/side_by_side", json!([{ "name": "both", "words": "by both", "of": ["with", "with"] }])),
            "side_by_side[0].of[1]",
            "is there twice",
        ),
        (changed("/compared", json!([])), "compared", "has 0 entries, but needs 1 to 32"),
        (
            changed("/compared", compared("gradient penality", "with", json!("without"), "smaller")),
            "compared[0].quantity",
            "Is it “gradient penalty”?",
        ),
        (
            changed("/compared", compared("beauty", "with", json!("without"), "smaller")),
            "compared[0].quantity",
            "There are “conditional variance”, ",
        ),
        (
            changed("/compared", compared(penalty, "both", json!("without"), "smaller")),
            "compared[0].arm",
            "There are “without”, “with”.",
        ),
        (
            changed("/compared", compared(penalty, "with", json!("with"), "smaller")),
            "compared[0].than",
            "cannot be compared with itself",
        ),
        (changed("/compared", compared(penalty, "with", json!(true), "smaller")), "compared[0].than", "must be a text"),
        (
            changed("/compared", compared(penalty, "with", json!(0), "better")),
            "compared[0].expected",
            "There are “smaller”, “larger”, “no larger”, “no smaller”, “equal”.",
        ),
        (
            changed("/compared", compared(penalty, "with", json!(0), "equal")),
            "compared[0].than",
            "compare with another arm",
        ),
        (
            changed("/compared", compared(penalty, "with", json!(1e300), "smaller")),
            "compared[0].than",
            "must lie between",
        ),
        (changed("/arms/1", arm("loaded", json!({}))), "arms[2].name", "is the name of another encoder"),
        (
            changed("/arms/1", arm("third", json!({ "roles": { "h": "nuisance" } }))),
            "arms[2].settings",
            "the same as “with”",
        ),
        (changed("/arms/1", arm("third", json!({ "renyi_order": 3 }))), "arms[2].settings", "the same as “with”"),
        (changed("/measured_on", json!({ "view_strength": 2 })), "measured_on.view_strength", "does nothing here"),
        (changed("/settings/learning_rate_warm_up", json!(15)), "settings.learning_rate_warm_up", "but the run has 2"),
        (json!([]), "the file", "must be an object"),
    ];
    for (file, field, reason) in cases {
        let (found, why) = refusal(&file);
        assert_eq!(found, field, "{why}");
        assert!(why.contains(reason), "{field}: {why}");
    }
}

#[test]
fn a_quick_run_has_the_steps_that_a_chosen_warm_up_needs() {
    let mut file = changed("/settings/learning_rate_warm_up", json!(20));
    file["steps"] = json!(300);
    file["small"]["steps"] = json!(25);
    let Study::Training(plan) = read(&file).unwrap().study else { panic!() };
    assert_eq!([Extent::Full, Extent::Small, Extent::Quick].map(|extent| plan.settings(extent).steps), [300, 25, 20]);
    plan.settings(Extent::Quick).check().unwrap();
}

#[test]
fn what_is_read_side_by_side_has_no_quantities_of_one_encoder_alone() {
    let of = |quantity: &str| {
        let mut file =
            changed("/side_by_side", json!([{ "name": "both", "words": "by both", "of": ["with", "without"] }]));
        file["compared"] = json!([{ "quantity": quantity, "arm": "with", "than": "both", "expected": "smaller" }]);
        file
    };
    assert!(read(&of("mean error, M = 1")).is_ok() && read(&of("unread share of h")).is_ok());
    for quantity in ["mean error, M = 16", "conditional variance", "firing of h"] {
        let (field, reason) = refusal(&of(quantity));
        assert_eq!(field, "compared[0].quantity");
        assert!(reason.starts_with("“both” is read side by side, which tells nothing of the "), "{reason}");
    }
}

#[test]
fn a_sweep_of_too_many_pictures_or_of_what_it_does_not_read_is_refused() {
    let changed = |place: &str, value: Value| {
        let mut file: Value =
            serde_json::from_str(include_str!("../../www/assets/experiments/blindness.json")).unwrap();
        *file.pointer_mut(place).unwrap() = value;
        file
    };
    let (field, reason) = refusal(&changed("/small/clean", json!(10_001)));
    assert_eq!((field.as_str(), reason.contains("from 16 to 10000")), ("small.clean", true));
    let mut large = changed("/samples", json!(1024));
    large["values"] = json!(12);
    let (field, reason) = refusal(&large);
    assert_eq!(field, "samples");
    assert!(reason.starts_with("makes 212920 pictures with "), "{reason}");
    let (field, _) = refusal(&changed("/compared/0/quantity", json!("unread share of gaps")));
    assert_eq!(field, "compared[0].quantity");
}

#[test]
fn what_is_not_json_is_refused_by_line_and_column() {
    let refuse = |text: &str| Experiment::read("a.json", text).unwrap_err().to_string();
    assert!(refuse("{\n  \"kind\": training\n}").starts_with("a.json: line 2, column 13: this is not JSON"));
    assert!(refuse("").starts_with("a.json: line 1, column 0: this is not JSON"));
    let twice = file().to_string().replacen('{', "{\"claim\":\"another\",", 1);
    assert!(refuse(&twice).ends_with("“claim” is there twice."), "{}", refuse(&twice));
}

#[test]
fn a_file_of_one_s_own_needs_no_work_and_says_what_is_expected_in_words() {
    let experiment = read(&file()).unwrap();
    assert_eq!((experiment.name.as_str(), &experiment.work), ("mine", &None));
    assert_eq!(experiment.compared[0].sentence, "The gradient penalty should be smaller with it than without it.");
    let Study::Training(plan) = &experiment.study else { panic!() };
    assert!(!plan.sweeps);
    assert_eq!(plan.settings(Extent::Full).lambda, 0.1);
    assert_eq!((plan.settings(Extent::Small).steps, plan.plan(Extent::Small).seeds), (2, 2));
}

/// The files that come with the page, by name.
pub fn shipped() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/assets/experiments");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_shipped_file_is_an_experiment_with_a_claim_and_its_limits() {
    let experiments: Vec<_> = shipped().iter().map(|(path, text)| Experiment::read(path, text).unwrap()).collect();
    let mut names: Vec<_> = experiments.iter().map(|experiment| experiment.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "blindness",
            "centred",
            "compositions",
            "contrasts",
            "equivariance",
            "matching",
            "no-negatives",
            "paired",
            "photographs",
            "readers",
            "renyi",
            "signs",
            "standardised",
            "strokes",
            "translation",
            "wide-views"
        ]
    );
    for Experiment { name, limits, study, .. } in &experiments {
        assert!(limits.is_some(), "{name} does not say what limits it");
        if let Study::Training(plan) = study {
            assert_eq!(plan.sweeps, name == "centred", "{name}");
            // Small runs end in two minutes at a quarter of a second for a step of 16 pairs (docs/performance.md).
            let small = plan.small;
            assert!(small.batch == 16 && plan.arms.len() as u64 * small.seeds * small.steps <= 300, "{name}");
        }
    }
}

#[test]
fn a_shipped_experiment_runs_and_is_judged() {
    let (path, text) = shipped().into_iter().find(|(path, _)| path.ends_with("paired.json")).unwrap();
    let experiment = Experiment::read(&path, &text).unwrap();
    let Study::Training(plan) = &experiment.study else { panic!() };
    let (quick, settings) = (plan.plan(Extent::Quick), plan.settings(Extent::Quick));
    let mut session = FineTuning::new(plan.design(), quick, settings, model(), &device()).unwrap();
    while !session.is_finished() {
        pollster::block_on(session.advance()).unwrap();
    }
    let results = Results::from(&session);
    assert_eq!((results.arms.len(), results.seeds()), (2, 2));
    let judgement = judge(&results, &experiment.compared);
    assert_eq!(judgement.comparisons.len(), 4);
    for judged in &judgement.comparisons {
        let (lower, upper) = (judged.lower.unwrap(), judged.upper.unwrap());
        assert!((lower..=upper).contains(&judged.difference.unwrap()) && judged.seeds == 2, "{judged:?}");
    }
    assert_eq!(results.rows().len(), session.outcome().rows.len());
}

/// Works until the end.
fn finish(mut run: SweepRun) -> Results {
    while !run.is_finished() {
        pollster::block_on(run.advance()).unwrap();
    }
    run.results().clone()
}

#[test]
fn a_sweep_goes_on_from_what_has_been_measured() {
    let text = include_str!("../../www/assets/experiments/blindness.json");
    let experiment = Experiment::read("blindness.json", text).unwrap();
    let Study::Sweep(mut plan) = experiment.study else { panic!() };
    plan.arms.truncate(2);
    let run = |so_far| SweepRun::new(&plan, Extent::Quick, vec![model(), model()], so_far, &device()).unwrap();
    let whole = finish(run(None));
    assert_eq!((whole.arms.len(), whole.seeds()), (2, 2));
    assert_eq!(whole.runs[0], whole.runs[1], "the same encoder twice");
    assert_ne!(whole.runs[0][0], whole.runs[0][1], "other samples");
    let mut begun = whole.clone();
    begun.runs = vec![whole.runs[0][..1].to_vec(), Vec::new()];
    assert_eq!(finish(run(Some(begun))), whole);
    assert!(SweepRun::new(&plan, Extent::Quick, vec![model()], None, &device()).is_err());
}

#[test]
fn an_encoder_that_has_collapsed_has_no_result_and_the_others_go_on() {
    let text = include_str!("../../www/assets/experiments/blindness.json");
    let Study::Sweep(mut plan) = Experiment::read("blindness.json", text).unwrap().study else { panic!() };
    plan.arms.truncate(2);
    // Without weights every picture is represented by zeros.
    let mut collapsed = model();
    collapsed.encoder = collapsed.encoder.map(&mut Zeros);
    let results = finish(SweepRun::new(&plan, Extent::Quick, vec![collapsed, model()], None, &device()).unwrap());
    assert_eq!(results.runs[0], [None, None]);
    assert!(results.runs[1].iter().all(Option::is_some));
}
