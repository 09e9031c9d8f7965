//! What is learned from photographs and what is measured on them, and files that name the kind alone.

use spirograph_lab::{
    Error,
    measuring::{HeldOut, Protocol, SensitivityRequest, Sweep, SweepCounts, Turning, evaluate},
    model::{Description, Model, Probe},
    named::Named,
    pictures::{Kind, NATURAL, PHOTOGRAPHS, SIDE, Scene},
    reading::{ReadBackRequest, Subject, read_back},
    training::{Checkpoint, Learner, Run, Settings},
};

use super::{crops, kind, photo};
use crate::{device, tiny, tiny_encoder};

/// Settings of a short run.
fn settings(pictures: impl Into<Kind>) -> Settings {
    Settings {
        pictures: pictures.into(),
        steps: 40,
        batch: 16,
        temperature: 0.5,
        learning_rate: 5e-3,
        learning_rate_warm_up: 4,
        lambda: 0.1,
        lambda_from: 0,
        lambda_whole_at: 4,
        ..Settings::default()
    }
}

fn other() -> Kind {
    kind(spirograph_lab::pictures::Crops::of_photos(&[photo("other", 6 * SIDE, 4 * SIDE)]).unwrap())
}

fn run(settings: Settings) -> spirograph_lab::Result<Run> {
    Run::new(settings, Learner::new(&tiny(), 5, &device()), &device())
}

fn assert_things_are_asked_for(refused: Error) {
    assert_eq!((refused.code(), refused.field()), ("invalid", "pictures"));
    assert!(refused.to_string().contains("photographs"), "{refused}");
}

#[test]
fn a_run_needs_its_crops_at_hand() {
    assert_things_are_asked_for(run(settings(PHOTOGRAPHS)).err().unwrap());
    assert_things_are_asked_for(settings(PHOTOGRAPHS).source().unwrap().check_things().unwrap_err());
    let given = settings(PHOTOGRAPHS).with_pictures(&kind(crops())).unwrap();
    assert!(run(given).is_ok());
    assert_things_are_asked_for(settings(NATURAL).with_pictures(&kind(crops())).unwrap_err());
}

