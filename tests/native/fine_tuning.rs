use std::collections::BTreeSet;

use burn::module::Module;
use serde_json::json;
use spirograph_lab::{
    fine_tuning::{
        ArmPlan, Design, Doing, FineTuning, HadBy, Outcome, Plan, Runs, SideBySide, Spread, Start, quantity_names,
    },
    measuring::held_out_penalty,
    model::Model,
    random::Purpose,
    tensors::parameters::parameters,
    training::{LossPoint, PenaltyOf, Settings},
};

use crate::{Zeros, assert_close, device, example, models::model, render, spirographs, values};

fn plan() -> Plan {
    Plan { measure_every: 4, held_out: 32, ..Plan::default() }
}

fn settings() -> Settings {
    Settings { steps: 6, batch: 4, lambda: 1.0, lambda_whole_at: 0, ..Settings::fine_tuning() }
}

fn session(plan: Plan, settings: Settings) -> FineTuning {
    session_of(Design::default(), plan, settings)
}

fn session_of(design: Design, plan: Plan, settings: Settings) -> FineTuning {
    // A warm-up of ten steps would be longer than the run.
    let settings = Settings { learning_rate_warm_up: 0, ..settings };
    FineTuning::new(design, plan, settings, model(), &device()).unwrap()
}

/// Works until `is_enough`, and at most until the end.
fn work(session: &mut FineTuning, is_enough: impl Fn(&FineTuning) -> bool) {
    while !session.is_finished() && !is_enough(session) {
        pollster::block_on(session.advance()).unwrap();
    }
}

fn finish(session: &mut FineTuning) {
    work(session, |_| false);
}

#[test]
fn an_arm_that_diverges_ends_with_its_last_good_weights_and_the_others_go_on() {
    let start = Model::from_bytes(crate::training::DEEP, &device()).unwrap();
    let arms = vec![
        ArmPlan::new("wild", "at a rate of one", [("learning_rate", 1.0.into())]),
        ArmPlan::new("calm", "at a usual rate", []),
        ArmPlan::new("wilder", "at a rate of one as well", [("learning_rate", 0.9.into())]),
    ];
    let side_by_side = vec![SideBySide {
        name: "both".to_owned(),
        words: "side by side".to_owned(),
        of: vec!["wild".to_owned(), "calm".to_owned()],
    }];
    let design = Design { side_by_side, ..Design::of(Start::Encoder, arms) };
    let settings = Settings { steps: 60, learning_rate_warm_up: 0, lambda: 0.0, ..settings() };
    let plan = Plan { measure_every: 100, ..plan() };
    let mut session = FineTuning::new(design, plan, settings, start, &device()).unwrap();
    let mut ended = Vec::new();
    while !session.is_finished() {
        let news = pollster::block_on(session.advance()).unwrap().news;
        ended.extend(news.into_iter().filter_map(|news| Some((news.arm, news.ended?))));
    }
    // Said once, with the setting to lower.
    assert_eq!(ended.iter().map(|(arm, _)| *arm).collect::<BTreeSet<_>>(), BTreeSet::from([0, 2]));
    assert_eq!(ended.len(), 2);
    assert!(ended.iter().all(|(_, why)| why.field == "learning_rate" && why.message.contains("no longer a number")));
    for arm in session.arms() {
        let encoder = pollster::block_on(parameters(&arm.run.learner().encoder, "encoder")).unwrap();
        assert!(encoder.values().flat_map(|array| &array.values).all(|value| value.is_finite()), "{}", arm.name);
        assert!(arm.run.losses().iter().all(|point| point.is_finite()));
        let images = render(&[example()]);
        assert!(values(arm.run.learner().encoder.representations(images)).iter().all(|value| value.is_finite()));
    }
    let [wild, calm, wilder] = [0, 1, 2].map(|arm: usize| session.arms()[arm].run.step());
    assert!(wild < 60 && calm == 60 && wilder < 60, "{wild} {calm} {wilder}");
    // What has ended is worth nothing in a comparison; a session at rest knows.
    let there = |session: &FineTuning| session.values().iter().map(|arm| arm[0].is_some()).collect::<Vec<_>>();
    assert_eq!(there(&session), [false, true, false, false]);
    let bytes = pollster::block_on(session.to_bytes()).unwrap();
    let resumed = FineTuning::from_bytes(&bytes, None, &device()).unwrap();
    assert!(resumed.is_finished());
    assert_eq!(there(&resumed), there(&session));
    assert_eq!(resumed.history_json().unwrap(), session.history_json().unwrap());
}

