use spirograph_lab::{
    Error,
    encoder::parameters::parameters,
    training::{Learner, Run, Settings, draw_batch},
};

use crate::{assert_close, device, tiny, values};

fn settings(lambda: f64) -> Settings {
    Settings { steps: 12, batch: 8, learning_rate_warm_up: 2, lambda, lambda_warm_up: (2, 4), ..Settings::default() }
}

fn run(settings: Settings) -> Run {
    let learner = Learner::new(&tiny(), settings.seed, &device());
    Run::new(settings, learner, &device()).unwrap()
}

/// Advances to the given step; the contrastive losses on the way.
fn advance_to(run: &mut Run, step: u64) -> Vec<f32> {
    let mut losses = Vec::new();
    while run.step() < step {
        losses.extend(values(run.advance().contrastive));
    }
    losses
}

#[test]
fn the_loss_falls() {
    let mut run = run(Settings { steps: 60, batch: 16, ..settings(0.0) });
    let losses = advance_to(&mut run, 60);
    let mean = |losses: &[f32]| f64::from(losses.iter().sum::<f32>()) / losses.len() as f64;
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
fn a_resumed_run_equals_an_unbroken_one() {
    let mut unbroken = run(settings(0.1));
    advance_to(&mut unbroken, 5);
    let (step, arrays) = pollster::block_on(unbroken.state()).unwrap();
    let mut resumed = Run::resumed(settings(0.1), &tiny(), step, arrays, &device()).unwrap();
    assert_eq!(advance_to(&mut unbroken, 12), advance_to(&mut resumed, 12));
    let weights = |run: &Run| pollster::block_on(parameters(&run.learner(), "learner")).unwrap();
    assert_eq!(weights(&unbroken), weights(&resumed));
}

#[test]
fn a_state_that_lacks_a_moment_is_refused() {
    let mut run = run(settings(0.0));
    advance_to(&mut run, 2);
    let (step, mut arrays) = pollster::block_on(run.state()).unwrap();
    arrays.remove("second.3").unwrap();
    let refused = Run::resumed(settings(0.0), &tiny(), step, arrays, &device()).err().unwrap();
    assert_eq!(refused.field(), "second.3");
}

#[test]
fn the_penalty_begins_with_its_warm_up() {
    let mut run = run(settings(0.1));
    let penalties: Vec<bool> = (0..5).map(|_| run.advance().penalty.is_some()).collect();
    assert_eq!(penalties, [false, false, false, true, true]);
}

#[test]
fn schedules_begin_and_end_where_they_should() {
    let settings = Settings {
        steps: 100,
        learning_rate: 1.0,
        learning_rate_warm_up: 10,
        lambda: 2.0,
        lambda_warm_up: (20, 40),
        ..Settings::default()
    };
    for (step, expected) in [(0, 0.1), (9, 1.0), (10, 1.0), (55, 0.5), (100, 0.0)] {
        assert_close(settings.learning_rate_at(step), expected, 1e-9, "learning rate");
    }
    for (step, expected) in [(0, 0.0), (20, 0.0), (30, 1.0), (40, 2.0), (99, 2.0)] {
        assert_close(settings.lambda_at(step), expected, 1e-9, "lambda");
    }
}

#[test]
fn batches_depend_on_seed_and_step_alone() {
    let split = Settings::default().split;
    assert_eq!(draw_batch(1, 5, 4, &split), draw_batch(1, 5, 4, &split));
    assert_ne!(draw_batch(1, 5, 4, &split), draw_batch(1, 6, 4, &split));
    assert_ne!(draw_batch(1, 5, 4, &split), draw_batch(2, 5, 4, &split));
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
    assert_eq!(refused(Settings { temperature: 0.0, ..good.clone() }), "temperature");
    assert_eq!(refused(Settings { batch: 1, ..good.clone() }), "batch");
    assert_eq!(refused(Settings { lambda_warm_up: (9, 3), ..good }), "lambda_warm_up");
}
