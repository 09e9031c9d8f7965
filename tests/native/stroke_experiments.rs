//! Experiments on finishing strokes: their file, and the run of every way.

use serde_json::{Value, json};
use spirograph_lab::experiments::{EncoderRun, Experiment, Extent, Study};

use crate::{device, strokes::SHIPPED};

/// The experiment that comes with the page, with something else in a field.
fn file(field: &str, value: Value) -> spirograph_lab::Result<Experiment> {
    let mut file: Value = serde_json::from_str(include_str!("../../www/assets/experiments/strokes.json")).unwrap();
    file[field] = value;
    Experiment::read("strokes.json", &file.to_string())
}

#[test]
fn an_experiment_finishes_strokes_in_every_way() {
    let experiment = file("given", json!([8, 16, 32, 48])).unwrap();
    assert!(matches!(&experiment.study, Study::Strokes(plan) if plan.network == "strokes"));
    assert_eq!(experiment.study.network(), Some("strokes"));
    let weights = |name: &str| -> spirograph_lab::Result<Vec<u8>> {
        assert_eq!(name, "strokes");
        Ok(SHIPPED.to_vec())
    };
    let open = |so_far| EncoderRun::new(&experiment.study, Extent::Quick, weights, so_far, &device()).unwrap();
    let mut run = open(None);
    while run.done() < 3.0 {
        pollster::block_on(run.advance()).unwrap();
    }
    let mut run = open(Some(run.results().clone()));
    assert_eq!(run.done(), 3.0);
    while !run.is_finished() {
        pollster::block_on(run.advance()).unwrap();
    }
    assert_eq!(run.done(), EncoderRun::whole(&experiment.study, Extent::Quick) as f64);
    let rows = run.results().rows();
    let names: Vec<_> = rows.iter().map(|row| row.quantity.as_str()).collect();
    assert_eq!(names, ["error, k = 8", "error, k = 16", "error, k = 32", "error, k = 48"]);
    assert!(rows.iter().all(|row| row.after.len() == 5 && row.after.iter().all(Option::is_some)));
}

#[test]
fn what_an_experiment_cannot_do_is_refused() {
    let arm = |name: &str, finishes: &str| json!({ "name": name, "words": "in words", "finishes": finishes });
    let cases = [
        ("given", json!([16, 8]), "must rise: 16 stands before 8"),
        ("given", json!([2]), "must be a whole number from 3 to 64"),
        ("arms", json!([arm("one", "token"), arm("two", "guess")]), "There are “token”, “zero”, “all”"),
        ("arms", json!([arm("one", "token"), arm("two", "token")]), "goes on in the same way"),
        ("tasks", json!(0), "must be a whole number from 1"),
        ("network", json!("../base"), "letters, digits"),
    ];
    for (field, value, words) in cases {
        let refused = file(field, value).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
}
