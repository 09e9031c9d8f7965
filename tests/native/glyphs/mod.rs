//! A second kind of pictures: one file, and one line that names it. All else is the library's.

mod pictures;

use burn::tensor::Device;
use spirograph_lab::{
    encoder::Encoder,
    fine_tuning::{Design, FineTuning, Plan},
    looking::{MapRequest, derivatives, representation_map},
    measuring::{EvaluationRequest, HeldOut, PartialMeasurement, Protocol, VIEWS, evaluate, fit_probe, sensitivities},
    model::{Description, Model},
    named::Named,
    pictures::{Drawing, Role, SIDE, Scene, Source, Stroke, to_rgba},
    random::{Purpose, stream},
    reading::{ReadBackRequest, Subject, read_back},
    tensors::Moving,
    training::{Learner, Run, Settings},
};

use crate::{assert_close, device, moved, tiny, values};
use pictures::{Glyphs, TABLE};

fn settings() -> Settings {
    Settings {
        pictures: Glyphs.into(),
        steps: 80,
        batch: 16,
        learning_rate_warm_up: 0,
        lambda: 0.01,
        lambda_from: 0,
        lambda_whole_at: 0,
        ..Settings::default()
    }
}

pub fn source() -> Source {
    settings().source().unwrap()
}

fn trained(settings: Settings, device: &Device) -> Run {
    let mut run = Run::new(settings, Learner::new(&tiny(), 1, device), device).unwrap();
    while !run.is_finished() {
        run.advance();
    }
    pollster::block_on(run.read_losses()).unwrap();
    run
}

fn model() -> Model {
    let (settings, device) = (settings(), device());
    let encoder = trained(settings.clone(), &device).learner().encoder;
    let protocol = Protocol { training_samples: 300, ..Protocol::new(1, &source()) };
    let probe = pollster::block_on(fit_probe(&encoder, &protocol, &["ink"], 4, &device)).unwrap();
    let (name, steps, targets) = ("glyphs".to_owned(), settings.steps, probe.targets.clone());
    let description = Description { name, architecture: tiny(), settings, steps, targets, probe_views: 4 };
    Model::new(encoder, probe, description).unwrap()
}

fn draws(count: usize) -> Vec<Scene> {
    let mut generator = stream(4, Purpose::Training, 0);
    (0..count).map(|_| source().draw(&mut generator)).collect()
}

#[test]
fn all_glyphs_are_drawn_and_a_view_shows_the_same_one() {
    let draws = draws(100);
    assert!((0..8).all(|thing| draws.iter().any(|scene| scene.thing == thing)));
    let view = source().view(&draws[0], &mut stream(5, Purpose::Views, 0));
    assert_eq!((view.thing, view.factors[0]), (draws[0].thing, draws[0].factors[0]));
    assert!(view.factors[1] != draws[0].factors[1] && view.factors[2] != draws[0].factors[2]);
}

#[test]
fn an_encoder_learns_glyphs_with_the_penalty() {
    let run = trained(settings(), &device());
    let mean = |name: &str, points: std::ops::Range<usize>| {
        let count = points.len() as f32;
        run.losses()[points].iter().map(|point| point.terms.get(name).copied().unwrap()).sum::<f32>() / count
    };
    assert!(mean("contrastive", 70..80) < 0.8 * mean("contrastive", 0..10), "{:?}", run.losses());
    assert!(mean("penalty", 0..80) > 0.0);
}

/// ‖∂F/∂α‖ by a central difference.
fn by_difference(encoder: &Encoder, scene: &Scene, column: usize) -> f64 {
    let step = 1e-3;
    let images = source().render(&[moved(scene, column, step), moved(scene, column, -step)], &device());
    let rows = values(Moving::from(encoder.representations(images)).normalise().value);
    let (ahead, behind) = rows.split_at(rows.len() / 2);
    let squares = ahead.iter().zip(behind).map(|(a, b)| (f64::from(a - b) / (2.0 * step)).powi(2));
    squares.sum::<f64>().sqrt()
}

#[test]
fn derivatives_are_central_differences() {
    let (device, at) = (device(), draws(6));
    let encoder = trained(settings(), &device).learner().encoder;
    let found = pollster::block_on(sensitivities(&encoder, &source(), &at, &device)).unwrap();
    assert_eq!(found.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["ink", "paper", "tint"]);
    for (column, (name, &found)) in found.iter().enumerate() {
        let expected = at.iter().map(|scene| by_difference(&encoder, scene, column)).sum::<f64>() / at.len() as f64;
        assert!(expected > 0.01, "{name} {expected}");
        assert_close(found.into(), expected, 0.03 * expected + 2e-3, name);
    }
    let pictures = pollster::block_on(derivatives(&source(), &at[0], &device)).unwrap();
    // Each shade is wholly itself somewhere.
    assert_eq!(pictures.iter().map(|derivative| derivative.largest).collect::<Vec<_>>(), [1.0; 3]);
}

