use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use burn::module::Module;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use spirograph_lab::{
    Error,
    experiments::{Comparison, Experiment, Extent, Results, Study, SweepRun, Verdict, interval, judge},
    fine_tuning::{ArmName, FineTuning},
    named::Named,
    random::normal,
};

use crate::{Zeros, assert_close, device, models::model};

/// A small experiment, as its file says it.
fn file() -> Value {
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
fn changed(place: &str, value: Value) -> Value {
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

fn read(file: &Value) -> spirograph_lab::Result<Experiment> {
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
        (changed("/kind", json!("cooking")), "kind", "There are “training”, “sweep”, “translation”."),
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
        (changed("/held_out", json!(-8)), "held_out", "from 8 to 4096, not -8"),
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

fn arms() -> Vec<ArmName> {
    ["with", "without"].map(|name| ArmName { name: name.to_owned(), words: format!("{name} it") }).to_vec()
}

/// Results of two arms, the second of which has ones at every seed.
fn results(differences: &[Option<f64>]) -> Results {
    let value = |value: f64| Named::from_iter([("gradient penalty", value)]);
    let with = differences.iter().map(|difference| difference.map(|difference| value(1.0 + difference)));
    let without = differences.iter().map(|_| Some(value(1.0)));
    Results { arms: arms(), runs: vec![with.collect(), without.collect()] }
}

fn expecting(expected: &str) -> Vec<Comparison> {
    read(&changed(
        "/compared",
        json!([{
            "quantity": "gradient penalty", "arm": "with", "than": "without", "expected": expected
        }]),
    ))
    .unwrap()
    .compared
}

fn verdict(differences: &[f64], expected: &str) -> Verdict {
    let differences: Vec<_> = differences.iter().copied().map(Some).collect();
    judge(&results(&differences), &expecting(expected)).verdict
}

#[test]
fn a_verdict_is_where_the_interval_lies() {
    use Verdict::{DoesNotHold, Holds, Undecided};
    // Mean −0.3, deviation 0.01: three seeds give ± 4.303 · 0.01 / √3 = 0.0248.
    let below = [-0.31, -0.30, -0.29];
    let around = [-0.3, 0.0, 0.3];
    let above = [0.29, 0.30, 0.31];
    // Within the margin, a tenth of the other arm's mean of 1.
    let near = [0.04, 0.05, 0.06];
    let cases = [
        ("smaller", [Holds, Undecided, DoesNotHold, DoesNotHold]),
        ("larger", [DoesNotHold, Undecided, Holds, Holds]),
        ("no larger", [Holds, Undecided, DoesNotHold, Holds]),
        ("no smaller", [DoesNotHold, Undecided, Holds, Holds]),
        ("equal", [DoesNotHold, Undecided, DoesNotHold, Holds]),
    ];
    for (expected, verdicts) in cases {
        let found = [below, around, above, near].map(|differences| verdict(&differences, expected));
        assert_eq!(found, verdicts, "{expected}");
    }
    let (lower, upper) = interval(&below).unwrap();
    assert_close(lower, -0.3 - 0.02484, 1e-5, "lower end");
    assert_close(upper, -0.3 + 0.02484, 1e-5, "upper end");
}

#[test]
fn a_sentence_has_the_numbers() {
    let holds = judge(&results(&[Some(-0.31), Some(-0.30), Some(-0.29)]), &expecting("smaller"));
    assert_eq!(
        holds.comparisons[0].sentence,
        "The gradient penalty is smaller with it than without it: the difference is −0.300 (−0.325 to −0.275 with 95 % \
         confidence, 3 seeds). Holds."
    );
    assert_eq!(holds.sentence, "What was expected holds: of 1 comparison 1 as expected.");
    let above = judge(&results(&[Some(0.29), Some(0.30), Some(0.31)]), &expecting("no larger"));
    assert!(above.comparisons[0].sentence.starts_with("The gradient penalty is larger with it than without it: "));
    let equal = judge(&results(&[Some(0.29), Some(0.30), Some(0.31)]), &expecting("equal"));
    assert_eq!(
        equal.comparisons[0].sentence,
        "The gradient penalty is not as large with it as without it: the difference is 0.300 (0.275 to 0.325 with 95 % \
         confidence, 3 seeds, and up to 0.100 counts as none). Does not hold."
    );
}

#[test]
fn one_seed_and_a_run_that_ended_leave_it_undecided() {
    let one = judge(&results(&[Some(-0.5)]), &expecting("smaller"));
    assert_eq!((one.verdict, one.comparisons[0].lower), (Verdict::Undecided, None));
    assert!(one.comparisons[0].sentence.ends_with("with one seed, which has no spread. Undecided."));
    let ended = judge(&results(&[Some(-0.31), None, Some(-0.30), Some(-0.29)]), &expecting("smaller"));
    assert_eq!((ended.verdict, ended.comparisons[0].seeds), (Verdict::Undecided, 3));
    assert!(ended.comparisons[0].sentence.ends_with("; a run with it has ended without a result. Undecided."));
    let none = judge(&results(&[None, None]), &expecting("smaller"));
    assert!(none.comparisons[0].sentence.contains("there are no numbers to compare"));
}

#[test]
fn a_number_that_is_not_there_at_a_seed_leaves_it_undecided_and_is_said() {
    let mut results = results(&[Some(-0.31), Some(-0.30), Some(-0.29)]);
    results.runs[1][1] = Some(Named::default());
    let judged = judge(&results, &expecting("smaller"));
    assert_eq!((judged.verdict, judged.comparisons[0].seeds), (Verdict::Undecided, 2));
    let sentence = &judged.comparisons[0].sentence;
    assert!(sentence.ends_with("2 seeds); a run without it has no such number. Undecided."), "{sentence}");
}

#[test]
fn arms_that_are_exactly_alike_are_no_larger_than_each_other_and_zero_has_no_sign() {
    let mut alike = results(&[Some(0.0); 3]);
    alike.runs = vec![results(&[Some(-1.0); 3]).runs.remove(0); 2];
    for expected in ["no larger", "no smaller", "equal"] {
        assert_eq!(judge(&alike, &expecting(expected)).verdict, Verdict::Holds, "{expected}");
    }
    let tiny = judge(&results(&[Some(-0.3), Some(0.3), Some(-0.000_01)]), &expecting("smaller"));
    assert!(tiny.comparisons[0].sentence.contains("the difference is 0.00 ("), "{:?}", tiny.comparisons[0]);
}

#[test]
fn of_several_comparisons_the_worst_decides() {
    let comparisons = |expected: [&str; 2]| expected.map(|expected| expecting(expected).remove(0)).to_vec();
    let found = |differences: &[f64], expected| {
        let differences: Vec<_> = differences.iter().copied().map(Some).collect();
        judge(&results(&differences), &comparisons(expected)).verdict
    };
    let near = [0.04, 0.05, 0.06];
    assert_eq!(found(&near, ["larger", "equal"]), Verdict::Holds);
    assert_eq!(found(&near, ["smaller", "equal"]), Verdict::DoesNotHold);
    assert_eq!(found(&[0.0, 0.05, 0.1], ["larger", "no smaller"]), Verdict::Undecided);
}

#[test]
fn the_interval_holds_the_mean_of_normal_numbers_95_times_in_100() {
    let mut generator = ChaCha8Rng::seed_from_u64(16);
    for seeds in 2..=8 {
        let draws = 20_000;
        let holds = |_: &usize| {
            let values: Vec<f64> = (0..seeds).map(|_| 3.0 + 0.5 * normal(&mut generator)).collect();
            interval(&values).is_some_and(|(lower, upper)| (lower..=upper).contains(&3.0))
        };
        let share = (0..draws).filter(holds).count() as f64 / draws as f64;
        assert_close(share, 0.95, 0.01, &format!("coverage with {seeds} seeds"));
    }
}

#[test]
fn a_verdict_depends_on_neither_unit_nor_order() {
    let mut generator = ChaCha8Rng::seed_from_u64(3);
    for _ in 0..200 {
        let [shift, spread] = [normal(&mut generator) * 0.1, 0.05];
        let values: Vec<f64> = (0..4).map(|_| shift + spread * normal(&mut generator)).collect();
        let scaled = |by: f64| {
            let mut results = results(&values.iter().copied().map(Some).collect::<Vec<_>>());
            for run in results.runs.iter_mut().flatten().flatten() {
                *run = run.iter().map(|(name, value)| (name, value * by)).collect();
            }
            results
        };
        let turned: Vec<_> = values.iter().rev().copied().collect();
        for expected in ["smaller", "larger", "no larger", "no smaller", "equal"] {
            let plain = verdict(&values, expected);
            assert_eq!(plain, verdict(&turned, expected), "{values:?} {expected}");
            // A power of two: rounding is the same.
            assert_eq!(plain, judge(&scaled(1024.0), &expecting(expected)).verdict, "{values:?} {expected}");
        }
    }
}

/// The files that come with the page, by name.
fn shipped() -> Vec<(String, String)> {
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
            "matching",
            "paired",
            "readers",
            "renyi",
            "standardised",
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

/// A folder for one test alone.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("experiments").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn spiro(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spiro"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("experiment").args(arguments);
    command
}

fn stdout(arguments: &[&str]) -> String {
    let output = spiro(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(arguments: &[&str]) -> String {
    let output = spiro(arguments).output().unwrap();
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_command_judges_and_keeps_what_it_has_found() {
    let folder = scratch("kept");
    let (own, state) = (folder.join("mine.json"), folder.join("state"));
    std::fs::write(&own, file().to_string()).unwrap();
    let [path, state] = [&own, &state].map(|path| path.to_str().unwrap());
    let found = stdout(&[path, "--quick", "--state", state]);
    assert!(found.contains("### mine\n\nA penalty helps.\n\n| quantity"), "{found}");
    assert!(found.contains("he gradient penalty is") && found.contains("95 % confidence, 2 seeds"), "{found}");
    assert!(folder.join("state/mine.results.json").is_file());
    assert_eq!(stdout(&[path, "--quick", "--state", state]), found);
    assert!(
        stderr(&[path, "--small", "--state", state]).contains("is of the size quick, not small; --fresh begins anew")
    );
    std::fs::write(&own, file().to_string().replace("helps", "is of help")).unwrap();
    assert!(stderr(&[path, "--quick", "--state", state]).contains("whose file has changed; --fresh begins anew"));
    std::fs::write(&own, file().to_string().replace("\"smaller\"", "\"nicer\"")).unwrap();
    assert!(stderr(&[path]).contains("mine.json: compared[0].expected: “nicer” is none that there is."));
    // What was found before is not handed out as what comes now, however soon that is interrupted.
    std::fs::write(&own, file().to_string().replace("\"base\"", "\"bse\"")).unwrap();
    let refused = stderr(&["paired", path, "--quick"]);
    assert!(
        refused.contains("cannot read www/assets/weights/bse.safetensors") && !refused.contains("steps"),
        "{refused}"
    );
    std::fs::write(&own, file().to_string()).unwrap();
    assert!(stdout(&[path, "--quick", "--fresh", "--state", state]).contains("### mine"));
    assert!(stderr(&["pared"]).contains("there is no experiment “pared”"));
    assert!(stderr(&["paired", "--out", "/dev/null"]).contains("cannot be used with '--out <OUT>'"));
}

#[test]
fn all_shipped_experiments_run_quickly_into_one_document() {
    let out = scratch("all").join("experiments.md");
    let printed = stdout(&["--all", "--quick", "--out", out.to_str().unwrap()]);
    let document = std::fs::read_to_string(&out).unwrap();
    assert!(document.contains(&format!("by `spiro experiment --all --quick --out {}`", out.display())));
    for (path, text) in shipped() {
        let experiment = Experiment::read(&path, &text).unwrap();
        let section = document.split(&format!("\n## {}\n", experiment.name)).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        assert!(
            section.contains("\n**What was expected ") || section.contains("\n**Whether what was expected "),
            "{section}"
        );
        // Each comparison is judged, and the terminal shows the same sentences.
        let ends = ["Holds.", "Does not hold.", "Undecided."];
        let is_judged = |line: &&str| line.starts_with("- ") && ends.iter().any(|end| line.ends_with(end));
        let sentences: Vec<_> = section.lines().filter(is_judged).collect();
        assert_eq!(sentences.len(), experiment.compared.len(), "{section}");
        assert!(sentences.iter().all(|sentence| printed.contains(sentence)), "{printed}");
    }
}

#[test]
fn the_document_is_that_of_the_record_which_the_page_shows() {
    let out = scratch("record").join("experiments.md");
    let figures = "www/assets/experiments/figures";
    let arguments = ["--all", "--full", "--recorded", "--figures", figures, "--out", out.to_str().unwrap()];
    assert_eq!(stdout(&arguments), "", "nothing is run anew: every file is as it was when it was run");
    let sections = |text: String| text.split_once("\n| experiment | work | verdict |").unwrap().1.to_owned();
    let committed = std::fs::read_to_string("docs/experiments.md").unwrap();
    assert_eq!(sections(std::fs::read_to_string(&out).unwrap()), sections(committed));
}

#[cfg(unix)]
#[test]
fn an_experiment_that_is_interrupted_goes_on() {
    use std::io::{BufRead, BufReader};

    use nix::{
        sys::signal::{Signal, kill},
        unistd::Pid,
    };
    let folder = scratch("interrupted");
    let own = folder.join("mine.json");
    std::fs::write(&own, file().to_string()).unwrap();
    let arguments = [own.to_str().unwrap(), "--small", "--state", folder.to_str().unwrap()];
    let mut begun = spiro(&arguments).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(begun.stderr.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "0/8 steps");
    kill(Pid::from_raw(begun.id() as i32), Signal::SIGTERM).unwrap();
    let said: Vec<_> = lines.map(Result::unwrap).collect();
    assert_eq!(begun.wait().unwrap().code(), Some(143));
    assert!(
        said.iter().any(|line| line.starts_with("stopped in the middle of mine; the same command goes on")),
        "{said:?}"
    );
    assert!(folder.join("mine.session.safetensors").is_file());
    let found = stdout(&arguments);
    assert!(found.contains("95 % confidence, 2 seeds"), "{found}");
    assert!(!folder.join("mine.session.safetensors").exists());
}
