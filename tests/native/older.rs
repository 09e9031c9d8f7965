//! Files that versions before the names of factors wrote; the fixtures' README says how they were made.

use serde_json::Value;
use spirograph_lab::{
    files::older,
    fine_tuning::FineTuning,
    measuring::Measurement,
    model::Model,
    named::Named,
    pictures::{PHOTOGRAPHS, PUBLISHED, Pictures, Role},
    reading::{ReadBackRequest, Subject, read_back},
    training::{Checkpoint, LossPoint, PenaltyOf, Run, Settings},
};

use crate::{assert_close, device, roles};

const SETTINGS: &str = include_str!("../fixtures/older/settings.json");
const CHECKPOINT: &[u8] = include_bytes!("../fixtures/older/checkpoint.safetensors");
const WEIGHTS: &[u8] = include_bytes!("../fixtures/older/weights.safetensors");
const SESSION: &[u8] = include_bytes!("../fixtures/older/session.safetensors");

/// The factors of interest in all of these files.
const READ: [&str; 4] = ["b", "h", "sigma", "fore.r"];

/// What the older version itself found, as it wrote it.
fn expected(key: &str) -> Value {
    let text = include_str!("../fixtures/older/expected.json");
    serde_json::from_str::<Value>(text).unwrap()[key].take()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// Asserts that losses are those that the older version found, which had a field for each of its two terms.
fn assert_same_losses(found: &[LossPoint], expected: &Value) {
    assert_eq!(found.len(), expected.as_array().unwrap().len());
    for (found, expected) in found.iter().zip(expected.as_array().unwrap()) {
        assert_eq!(found.step, expected["step"].as_u64().unwrap());
        for term in ["contrastive", "penalty"] {
            let [found, expected] = [found.terms.get(term).map(|&value| f64::from(value)), expected[term].as_f64()];
            assert_eq!(found.is_some(), expected.is_some(), "{term}");
            let (found, expected) = (found.unwrap_or(0.0), expected.unwrap_or(0.0));
            assert_close(found, expected, 1e-4 * (1.0 + expected), term);
        }
        let total = number(&expected["total"]);
        assert_close(found.total.into(), total, 1e-4 * (1.0 + total), "total");
    }
}

/// Asserts that values by name are those that the older version listed without their names.
fn assert_same_named(found: &Named<f32>, names: &[&str], expected: &Value) {
    let expected = expected.as_array().unwrap();
    assert_eq!((found.values().len(), expected.len()), (names.len(), names.len()));
    for (name, expected) in names.iter().zip(expected) {
        let found = found.get(name).copied().unwrap();
        assert_close(found.into(), number(expected), 1e-6 * (1.0 + number(expected)), name);
    }
}

fn assert_same_measurement(found: &Measurement, expected: &Value) {
    assert_eq!(found.step, expected["step"].as_u64().unwrap());
    assert_close(found.evaluation.nuisance_share.into(), number(&expected["nuisance_share"]), 1e-6, "share");
    assert_eq!(found.evaluation.read_back.len(), 2);
    for (found, expected) in found.evaluation.read_back.iter().zip(expected["read_back"].as_array().unwrap()) {
        assert_eq!(found.views as u64, expected["views"].as_u64().unwrap());
        assert_same_named(&found.errors, &READ, &expected["errors"]);
    }
    let names: Vec<_> = PUBLISHED.factors().iter().take(10).map(|factor| factor.name).collect();
    assert_same_named(&found.sensitivities, &names, &expected["sensitivities"]);
}

fn assert_source(settings: &Settings) {
    assert_eq!(settings.pictures.name(), PUBLISHED.name());
    assert_eq!(settings.roles, roles(&[("h", Role::Interest), ("m", Role::Nuisance)]));
    assert_eq!(settings.source().unwrap().names(Role::is_read), READ);
}

#[test]
fn older_settings_are_read() {
    let settings: Settings = older::read(SETTINGS).unwrap();
    assert_source(&settings);
    assert_eq!((settings.seed, settings.steps, settings.penalty_of), (3, 8, PenaltyOf::Standardised));
}

#[test]
fn settings_of_today_are_read_as_they_are() {
    let settings = Settings { roles: roles(&[("h", Role::Interest)]), seed: 9, ..Settings::default() };
    assert_eq!(older::read::<Settings>(&serde_json::to_string(&settings).unwrap()).unwrap(), settings);
    // What all versions write alike.
    assert_eq!(older::read::<Settings>("{}").unwrap(), Settings::default());
}

#[test]
fn an_older_checkpoint_goes_on_to_the_same_losses() {
    let mut run = Run::resumed(Checkpoint::from_bytes(CHECKPOINT).unwrap(), &device()).unwrap();
    assert_source(run.settings());
    assert_eq!(run.step(), 5);
    while !run.is_finished() {
        run.advance();
    }
    pollster::block_on(run.read_losses()).unwrap();
    assert_same_losses(run.losses(), &expected("losses"));
}

#[test]
fn an_older_encoder_reads_back_the_same() {
    let model = Model::from_bytes(WEIGHTS, &device()).unwrap();
    assert_source(&model.description.settings);
    let subject = Subject::Scene { thing: 0, factors: Named::default() };
    let answer = pollster::block_on(read_back(&model, &ReadBackRequest { subject, views: 4, seed: 7 }, &device()));
    let expected = expected("estimates");
    let (found, expected) = (answer.unwrap().estimates, expected.as_array().unwrap());
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found.factor, expected[0]);
        assert_close(found.estimate, number(&expected[1]), 1e-4, &found.factor);
    }
}

#[test]
fn an_older_session_goes_on_to_the_same_losses() {
    let mut session = FineTuning::from_bytes(SESSION, None, &device()).unwrap();
    assert_source(session.settings());
    assert_eq!(session.step(), 3);
    assert_same_measurement(session.before().unwrap(), &expected("before"));
    assert_eq!(session.arms().iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(), ["with"]);
    assert_same_measurement(&session.arms()[0].measurements[0], &expected("measured"));
    while !session.is_finished() {
        pollster::block_on(session.advance()).unwrap();
    }
    assert_same_losses(session.arms()[0].run.losses(), &expected("session_losses"));
    assert_eq!(session.arms()[0].measurements.iter().map(|m| m.step).collect::<Vec<_>>(), [2, 4, 6]);
}

#[test]
fn every_shipped_encoder_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/assets/weights");
    let mut names = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        // Beside the encoders there is the network that finishes strokes.
        let is_network = path.file_stem().is_some_and(|name| name == "strokes");
        if path.extension().is_some_and(|extension| extension == "safetensors") && !is_network {
            let model = Model::from_bytes(&std::fs::read(&path).unwrap(), &device()).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let is_published = model.source.name() == PUBLISHED.name();
            assert_eq!(is_published, name.ends_with("-row"), "{name}");
            assert_eq!(model.source.name() == PHOTOGRAPHS.name(), name.starts_with("crops-"), "{name}");
            names.push(name);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            older::read::<Settings>(&std::fs::read_to_string(&path).unwrap()).unwrap();
        }
    }
    names.sort();
    assert_eq!(
        names,
        ["base", "base-row", "crops-base", "crops-invariant", "equivariant", "invariant", "invariant-row", "other"]
    );
}
