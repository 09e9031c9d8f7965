//! Whether what an experiment measured is what it expected.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use spirograph_lab::{
    experiments::{Comparison, Results, Verdict, interval, judge},
    fine_tuning::ArmName,
    named::Named,
    random::normal,
};

use crate::{
    assert_close,
    experiments::{changed, read},
};

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