#[test]
fn an_encoder_of_glyphs_is_measured() {
    let (device, model) = (device(), model());
    let request = EvaluationRequest { seed: 1, training_samples: 200, test_samples: 100, views: vec![1, 8] };
    let protocol = request.protocol(&model).unwrap();
    let evaluation = pollster::block_on(evaluate(&model.encoder, &protocol, &device)).unwrap();
    let held_out = HeldOut::new(64, model.source.clone(), &device);
    let mut measuring = PartialMeasurement::new(model.encoder.clone(), 80);
    while !pollster::block_on(held_out.advance(&mut measuring)).unwrap() {}
    let (measurement, probe) = pollster::block_on(held_out.finish(measuring)).unwrap();
    assert_eq!(probe.targets, ["ink"]);
    for read_back in evaluation.read_back.iter().chain(&measurement.evaluation.read_back) {
        assert_eq!(read_back.errors.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["ink"]);
        let error = f64::from(*read_back.errors.get("ink").unwrap());
        assert!(error > 0.0 && error < 0.5 * TABLE[0].variance(), "M = {}: {error}", read_back.views);
    }
    assert_eq!(measurement.evaluation.read_back.iter().map(|read| read.views).collect::<Vec<_>>(), [1, VIEWS]);
    assert!(measurement.penalty > 0.0);
    assert_eq!(measurement.sensitivities.values().len(), 3);
    let request = MapRequest { samples: 32, seed: 1, previous: None };
    let map = pollster::block_on(representation_map(&model, &request, &device)).unwrap();
    assert_eq!(map.factors.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["ink", "paper", "tint"]);
}

fn ask(model: &Model, subject: Subject) -> spirograph_lab::Result<spirograph_lab::reading::ReadBack> {
    pollster::block_on(read_back(model, &ReadBackRequest { subject, views: 16, seed: 1 }, &device()))
}

#[test]
fn a_glyph_is_read_back() {
    let model = model();
    let glyph = |thing| Subject::Scene { thing, factors: [("ink", 0.85), ("paper", 0.2)].into_iter().collect() };
    for thing in 0..8 {
        let answer = ask(&model, glyph(thing)).unwrap();
        let [ink] = answer.estimates.as_slice() else { panic!("{:?}", answer.estimates) };
        assert_eq!((ink.factor.as_str(), ink.truth, ink.lower, ink.upper), ("ink", Some(0.85), 0.4, 1.0));
        assert_close(ink.estimate, 0.85, 0.15, "ink");
        let scene = Scene { thing, factors: vec![0.85, 0.2, TABLE[2].neutral], ..Scene::default() };
        assert_eq!(answer.picture, to_rgba(&values(source().render(&[scene], &device()))));
        assert_eq!(answer.views.len(), 16 * 4 * SIDE * SIDE);
    }
    assert_eq!(ask(&model, glyph(8)).unwrap_err().field(), "thing");
    let spirograph: Named<f64> = [("m", 3.0)].into_iter().collect();
    assert_eq!(ask(&model, Subject::Scene { thing: 0, factors: spirograph }).unwrap_err().field(), "m");
}

#[test]
fn a_drawing_is_no_glyph() {
    let strokes = vec![Stroke { points: vec![(-4.0, 0.0), (4.0, 0.0)], width: 0.5 }];
    let drawing = Drawing { strokes, foreground: [0.9; 3], background: [0.1; 3] };
    let refused = ask(&model(), Subject::Drawing { drawing }).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("invalid", "drawing"));
    assert!(refused.to_string().contains("glyphs"), "{refused}");
}

#[test]
fn a_session_on_glyphs_runs_to_its_end() {
    let plan = Plan { measure_every: 4, held_out: 16, ..Plan::default() };
    let mut session =
        FineTuning::new(Design::default(), plan, Settings { steps: 6, ..settings() }, model(), &device()).unwrap();
    while !session.is_finished() {
        pollster::block_on(session.advance()).unwrap();
    }
    assert_eq!(session.source().name(), "glyphs");
    let outcome = session.outcome();
    let quantities: Vec<_> = outcome.rows.iter().map(|row| row.quantity.as_str()).collect();
    assert!(quantities.contains(&"error of ink, M = 16"), "{quantities:?}");
    assert!(quantities.contains(&"sensitivity to tint (nuisance)"), "{quantities:?}");
    assert!(outcome.rows.iter().all(|row| row.before.is_some() && row.after.iter().all(Option::is_some)));
    assert_eq!(session.model("with").unwrap().source.names(Role::is_read), ["ink"]);
}

#[test]
fn a_file_of_pictures_that_are_not_known_is_refused_by_a_sentence() {
    let bytes = pollster::block_on(model().to_bytes()).unwrap();
    let refused = Model::from_bytes(&bytes, &device()).unwrap_err();
    assert_eq!((refused.code(), refused.field()), ("weights", "metadata"));
    let kinds = "pictures must be “spirographs” or “published spirographs” or “photographs”, not “glyphs”";
    assert!(refused.to_string().contains(kinds), "{refused}");
}