#[test]
fn a_measurement_of_weights_that_a_diverged_run_has_gone_back_from_is_taken_back() {
    let start = || Model::from_bytes(crate::training::DEEP, &device()).unwrap();
    let wild = ArmPlan::new("wild", "at a rate of one", [("learning_rate", 1.0.into())]);
    let arms = vec![wild, ArmPlan::new("calm", "at a usual rate", [])];
    let settings = Settings { steps: 40, learning_rate_warm_up: 0, lambda: 0.0, ..settings() };
    // At every third step: one of them lies between the last good reading and the one that broke.
    let plan = Plan { measure_every: 3, held_out: 8, ..plan() };
    let mut session = FineTuning::new(Design::of(Start::Encoder, arms), plan, settings, start(), &device()).unwrap();
    work(&mut session, |session| session.arms()[0].ended.is_some());
    let wild = &session.arms()[0];
    let last = wild.measurements.last().map_or(0, |measurement| measurement.step);
    assert!(wild.ended.is_some() && last <= wild.run.step(), "{last} {}", wild.run.step());
    let bytes = pollster::block_on(session.to_bytes()).unwrap();
    let resumed = FineTuning::from_bytes(&bytes, None, &device()).unwrap();
    assert_eq!(resumed.arms()[0].measurements, session.arms()[0].measurements);
}

#[test]
fn an_encoder_that_has_collapsed_cannot_be_measured() {
    let mut start = model();
    start.encoder = start.encoder.map(&mut Zeros);
    let mut session = FineTuning::new(Design::default(), plan(), settings(), start, &device()).unwrap();
    let error = loop {
        if let Err(error) = pollster::block_on(session.advance()) {
            break error;
        }
    };
    assert_eq!(error.to_string(), "representations: all are alike: they have collapsed.");
}

#[test]
fn arms_from_random_weights_begin_with_the_same_ones_and_are_read_side_by_side() {
    let arms = vec![
        ArmPlan::new("shape", "keeps the shape", [("roles", json!({ "fore.r": "nuisance" }))]),
        ArmPlan::new("colour", "keeps the colour", [("roles", json!({ "m": "nuisance", "b": "nuisance" }))]),
    ];
    let both = SideBySide {
        name: "both".to_owned(),
        words: "both".to_owned(),
        of: vec!["shape".to_owned(), "colour".to_owned()],
    };
    let design = Design { side_by_side: vec![both], ..Design::of(Start::Random, arms) };
    let settings = Settings { steps: 3, batch: 4, lambda: 0.0, ..settings() };
    let plan = Plan { seeds: 2, ..plan() };
    let mut session = FineTuning::new(design, plan, settings, model(), &device()).unwrap();
    let first = |arm: usize| {
        let encoder = session.arms()[arm].run.learner().encoder;
        values(encoder.representations(render(&[example()])))
    };
    assert_eq!(first(0), first(1));
    assert_ne!(first(0), first(2));
    finish(&mut session);
    let found = session.values();
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
    let names = session.outcome().arms.into_iter().map(|arm| arm.name).collect::<Vec<_>>();
    assert_eq!(names, ["shape", "colour", "both"]);
    // All arms are measured on the same held-out set, whatever their own roles; side by side there is no more than read-back.
    let [shape, both] = [0, 2].map(|arm: usize| found[arm][1].clone().unwrap());
    assert!(shape.get("error of m, M = 1").unwrap().is_finite() && shape.get("error of fore.r, M = 16").is_some());
    assert!(both.get("error of m, M = 1").unwrap().is_finite() && both.get("mean error, M = 16").is_none());
    assert!(both.get("unread share of h").is_some() && both.get("conditional variance").is_none());
    assert!(session.model("shape").unwrap().description.name.starts_with("random weights, trained"));
}

