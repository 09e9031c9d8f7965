use spirograph_lab::{
    Error,
    encoder::Encode,
    model::Model,
    objective::{Renyi, Standardisation, coral, gradient_penalty, median_splits, mmd, ntxent, renyi},
    pictures::{Batch, Role, Roles, Scene},
    tensors::{arrays::Arrays, parameters::parameters},
    training::{Checkpoint, Learner, LossPoint, MatchingBy, Objective, PenaltyOf, Run, Schedule, Settings, TERMS},
};

use burn::tensor::Tensor;

use crate::{assert_close, device, roles, tiny, values};

/// An untrained encoder of 37 layers; see the folder's README.
pub const DEEP: &[u8] = include_bytes!("../fixtures/deep.safetensors");

fn settings(lambda: f64) -> Settings {
    Settings {
        steps: 12,
        batch: 8,
        learning_rate_warm_up: 2,
        lambda,
        lambda_from: 2,
        lambda_whole_at: 4,
        ..Settings::default()
    }
}

fn run(settings: Settings) -> Run {
    let learner = Learner::new(&tiny(), settings.seed, &device());
    Run::new(settings, learner, &device()).unwrap()
}

/// A term of a step's loss.
fn term(point: &LossPoint, name: &str) -> Option<f32> {
    point.terms.get(name).copied()
}

/// Advances to the given step; the contrastive losses of all steps so far.
fn advance_to(run: &mut Run, step: u64) -> Vec<f32> {
    while run.step() < step {
        run.advance();
    }
    pollster::block_on(run.read_losses()).unwrap();
    run.losses().iter().map(|point| term(point, "contrastive").unwrap()).collect()
}

fn weights(run: &Run) -> Arrays {
    pollster::block_on(parameters(&run.learner(), "learner")).unwrap()
}

#[test]
fn the_loss_falls() {
    let mut run = run(Settings { steps: 60, batch: 16, ..settings(0.0) });
    let losses = advance_to(&mut run, 60);
    let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
    assert!(run.is_finished());
    assert!(mean(&losses[50..]) < 0.9 * mean(&losses[..10]), "{losses:?}");
}

#[test]
fn the_same_seed_gives_the_same_history() {
    assert_eq!(advance_to(&mut run(settings(0.1)), 6), advance_to(&mut run(settings(0.1)), 6));
    let other = Settings { seed: 2, ..settings(0.1) };
    assert_ne!(advance_to(&mut run(settings(0.1)), 6), advance_to(&mut run(other), 6));
}