#[test]
fn settings_keep_their_crops_under_overrides() {
    let settings = settings(kind(crops()));
    let with = |json: &str| settings.with(&serde_json::from_str(json).unwrap()).unwrap().pictures.digest();
    let digest = Some(crops().digest());
    assert_eq!(with(r#"{"lambda": 0}"#), digest);
    assert_eq!(with(r#"{"pictures": "photographs", "framing": "whole"}"#), digest);
    assert_eq!(with(r#"{"pictures": "spirographs"}"#), None);
}

#[test]
fn batches_learn_from_no_crop_that_is_held_out_and_nothing_else_is_measured_on() {
    let (crops, settings) = (crops(), settings(kind(crops())));
    let learned = crops.count() - crops.held_out();
    let batches = settings.batches().unwrap();
    let mut drawn = vec![0; crops.count()];
    for step in 0..40 {
        let batch = batches.batch(1, step, 16, 0);
        batch.first.iter().chain(&batch.second).for_each(|scene: &Scene| drawn[scene.thing] += 1);
        assert!(batch.first.iter().zip(&batch.second).all(|(first, second)| first.thing == second.thing));
    }
    assert!(drawn[..learned].iter().all(|&count| count > 0), "{drawn:?}");
    assert!(drawn[learned..].iter().all(|&count| count == 0), "{drawn:?}");
    let source = settings.source().unwrap();
    let held_out = learned..crops.count();
    assert_eq!(Protocol::new(1, &source).source.drawn(), held_out);
    let measured_on = HeldOut::new(40, source, &device());
    assert_eq!(measured_on.source().drawn(), held_out);
    // What is measured shows whole crops, whatever the batches do.
    let sample = measured_on.source().sample(1, spirograph_lab::random::Purpose::ProbeTest, 0, 8);
    assert!(sample.iter().all(|scene| scene.noise == 0 && held_out.contains(&scene.thing)));
    let request = SensitivityRequest { encoder: "reading".to_owned(), samples: 30, seed: 1 };
    let at = request.at(&settings.source().unwrap()).unwrap();
    assert!(at.iter().all(|scene| held_out.contains(&scene.thing)));
}

#[test]
fn framing_is_random_unless_the_settings_say_whole() {
    let noises = |json: &str| {
        let settings = settings(kind(crops())).with(&serde_json::from_str(json).unwrap()).unwrap();
        let batch = settings.batches().unwrap().batch(1, 0, 16, 0);
        batch.second.iter().filter(|scene| scene.noise != 0).count()
    };
    assert_eq!(noises("{}"), 16);
    assert_eq!(noises(r#"{"framing": "whole"}"#), 0);
}

#[test]
fn a_few_steps_lower_the_loss_and_the_penalty_is_a_number() {
    let mut run = run(settings(kind(crops()))).unwrap();
    while !run.is_finished() {
        run.advance();
    }
    pollster::block_on(run.read_losses()).unwrap();
    let mean = |name: &str, steps: std::ops::Range<usize>| {
        let losses = &run.losses()[steps.clone()];
        losses.iter().map(|loss| loss.terms.get(name).unwrap()).sum::<f32>() / losses.len() as f32
    };
    let (before, after) = (mean("contrastive", 0..8), mean("contrastive", 32..40));
    assert!(after < before - 0.1, "{before} {after}");
    assert!((1..40).all(|step| (0.0..100.0).contains(&mean("penalty", step..step + 1))));
}

#[test]
fn a_run_goes_on_with_the_same_photographs_alone() {
    let mut unbroken = run(settings(kind(crops()))).unwrap();
    for _ in 0..3 {
        unbroken.advance();
    }
    let bytes = pollster::block_on(unbroken.checkpoint()).unwrap().to_bytes().unwrap();
    let resumed = |pictures: Option<Kind>| {
        let mut checkpoint = Checkpoint::from_bytes(&bytes).unwrap();
        assert_eq!(checkpoint.description.things, Some(crops().digest()));
        let settings = &mut checkpoint.description.settings;
        pictures.into_iter().for_each(|pictures| *settings = settings.with_pictures(&pictures).unwrap());
        Run::resumed(checkpoint, &device())
    };
    assert_things_are_asked_for(resumed(None).err().unwrap());
    assert_things_are_asked_for(resumed(Some(other())).err().unwrap());
    let mut resumed = resumed(Some(kind(crops()))).unwrap();
    for run in [&mut unbroken, &mut resumed] {
        run.advance();
        pollster::block_on(run.read_losses()).unwrap();
    }
    assert_eq!(resumed.losses(), unbroken.losses());
}

/// An encoder that has learned from photographs a little.
fn model() -> Model {
    let description = Description {
        name: "crops".to_owned(),
        architecture: tiny(),
        settings: settings(kind(crops())),
        steps: 3,
        targets: Vec::new(),
        probe_views: 1,
    };
    Model::new(tiny_encoder(&device()), Probe::default(), description).unwrap()
}

#[test]
fn a_weights_file_names_photographs_and_holds_none() {
    let written = pollster::block_on(model().to_bytes()).unwrap();
    let read = Model::from_bytes(&written, &device()).unwrap();
    assert_eq!(read.description, model().description);
    assert!(read.reader.probe.targets.is_empty() && read.drawings.is_none());
    assert_things_are_asked_for(read.source.check_things().unwrap_err());
    let given = read.clone().with_pictures(&other()).unwrap();
    assert_eq!((given.source.things(), given.source.labels()), (24, 1));
    assert_eq!(pollster::block_on(given.to_bytes()).unwrap().len(), written.len());
    assert_things_are_asked_for(read.with_pictures(&NATURAL.into()).unwrap_err());
}

#[test]
fn nothing_is_measured_or_read_without_crops() {
    let model = pollster::block_on(model().to_bytes()).and_then(|bytes| Model::from_bytes(&bytes, &device())).unwrap();
    let protocol = Protocol { training_samples: 20, test_samples: 10, ..Protocol::new(1, &model.source) };
    assert_things_are_asked_for(pollster::block_on(evaluate(&model.encoder, &protocol, &device())).unwrap_err());
    let size = SweepCounts { samples: 8, values: 2, clean: 16 };
    assert_things_are_asked_for(Sweep::new(&model.source, size, 1, &device()).err().unwrap());
    assert_things_are_asked_for(Turning::new(&model.source, 8, 1, &device()).err().unwrap());
    let request =
        ReadBackRequest { subject: Subject::Scene { thing: 0, factors: Named::default() }, views: 1, seed: 1 };
    assert_things_are_asked_for(pollster::block_on(read_back(&model, &request, &device())).unwrap_err());
}

#[test]
fn an_encoder_of_photographs_is_evaluated_by_its_invariance_alone() {
    let model = model();
    let protocol = Protocol { training_samples: 20, test_samples: 10, ..Protocol::new(1, &model.source) };
    let evaluation = pollster::block_on(evaluate(&model.encoder, &protocol, &device())).unwrap();
    assert!(evaluation.read_back.is_empty());
    assert!(evaluation.conditional_variance > 0.0 && (0.0..1.0).contains(&evaluation.nuisance_share));
}