#[test]
fn any_held_out_set_goes_with_turned_pictures() {
    let design = Design { turns: true, ..Design::of(Start::Encoder, vec![ArmPlan::new("a", "a", [])]) };
    for held_out in [8, 10_000] {
        session_of(design.clone(), Plan { held_out, ..plan() }, settings());
    }
}

#[test]
fn the_last_weights_are_swept_where_a_design_asks_for_it() {
    let arms = vec![ArmPlan::new("a", "a", []), ArmPlan::new("b", "b", [("lambda", 0.0.into())])];
    let design = Design { sweeps: true, ..Design::of(Start::Encoder, arms) };
    let mut session = session_of(design, plan(), Settings { steps: 2, ..settings() });
    work(&mut session, |session| session.arms()[0].measurements.last().is_some_and(|last| last.blindness.is_some()));
    let bytes = pollster::block_on(session.to_bytes()).unwrap();
    let mut resumed = FineTuning::from_bytes(&bytes, None, &device()).unwrap();
    finish(&mut session);
    finish(&mut resumed);
    assert_eq!(session.values(), resumed.values());
    for arm in session.values() {
        let quantities = arm[0].as_ref().unwrap();
        assert!((0.0..=1.0).contains(quantities.get("whitened cosine of gaps").unwrap()));
        assert!(*quantities.get("firing over chance of h").unwrap() > 0.0);
    }
    let source = session.source();
    let names = quantity_names(source);
    for (quantity, had_by) in [
        ("whitened cosine of h", HadBy::Swept),
        ("unread share of h", HadBy::Both),
        ("mean error, M = 1", HadBy::Both),
        ("mean error, M = 16", HadBy::Alone),
        ("gradient penalty", HadBy::Alone),
    ] {
        assert!(names.contains(&(quantity.to_owned(), had_by)), "{quantity}");
    }
    // The clean samples of a sweep are drawn without flaws.
    assert!(!names.iter().any(|(name, _)| name == "unread share of gaps"));
}

#[test]
fn a_design_that_cannot_be_is_refused_by_name() {
    let arm = |name: &str| ArmPlan::new(name, name, []);
    let of = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let both = |name: &str, parts: &[&str]| SideBySide { name: name.to_owned(), words: name.to_owned(), of: of(parts) };
    let two = || Design::of(Start::Encoder, vec![arm("a"), arm("b")]);
    for (design, field) in [
        (Design::of(Start::Encoder, Vec::new()), "arms"),
        (Design::of(Start::Encoder, vec![arm("a"), arm("a")]), "arms"),
        (Design { side_by_side: vec![both("a", &["a", "b"])], ..two() }, "arms"),
        (Design::of(Start::Encoder, vec![arm("a"), arm("loaded")]), "arms"),
        (Design { side_by_side: vec![both("c", &["a", "x"])], ..two() }, "side_by_side"),
        (Design { side_by_side: vec![both("c", &["a"])], ..two() }, "side_by_side"),
    ] {
        assert_eq!(FineTuning::new(design, plan(), settings(), model(), &device()).err().unwrap().field(), field);
    }
}