#[test]
fn losses_are_the_same_whenever_they_are_read() {
    let mut at_the_end = run(settings(0.1));
    advance_to(&mut at_the_end, 6);
    let mut each = run(settings(0.1));
    (1..=6).for_each(|step| drop(advance_to(&mut each, step)));
    assert_eq!(at_the_end.losses(), each.losses());
    assert_eq!(each.losses().iter().map(|point| point.step).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_resumed_run_equals_an_unbroken_one() {
    let mut unbroken = run(settings(0.1));
    advance_to(&mut unbroken, 5);
    let bytes = pollster::block_on(unbroken.checkpoint()).unwrap().to_bytes().unwrap();
    let mut resumed = Run::resumed(Checkpoint::from_bytes(&bytes).unwrap(), &device()).unwrap();
    assert_eq!(advance_to(&mut unbroken, 12), advance_to(&mut resumed, 12));
    assert_eq!(weights(&unbroken), weights(&resumed));
}

#[test]
fn a_branch_equals_a_run_of_its_own() {
    let mut trunk = run(settings(0.0));
    advance_to(&mut trunk, 2);
    let checkpoint = pollster::block_on(trunk.checkpoint()).unwrap();
    let mut branch = Run::branched(checkpoint, settings(0.1), &device()).unwrap();
    let mut whole = run(settings(0.1));
    assert_eq!(advance_to(&mut branch, 12), advance_to(&mut whole, 12));
    assert_eq!(weights(&branch), weights(&whole));
    advance_to(&mut trunk, 12);
    assert_ne!(weights(&branch), weights(&trunk));
}

#[test]
fn a_branch_differs_in_lambda_alone_and_only_where_it_has_not_acted() {
    let mut trunk = run(settings(0.0));
    advance_to(&mut trunk, 4);
    let checkpoint = pollster::block_on(trunk.checkpoint()).unwrap();
    let refused = |settings| Run::branched(checkpoint.clone(), settings, &device()).err().unwrap();
    // Lambda would have begun to rise at step 2.
    assert_eq!(refused(settings(0.1)).field(), "lambda_from");
    let later = Settings { lambda_from: 4, ..settings(0.1) };
    assert_eq!(refused(Settings { seed: 2, ..later.clone() }).field(), "settings");
    assert_eq!(refused(Settings { steps: 13, ..later.clone() }).field(), "settings");
    for other in [
        Settings { objective: Objective::Renyi, ..later.clone() },
        Settings { matching: 1.0, ..later.clone() },
        Settings { contrasts: 1, ..later.clone() },
        Settings { view_strength: 2.0, ..later.clone() },
    ] {
        assert_eq!(refused(other).field(), "settings");
    }
    // What does not act makes no difference.
    let idle = Settings { renyi_order: 3.0, matching_by: MatchingBy::Coral, ..later.clone() };
    for same in [later, idle] {
        assert!(Run::branched(checkpoint.clone(), same, &device()).is_ok());
    }
}

#[test]
fn a_checkpoint_that_lacks_a_moment_is_refused() {
    let mut run = run(settings(0.0));
    advance_to(&mut run, 2);
    let mut checkpoint = pollster::block_on(run.checkpoint()).unwrap();
    checkpoint.arrays.remove("second.3").unwrap();
    let refused = Run::resumed(checkpoint, &device()).err().unwrap();
    assert_eq!(refused.field(), "second.3");
}

#[test]
fn a_file_that_is_no_checkpoint_is_refused() {
    for bytes in [&b"nonsense"[..], crate::REFERENCE] {
        assert_eq!(Checkpoint::from_bytes(bytes).unwrap_err().code(), "weights");
    }
}

#[test]
fn the_penalty_is_of_standardised_or_plain_representations_as_the_settings_say() {
    for penalty_of in [PenaltyOf::Standardised, PenaltyOf::Plain] {
        let settings = Settings { penalty_of, ..settings(0.1) };
        let mut run = run(settings.clone());
        advance_to(&mut run, 3);
        let Batch { first, second, .. } = run.source().batch(settings.seed, 3, settings.batch, 0);
        let encoder = run.learner().encoder;
        let moving = encoder.encode(run.source().render_towards(&first, &second, &device()));
        let second = encoder.representations(run.source().render(&second, &device()));
        let penalised = match penalty_of {
            PenaltyOf::Plain => moving,
            PenaltyOf::Standardised => {
                Standardisation::of(Tensor::cat(vec![moving.value.clone(), second], 0)).apply(moving)
            }
        };
        let expected = values(gradient_penalty(penalised, Some(settings.penalty_clip)))[0].into();
        advance_to(&mut run, 4);
        let found = term(&run.losses()[3], "penalty").unwrap().into();
        assert_close(found, expected, 1e-4 * expected, "penalty");
    }
}

#[test]
fn the_penalty_begins_with_its_warm_up_and_adds_to_the_total() {
    let mut run = run(settings(0.1));
    advance_to(&mut run, 5);
    let penalties: Vec<bool> = run.losses().iter().map(|point| term(point, "penalty").is_some()).collect();
    assert_eq!(penalties, [false, false, false, true, true]);
    let [.., half, whole] = run.losses() else { panic!("{:?}", run.losses()) };
    for (point, lambda) in [(half, 0.05), (whole, 0.1)] {
        assert_eq!(point.total, term(point, "contrastive").unwrap() + lambda * term(point, "penalty").unwrap());
    }
}

#[test]
fn a_diverging_run_goes_back_to_its_last_good_weights() {
    // At the largest rate allowed the weights of a deep encoder explode within a few steps.
    let wild = Settings { learning_rate: 1.0, learning_rate_warm_up: 0, steps: 200, ..settings(0.0) };
    let Model { encoder, description, .. } = Model::from_bytes(DEEP, &device()).unwrap();
    let learner = Learner::from_encoder(encoder, &description.architecture, 1, &device());
    let mut run = Run::new(wild, learner, &device()).unwrap();
    let diverged = loop {
        run.advance();
        match pollster::block_on(run.read_losses()) {
            Ok(()) => assert!(run.step() < 200, "it did not diverge"),
            Err(error) => break error,
        }
    };
    let Error::Diverged { step, restored, setting } = diverged else { panic!("{diverged:?}") };
    assert_eq!((run.step(), setting.as_str()), (restored, "learning_rate"));
    assert!(restored < step);
    assert_eq!(run.losses().len() as u64, restored);
    assert!(weights(&run).values().flat_map(|array| &array.values).all(|value| value.is_finite()));
    // The restored weights give a finite loss again.
    run.advance();
    pollster::block_on(run.read_losses()).unwrap();
}

#[test]
fn the_table_holds_every_setting_once() {
    let table = Settings::default().table();
    let keys: Vec<_> = table.iter().map(|row| row.key).collect();
    let json = serde_json::to_value(Settings::default()).unwrap();
    let mut fields: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    fields.sort_unstable();
    assert_eq!(sorted, fields);
    for row in &table {
        let default = serde_json::to_value(&row.default).unwrap();
        assert_eq!(default.as_f64(), json[row.key].as_f64(), "{}", row.key);
        assert!(default.is_number() || default == json[row.key], "{}", row.key);
        assert!(row.meaning.ends_with('.') && row.meaning.contains(' '), "{}: {}", row.key, row.meaning);
    }
    assert_eq!(Settings::fine_tuning().check(), Ok(()));
}

#[test]
fn schedules_begin_and_end_where_they_should() {
    let settings = Settings {
        steps: 100,
        learning_rate: 1.0,
        learning_rate_warm_up: 10,
        lambda: 2.0,
        lambda_from: 20,
        lambda_whole_at: 40,
        ..Settings::default()
    };
    for (step, expected) in [(0, 0.1), (9, 1.0), (10, 1.0), (55, 0.5), (100, 0.0)] {
        assert_close(settings.learning_rate_at(step), expected, 1e-9, "learning rate");
    }
    let constant = Settings { schedule: Schedule::Constant, ..settings.clone() };
    for (step, expected) in [(0, 0.1), (10, 1.0), (99, 1.0)] {
        assert_close(constant.learning_rate_at(step), expected, 1e-9, "learning rate");
    }
    for (step, expected) in [(0, 0.0), (20, 0.0), (30, 1.0), (40, 2.0), (99, 2.0)] {
        assert_close(settings.lambda_at(step), expected, 1e-9, "lambda");
    }
}

#[test]
fn bad_settings_are_refused_by_name() {
    let refused = |settings: Settings| match settings.check() {
        Err(Error::OutOfBounds { field, .. } | Error::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    let good = Settings::default();
    assert_eq!(good.check(), Ok(()));
    assert_eq!(refused(Settings { lambda: f64::NAN, ..good.clone() }), "lambda");
    assert_eq!(refused(Settings { penalty_clip: 0.0, ..good.clone() }), "penalty_clip");
    assert_eq!(refused(Settings { learning_rate_warm_up: 2000, ..good.clone() }), "learning_rate_warm_up");
    let factors = good.pictures.factors().iter();
    let all_nuisance = Roles(factors.map(|factor| (factor.name.to_owned(), Role::Nuisance)).collect());
    assert_eq!(refused(Settings { roles: all_nuisance, ..good.clone() }), "roles");
    let of_nothing = roles(&[("hue", Role::Interest)]);
    assert_eq!(refused(Settings { roles: of_nothing, ..good.clone() }), "hue");
    assert_eq!(refused(Settings { temperature: 0.0, ..good.clone() }), "temperature");
    assert_eq!(refused(Settings { batch: 1, ..good.clone() }), "batch");
    assert_eq!(refused(Settings { lambda_from: 9, lambda_whole_at: 3, ..good }), "lambda_whole_at");
}

#[test]
fn roles_written_in_another_way_make_the_same_run() {
    let mut trunk = run(settings(0.0));
    advance_to(&mut trunk, 2);
    let checkpoint = pollster::block_on(trunk.checkpoint()).unwrap();
    // Its usual role, once more.
    let same = Settings { roles: roles(&[("m", Role::Interest)]), ..settings(0.1) };
    assert!(Run::branched(checkpoint.clone(), same, &device()).is_ok());
    let other = Settings { roles: roles(&[("m", Role::Nuisance)]), ..settings(0.1) };
    assert_eq!(Run::branched(checkpoint, other, &device()).err().unwrap().field(), "settings");
}

#[test]
fn losses_are_named_by_their_terms() {
    let symmetry = Role::Equivariant;
    let mut run = run(Settings { matching: 0.5, prediction: 1.0, isometry: 1.0, symmetry, ..settings(0.1) });
    advance_to(&mut run, 5);
    let names = |point: &LossPoint| point.terms.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
    assert_eq!(names(&run.losses()[4]), TERMS.map(|term| term.name));
    assert_eq!(names(&run.losses()[0]), ["contrastive", "matching", "prediction", "isometry"]);
}

#[test]
fn settings_are_overridden_by_their_keys() {
    let overrides = serde_json::json!({ "lambda": 0.5, "roles": { "h": "interest" } }).as_object().unwrap().clone();
    let changed = settings(0.1).with(&overrides).unwrap();
    assert_eq!(changed, Settings { lambda: 0.5, roles: roles(&[("h", Role::Interest)]), ..settings(0.1) });
    let unknown = serde_json::json!({ "lambdda": 0.5 }).as_object().unwrap().clone();
    assert_eq!(settings(0.1).with(&unknown).unwrap_err().field(), "settings");
}

/// What a run's first steps do to the loss, and its first weights.
fn first_steps(settings: Settings) -> (Vec<f32>, Arrays) {
    let mut run = run(settings);
    let losses = advance_to(&mut run, 3);
    (losses, weights(&run))
}

#[test]
fn objectives_contrasts_and_the_strength_of_views_make_other_runs_and_their_numbers_alone_do_not() {
    let plain = first_steps(settings(0.0));
    let same = Settings { renyi_order: 3.0, renyi_skew: 0.1, matching_by: MatchingBy::Coral, ..settings(0.0) };
    assert_eq!(first_steps(same), plain);
    for other in [
        Settings { objective: Objective::Renyi, ..settings(0.0) },
        Settings { contrasts: 2, ..settings(0.0) },
        Settings { view_strength: 2.0, ..settings(0.0) },
    ] {
        let (losses, weights) = first_steps(other);
        assert!(losses.iter().all(|loss| loss.is_finite()));
        assert!(losses != plain.0 && weights != plain.1);
    }
}

#[test]
fn the_objective_and_the_matching_of_a_step_are_those_of_its_batch() {
    for (objective, matching_by, contrasts) in
        [(Objective::NtXent, MatchingBy::Mmd, 2), (Objective::Renyi, MatchingBy::Coral, 0)]
    {
        let settings = Settings { objective, matching_by, contrasts, matching: 2.0, temperature: 0.5, ..settings(0.0) };
        let mut run = run(settings.clone());
        advance_to(&mut run, 2);
        let Learner { encoder, critic, .. } = run.learner();
        let batch = run.source().batch(settings.seed, 2, settings.batch, contrasts);
        let represent = |scenes: &[Scene]| encoder.representations(run.source().render(scenes, &device()));
        let both = Tensor::cat(vec![represent(&batch.first), represent(&batch.second)], 0);
        let standardisation = Standardisation::of(both.clone());
        let project = |rows| critic.project(standardisation.apply(rows).value);
        let [first, second] = [&batch.first, &batch.second].map(|views| project(represent(views)));
        let contrasts = (contrasts > 0).then(|| project(represent(&batch.contrasts)));
        let Settings { temperature, renyi_order: order, renyi_skew: skew, .. } = settings;
        let contrast = match objective {
            Objective::NtXent => ntxent(first, second, contrasts, temperature),
            _ => renyi(first, second, contrasts, &Renyi { temperature, order, skew }),
        };
        let scenes: Vec<_> = batch.first.iter().chain(&batch.second).collect();
        let splits = median_splits(&run.source().varying_values(&scenes), &device());
        assert_eq!(splits.dims(), [16, 6]);
        let rows = standardisation.apply(both).value;
        let matched = match matching_by {
            MatchingBy::Mmd => mmd(rows, splits),
            MatchingBy::Coral => coral(rows, splits),
        };
        advance_to(&mut run, 3);
        let point = &run.losses()[2];
        for (name, expected) in [("contrastive", contrast), ("matching", matched)] {
            let expected = f64::from(values(expected)[0]);
            assert!(expected.abs() > 1e-2, "{name}: {expected}");
            assert_close(term(point, name).unwrap().into(), expected, 1e-4 * expected.abs(), name);
        }
        assert_eq!(point.total, term(point, "contrastive").unwrap() + 2.0 * term(point, "matching").unwrap());
    }
}

#[test]
fn matching_brings_the_halves_of_a_batch_closer_together() {
    for matching_by in [MatchingBy::Mmd, MatchingBy::Coral] {
        let ends = [1e-9, 50.0].map(|matching| {
            let settings = Settings { steps: 24, batch: 16, matching, matching_by, ..settings(0.0) };
            let mut run = run(settings);
            advance_to(&mut run, 24);
            run.losses()[16..].iter().map(|point| term(point, "matching").unwrap()).sum::<f32>()
        });
        assert!(ends[1] < 0.95 * ends[0], "{matching_by:?}: {ends:?}");
    }
}

#[test]
fn where_the_matching_alone_is_no_number_its_weight_is_blamed() {
    let matching = TERMS.iter().find(|term| term.name == "matching").unwrap();
    assert_eq!((matching.blamed, matching.needs_tangent), ("matching", false));
    assert_eq!((matching.weight)(&Settings { matching: 0.3, ..settings(0.0) }, 0), 0.3);
}

#[test]
fn settings_of_earlier_versions_have_the_paper_objective_and_the_usual_views() {
    let earlier = r#"{"seed": 3, "temperature": 0.2, "lambda": 0.1}"#;
    let settings: Settings = serde_json::from_str(earlier).unwrap();
    assert_eq!(settings, Settings { seed: 3, temperature: 0.2, lambda: 0.1, ..Settings::default() });
    let Settings { objective, matching, contrasts, view_strength, .. } = settings;
    assert_eq!((objective, matching, contrasts, view_strength), (Objective::NtXent, 0.0, 0, 1.0));
}