#[test]
fn a_pair_advances_in_turn_and_is_measured_level() {
    let mut session = session(plan(), settings());
    let names: Vec<_> = session.arms().iter().map(|arm| arm.name.as_str()).collect();
    assert_eq!(names, ["without", "with"]);
    while !session.is_finished() {
        let progress = pollster::block_on(session.advance()).unwrap();
        let steps: Vec<_> = session.arms().iter().map(|arm| arm.run.step()).collect();
        assert!(steps[0] == steps[1] || steps[0] == steps[1] + 1, "{steps:?}");
        assert_eq!(progress.step, steps[1]);
        if progress.doing == Doing::Measuring {
            assert_eq!(steps[0], steps[1]);
        }
    }
    for arm in session.arms() {
        assert_eq!(arm.run.losses().len(), 6);
        assert_eq!(arm.measurements.iter().map(|m| m.step).collect::<Vec<_>>(), [4, 6]);
    }
    // The same batches: before anything was learned both arms have the same contrastive loss.
    let [without, with] = [0, 1].map(|arm: usize| session.arms()[arm].run.losses().to_vec());
    let term = |point: &LossPoint, name| point.terms.get(name).copied();
    let contrastive = |point| term(point, "contrastive").unwrap();
    assert_close(contrastive(&without[0]).into(), contrastive(&with[0]).into(), 1e-6, "first loss");
    assert_eq!(term(&without[0], "penalty"), None);
    assert!(term(&with[0], "penalty").unwrap() > 0.0);
    assert_ne!(contrastive(&without[5]), contrastive(&with[5]));
}

/// A session of forty steps, after which each quantity with the regulariser is below so many times that without.
fn assert_lowered(settings: Settings, most: &[(&str, f64)]) -> FineTuning {
    let mut session = session(plan(), Settings { steps: 40, batch: 16, ..settings });
    finish(&mut session);
    let Outcome { arms, rows } = session.outcome();
    assert_eq!(arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(), ["without", "with"]);
    for &(quantity, most) in most {
        let row = rows.iter().find(|row| row.quantity == quantity).unwrap();
        let [without, with] = [0, 1].map(|arm: usize| row.after[arm].unwrap().mean);
        assert!(with < most * without, "{quantity}: {without} without, {with} with");
    }
    session
}

#[test]
fn the_regulariser_lowers_penalty_and_conditional_variance() {
    assert_lowered(settings(), &[("conditional variance", 0.9), ("gradient penalty", 0.9)]);
}

#[test]
fn the_penalty_of_the_standardised_representation_lowers_the_share_of_nuisance_too() {
    let settings = Settings { lambda: 0.03, penalty_of: PenaltyOf::Standardised, ..settings() };
    // Nearly all that an untrained encoder tells is nuisance, and forty steps do not change that by much.
    let most = [("conditional variance", 0.95), ("nuisance's share of the variance", 0.997), ("gradient penalty", 0.9)];
    let session = assert_lowered(settings, &most);
    // A few pairs whose b is small decide the penalty of the eight that the session watches: take more, without those.
    let source = spirographs().with_range_moved("b", (0.4, 0.0)).unwrap();
    let samples: Vec<_> = (0..400).map(|index| source.sample(1, Purpose::ProbeTest, index, 2)).collect();
    let views = |view: usize| samples.iter().map(|views| views[view].clone()).collect::<Vec<_>>();
    let pairs = (&*views(0), &*views(1));
    let [without, with] = [0, 1].map(|arm: usize| {
        let encoder = session.arms()[arm].run.learner().encoder;
        pollster::block_on(held_out_penalty(&encoder, &source, pairs, &device())).unwrap()
    });
    assert!(with < 0.7 * without, "{without} without, {with} with");
}

#[test]
fn a_session_resumed_anywhere_equals_an_unbroken_one() {
    let mut unbroken = session(plan(), settings());
    finish(&mut unbroken);
    // In the first measurement, between two arms, and before a measurement in the middle.
    for stop in [0, 3, 4] {
        let mut broken = session(plan(), settings());
        pollster::block_on(broken.advance()).unwrap();
        work(&mut broken, |session| session.arms()[0].run.step() >= stop);
        let bytes = pollster::block_on(broken.to_bytes()).unwrap();
        let mut resumed = FineTuning::from_bytes(&bytes, None, &device()).unwrap();
        finish(&mut resumed);
        assert_eq!(resumed.history_json().unwrap(), unbroken.history_json().unwrap(), "broken off at step {stop}");
        for arm in ["without", "with"] {
            let weights = |session: &FineTuning| {
                pollster::block_on(parameters(&session.model(arm).unwrap().encoder, "encoder")).unwrap()
            };
            assert_eq!(weights(&resumed), weights(&unbroken));
        }
    }
}

#[test]
fn a_broken_session_file_is_refused() {
    let mut session = session(plan(), settings());
    let bytes = pollster::block_on(session.to_bytes()).unwrap();
    for broken in [&bytes[..bytes.len() / 2], &b"nonsense"[..], crate::REFERENCE] {
        assert_eq!(FineTuning::from_bytes(broken, None, &device()).err().unwrap().code(), "weights");
    }
}

#[test]
fn several_seeds_have_a_spread() {
    let plan = Plan { seeds: 3, runs: Runs::Single, ..plan() };
    let mut session = session(plan, Settings { steps: 2, ..settings() });
    finish(&mut session);
    assert_eq!(session.arms().iter().map(|arm| arm.run.settings().seed).collect::<Vec<_>>(), [1, 2, 3]);
    let Outcome { arms, rows } = session.outcome();
    assert_eq!(arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(), ["with"]);
    assert!(rows[0].after[0].unwrap().deviation.unwrap() > 0.0);
    assert_eq!(Spread::of(&[1.0, 3.0]), Some(Spread { mean: 2.0, deviation: Some(2.0_f64.sqrt()) }));
}

#[test]
fn histories_are_whole_in_both_formats() {
    let mut session = session(plan(), settings());
    finish(&mut session);
    let json: serde_json::Value = serde_json::from_str(&session.history_json().unwrap()).unwrap();
    assert_eq!(json["arms"][1]["losses"][5]["step"], 6);
    assert_eq!(json["settings"]["lambda"], 1.0);
    let csv = session.history_csv();
    let lines: Vec<&str> = csv.lines().collect();
    // The heads are the outcome's own names of its quantities.
    let heads = ["arm", "seed", "step", "contrastive", "penalty", "matching", "prediction", "isometry", "total"];
    let quantities = session.outcome().rows.into_iter().map(|row| row.quantity.replace('"', "\"\""));
    let quoted = quantities.map(|name| if name.contains(',') { format!("\"{name}\"") } else { name });
    assert_eq!(lines[0], heads.map(str::to_owned).into_iter().chain(quoted).collect::<Vec<_>>().join(","));
    // The header, then step 0 and six steps of each arm.
    assert_eq!(lines.len(), 1 + 2 * 7);
    assert!(lines[0].contains("\"error of m, M = 1\""), "{}", lines[0]);
    let last = &session.arms()[1].run.losses()[5];
    let [contrastive, penalty] = ["contrastive", "penalty"].map(|name| last.terms.get(name).copied().unwrap());
    let expected = format!("with the regulariser,1,6,{contrastive},{penalty},,,,{},", last.total);
    assert!(lines[14].starts_with(&expected), "{}", lines[14]);
}

#[test]
fn bad_plans_are_refused_by_name() {
    let refused = |plan: Plan| FineTuning::new(Design::default(), plan, settings(), model(), &device()).err().unwrap();
    assert_eq!(refused(Plan { seeds: 9, ..plan() }).field(), "seeds");
    assert_eq!(refused(Plan { held_out: 2, ..plan() }).field(), "held_out");
    assert_eq!(refused(Plan { measure_every: 0, ..plan() }).field(), "measure_every");
}

#[test]
fn settings_that_no_arm_can_have_are_refused_by_name() {
    for (settings, field) in [
        (Settings { lambda: f64::NAN, ..settings() }, "lambda"),
        (Settings { learning_rate: f64::INFINITY, ..settings() }, "learning_rate"),
    ] {
        let refused = FineTuning::new(Design::default(), plan(), settings, model(), &device()).err().unwrap();
        assert_eq!((refused.code(), refused.field()), ("out_of_bounds", field));
    }
}

#[test]
fn an_arm_that_is_not_there_is_refused_by_name() {
    let session = session(Plan { runs: Runs::Single, ..plan() }, settings());
    assert!(session.model("with").is_ok());
    assert_eq!(session.model("without").err().unwrap().field(), "arm");
}
