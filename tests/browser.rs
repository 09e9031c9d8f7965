//! Browser tests: the library on real WebGPU and on the CPU device, and the engine's boundary, in headless Chromium.
#![cfg(target_arch = "wasm32")]

#[path = "browser/beyond.rs"]
mod beyond;
#[path = "browser/convolutions.rs"]
mod convolutions;
#[path = "browser/photographs.rs"]
mod photographs;

use std::cell::OnceCell;

use burn::{
    module::Module,
    tensor::{Device, Tensor, Transaction},
};
use js_sys::{Array, Object, Reflect, Uint8Array};
use spirograph_lab::{
    encoder::{Architecture, Encoder},
    measuring::{Against, GPU_TOLERANCE, check},
    model::{Affine, Description, Model, Probe},
    pictures::{
        NATURAL, Role, Roles, Source,
        spirograph::{M, TABLE},
    },
    random::{Purpose, stream},
    tensors::arrays::read,
    training::{CriticInput, Learner, MatchingBy, Objective, Run, Settings},
    web::Engine,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const REFERENCE: &[u8] = include_bytes!("fixtures/reference.safetensors");

thread_local! {
    static WEBGPU: OnceCell<Device> = const { OnceCell::new() };
}

/// The WebGPU device. A runtime can be started once; the tests share it.
async fn webgpu() -> Device {
    if let Some(device) = WEBGPU.with(|cell| cell.get().cloned()) {
        return device;
    }
    let device = Device::wgpu_options().tasks_max(64).init_async().await.expect("a WebGPU adapter");
    WEBGPU.with(|cell| cell.get_or_init(|| device).clone())
}

async fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    read(Transaction::default().register(tensor)).await.unwrap().remove(0).values
}

#[wasm_bindgen_test]
async fn webgpu_agrees_with_the_reference_with_finite_differences_and_with_the_cpu() {
    let checks = check(REFERENCE, &webgpu().await, true).await.unwrap();
    let against = |kind| checks.iter().filter(|check| check.against == kind).count();
    assert_eq!([Against::Reference, Against::Differences, Against::Cpu].map(against), [10, 4, 10]);
    for check in checks {
        assert!(check.holds, "{check:?}");
    }
}

#[wasm_bindgen_test]
async fn the_cpu_agrees_with_the_reference_and_with_finite_differences() {
    for check in check(REFERENCE, &Device::flex(), false).await.unwrap() {
        assert!(check.holds, "{check:?}");
    }
}

#[wasm_bindgen_test]
async fn consecutive_reads_return_their_own_values() {
    let device = webgpu().await;
    for number in 0..20 {
        let tensor = Tensor::<1>::full([3], f64::from(number), &device);
        assert_eq!(values(tensor * 2.0).await, [2.0 * number as f32; 3]);
    }
    let reads: Vec<_> = (0..8).map(|number| values(Tensor::<1>::full([2], f64::from(number), &device))).collect();
    for (number, read) in reads.into_iter().enumerate() {
        assert_eq!(read.await, [number as f32; 2]);
    }
}

fn tiny() -> Architecture {
    Architecture { widths: vec![4, 8], blocks: 1, ..Architecture::default() }
}

/// Three steps with the penalty.
fn with_penalty() -> Settings {
    Settings {
        batch: 4,
        steps: 3,
        learning_rate_warm_up: 0,
        lambda: 0.1,
        lambda_from: 0,
        lambda_whole_at: 0,
        ..Settings::default()
    }
}

/// The losses of three steps of training by term, read after the last step.
async fn three_losses(settings: Settings, device: &Device) -> Vec<f32> {
    let mut run = Run::new(settings, Learner::new(&tiny(), 1, device), device).unwrap();
    while !run.is_finished() {
        run.advance();
    }
    run.read_losses().await.unwrap();
    run.losses().iter().flat_map(|point| point.terms.values().copied().collect::<Vec<_>>()).collect()
}

#[wasm_bindgen_test]
async fn the_same_seed_gives_the_same_losses_on_webgpu() {
    let (first, second) =
        (three_losses(with_penalty(), &webgpu().await).await, three_losses(with_penalty(), &webgpu().await).await);
    for (first, second) in first.iter().zip(&second) {
        assert!((first - second).abs() <= 1e-5 * (1.0 + first.abs()), "{first:?}, then {second:?}");
    }
}

#[wasm_bindgen_test]
async fn the_same_seed_gives_the_same_batches_on_webgpu_and_the_cpu() {
    let source = Source::new(NATURAL, &Roles::default()).unwrap();
    let images = async |device: &Device, step| values(source.render(&source.batch(7, step, 4, 0).second, device)).await;
    let (gpu, cpu) = (images(&webgpu().await, 3).await, images(&Device::flex(), 3).await);
    let largest = |one: &[f32], other: &[f32]| {
        assert_eq!(one.len(), other.len());
        one.iter().zip(other).map(|(one, other)| f64::from((one - other).abs())).fold(0.0, f64::max)
    };
    assert!(largest(&gpu, &cpu) <= GPU_TOLERANCE, "{}", largest(&gpu, &cpu));
    assert!(largest(&gpu, &images(&Device::flex(), 4).await) > 0.1);
}

#[wasm_bindgen_test]
async fn training_agrees_between_webgpu_and_the_cpu() {
    let matching = Settings { matching: 1.0, view_strength: 1.5, lambda: 0.0, ..with_penalty() };
    let renyi = Settings { objective: Objective::Renyi, temperature: 0.5, contrasts: 1, ..matching.clone() };
    let coral = Settings { matching_by: MatchingBy::Coral, contrasts: 1, ..matching };
    let unpenalised = Settings { lambda: 0.0, ..with_penalty() };
    let following = Settings { symmetry: Role::Equivariant, prediction: 1.0, isometry: 1.0, ..unpenalised.clone() };
    let (objective, critic_input) = (Objective::NoNegatives, CriticInput::Power);
    let no_negatives = Settings { objective, critic_input, slow_copy: 0.5, ..unpenalised };
    for (settings, terms) in [(with_penalty(), 2), (renyi, 2), (coral, 2), (following, 3), (no_negatives, 1)] {
        let (gpu, cpu) =
            (three_losses(settings.clone(), &webgpu().await).await, three_losses(settings, &Device::flex()).await);
        assert_eq!(gpu.len(), 3 * terms);
        for (gpu, cpu) in gpu.iter().zip(&cpu) {
            assert!((gpu - cpu).abs() <= 1e-2 * (1.0 + cpu.abs()), "WebGPU {gpu:?}, CPU {cpu:?}");
        }
    }
}

/// The bytes of a small weights file.
async fn weights() -> Vec<u8> {
    let device = Device::flex();
    let targets = vec!["m".to_owned(), "b".to_owned()];
    let encoder = Encoder::new(&tiny(), &mut stream(1, Purpose::Initialisation, 0), &device).valid();
    let map = Affine { weights: vec![vec![0.5; 36]; 2], offsets: vec![3.0, 0.5] };
    let probe = Probe { targets: targets.clone(), map };
    let description = Description {
        name: "tiny".to_owned(),
        architecture: tiny(),
        settings: Settings::default(),
        steps: 0,
        targets,
        probe_views: 1,
    };
    Model::new(encoder, probe, description).unwrap().to_bytes().await.unwrap()
}

async fn engine() -> Engine {
    let engine = Engine::create("cpu".to_owned()).await.unwrap();
    engine.load_weights(weights().await).await.unwrap();
    engine
}

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        Reflect::set(&object, &JsValue::from_str(key), value).unwrap();
    }
    object.into()
}

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap()
}

fn numbers_by_name(entries: &[(&str, f64)]) -> JsValue {
    object(&entries.iter().map(|&(name, value)| (name, value.into())).collect::<Vec<_>>())
}

/// The factors of the Spirograph that the page begins with, each by its name.
fn example() -> JsValue {
    numbers_by_name(&TABLE.map(|factor| (factor.name, factor.neutral)))
}

fn scene(factors: JsValue, views: f64) -> JsValue {
    let subject = object(&[("kind", "scene".into()), ("factors", factors)]);
    object(&[("subject", subject), ("views", views.into()), ("seed", 1.into())])
}

fn strokes_in_grey(strokes: Array) -> JsValue {
    let colour = |value: f64| [value; 3].into_iter().map(JsValue::from_f64).collect::<Array>();
    object(&[("strokes", strokes.into()), ("foreground", colour(0.9).into()), ("background", colour(0.1).into())])
}

fn drawing(strokes: Array) -> JsValue {
    let subject = object(&[("kind", "drawing".into()), ("drawing", strokes_in_grey(strokes))]);
    object(&[("subject", subject), ("views", 2.into()), ("seed", 1.into())])
}

/// The code and the field of what was thrown.
fn refusal(thrown: &JsValue) -> (String, String) {
    let message = get(thrown, "message").as_string().expect("a message");
    assert!(message.contains(' ') && message.len() > 20, "not a sentence: {message}");
    (get(thrown, "code").as_string().expect("a code"), get(thrown, "field").as_string().expect("a field"))
}

#[wasm_bindgen_test]
async fn a_read_back_crosses_the_boundary_whole() {
    let answer = engine().await.read_back(scene(example(), 4.0)).await.unwrap();
    let estimates: Array = get(&answer, "estimates").unchecked_into();
    assert_eq!(estimates.length(), 2);
    assert_eq!(get(&estimates.get(0), "factor").as_string().unwrap(), "m");
    assert_eq!(get(&estimates.get(0), "truth").as_f64().unwrap(), TABLE[M].neutral);
    assert_eq!(get(&answer, "views").dyn_into::<Uint8Array>().unwrap().length(), 4 * 32 * 32 * 4);
    let one = engine().await.read_back(scene(example(), 1.0)).await.unwrap();
    let estimates: Array = get(&one, "estimates").unchecked_into();
    assert!(get(&estimates.get(0), "standard_error").is_null());
}

#[wasm_bindgen_test]
async fn bad_requests_are_refused_by_name_and_the_engine_goes_on() {
    let engine = engine().await;
    let with = |name: &str, value: f64| scene(numbers_by_name(&[(name, value)]), 2.0);
    for (asked, code, field) in [
        (with("m", f64::NAN), "out_of_bounds", "m"),
        (with("b", 0.0), "out_of_bounds", "b"),
        (with("sigma", f64::INFINITY), "out_of_bounds", "sigma"),
        (with("hue", 0.5), "invalid", "hue"),
        (scene(array(&[1.0; 10]), 2.0), "invalid", "request"),
        (scene(example(), 0.0), "out_of_bounds", "views"),
        (scene(example(), 1e9), "out_of_bounds", "views"),
        (scene(example(), -1.0), "invalid", "request"),
        (drawing(Array::new()), "empty_drawing", "drawing.strokes"),
        (JsValue::NULL, "invalid", "request"),
        (object(&[("subject", 3.into())]), "invalid", "request"),
    ] {
        let thrown = engine.read_back(asked).await.unwrap_err();
        assert_eq!(refusal(&thrown), (code.to_owned(), field.to_owned()));
    }
    assert_eq!(refusal(&engine.curve(numbers_by_name(&[("m", 1.0)]), 100).unwrap_err()).1, "m");
    assert_eq!(refusal(&engine.curve(example(), 1).unwrap_err()).1, "points");
    assert_eq!(refusal(&engine.render(JsValue::NULL).await.unwrap_err()).1, "factors");
    assert_eq!(refusal(&engine.encode(vec![0.5; 100]).await.unwrap_err()), ("wrong_length".into(), "images".into()));
    assert_eq!(engine.encode(vec![0.5; 3 * 32 * 32]).await.unwrap().len(), 36);
    engine.read_back(scene(example(), 2.0)).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_bad_weights_file_leaves_the_old_weights() {
    let engine = engine().await;
    let good = weights().await;
    for bad in [vec![], b"<!doctype html>".to_vec(), good[..good.len() / 2].to_vec()] {
        let thrown = engine.load_weights(bad).await.unwrap_err();
        assert_eq!(refusal(&thrown), ("weights".to_owned(), "file".to_owned()));
    }
    engine.read_back(scene(example(), 2.0)).await.unwrap();
}

#[wasm_bindgen_test]
async fn an_engine_without_weights_says_so() {
    let engine = Engine::create("cpu".to_owned()).await.unwrap();
    let thrown = engine.read_back(scene(example(), 2.0)).await.unwrap_err();
    assert_eq!(refusal(&thrown).0, "no_weights");
    let thrown = Engine::create("abacus".to_owned()).await.err().unwrap();
    assert_eq!(refusal(&thrown), ("invalid".to_owned(), "device".to_owned()));
}

#[wasm_bindgen_test]
async fn the_generator_draws_without_weights() {
    let engine = Engine::create("cpu".to_owned()).await.unwrap();
    let picture = engine.render(example()).await.unwrap();
    assert_eq!(picture.len(), 32 * 32 * 4);
    let factors: Array = engine.factors().unwrap().unchecked_into();
    assert_eq!(factors.length() as usize, TABLE.len());
    let word = |key: &str| get(&factors.get(3), key).as_string().unwrap();
    assert_eq!((word("name"), word("role")), ("sigma".to_owned(), "interest".to_owned()));
    assert_eq!(get(&factors.get(3), "neutral").as_f64().unwrap(), 0.4);
    let curve = engine.curve(example(), 5).unwrap();
    // The curve begins at x = m, y = 0.
    assert_eq!((curve.len(), curve[0], curve[1]), (10, 4.0, 0.0));
}

fn numbers(value: &JsValue) -> Vec<f64> {
    value.unchecked_ref::<Array>().iter().map(|entry| entry.as_f64().expect("a number")).collect()
}

fn array(values: &[f64]) -> JsValue {
    values.iter().map(|&value| JsValue::from_f64(value)).collect::<Array>().into()
}

/// The values of a plain object, whose keys are the names of the first `count` factors in the order of their table.
fn by_factor(object: &JsValue, count: usize) -> Vec<JsValue> {
    let names: Vec<_> =
        Object::keys(object.unchecked_ref::<Object>()).iter().map(|key| key.as_string().unwrap()).collect();
    let table: Vec<_> = TABLE.iter().take(count).map(|factor| factor.name).collect();
    assert_eq!(names, table);
    Object::values(object.unchecked_ref()).iter().collect()
}

fn numbers_by_factor(object: &JsValue, count: usize) -> Vec<f64> {
    by_factor(object, count).iter().map(|value| value.as_f64().expect("a number")).collect()
}

#[wasm_bindgen_test]
async fn derivatives_cross_the_boundary() {
    let engine = Engine::create("cpu".to_owned()).await.unwrap();
    let derivatives: Array = engine.derivatives(example()).await.unwrap().unchecked_into();
    assert_eq!(derivatives.length() as usize, TABLE.len() - 1);
    for (factor, derivative) in TABLE.iter().filter(|factor| factor.name != "gaps").zip(derivatives.iter()) {
        assert_eq!(get(&derivative, "factor").as_string().unwrap(), factor.name);
        assert_eq!(get(&derivative, "picture").dyn_into::<Uint8Array>().unwrap().length(), 32 * 32 * 4);
        assert!(get(&derivative, "largest").as_f64().unwrap() > 0.0, "{}", factor.name);
    }
    assert_eq!(refusal(&engine.derivatives(numbers_by_name(&[("hue", 1.0)])).await.unwrap_err()).1, "hue");
}

#[wasm_bindgen_test]
async fn a_refinement_crosses_the_boundary() {
    let engine = Engine::create("cpu".to_owned()).await.unwrap();
    let points = [(-4.0, 0.0), (0.0, 3.0), (4.0, 0.0)].map(|(x, y)| array(&[x, y])).into_iter().collect::<Array>();
    let strokes = [object(&[("points", points.into()), ("width", 0.5.into())])].into_iter().collect::<Array>();
    let asked = |start: &[(&str, f64)], steps: f64| {
        let drawing = strokes_in_grey(strokes.clone());
        object(&[("drawing", drawing), ("start", numbers_by_name(start)), ("steps", steps.into()), ("seed", 1.into())])
    };
    let start = [("m", 3.0), ("b", 0.5), ("sigma", 0.4)];
    let answer = engine.refine(asked(&start, 2.0)).await.unwrap();
    let path: Array = get(&answer, "path").unchecked_into();
    assert_eq!(path.length(), 3);
    assert_eq!(numbers_by_factor(&get(&path.get(0), "factors"), TABLE.len()).len(), TABLE.len());
    let residual = |step: u32| get(&path.get(step), "residual").as_f64().unwrap();
    assert!(residual(0) > 0.0 && residual(2) <= residual(0));
    let unread = [("m", 3.0), ("b", f64::NAN), ("sigma", 0.4)];
    for (start, steps, field) in
        [(&start[..2], 2.0, "start.sigma"), (&unread[..], 2.0, "b"), (&start[..], 0.0, "steps")]
    {
        assert_eq!(refusal(&engine.refine(asked(start, steps)).await.unwrap_err()).1, field);
    }
}

#[wasm_bindgen_test]
async fn a_map_crosses_the_boundary_and_is_turned_towards_the_one_before() {
    let engine = engine().await;
    let asked = |samples: f64, previous: JsValue| {
        object(&[("samples", samples.into()), ("seed", 1.into()), ("previous", previous)])
    };
    let first = engine.map(asked(16.0, JsValue::NULL)).await.unwrap();
    let points = numbers(&get(&first, "points"));
    assert_eq!(points.len(), 32);
    assert!(by_factor(&get(&first, "factors"), TABLE.len()).iter().all(|values| numbers(values).len() == 16));
    assert_eq!(numbers(&get(&first, "shares")).len(), 2);
    let mirrored: Vec<_> = points.iter().map(|entry| -entry).collect();
    let second = engine.map(asked(16.0, array(&mirrored))).await.unwrap();
    for (found, expected) in numbers(&get(&second, "points")).iter().zip(&mirrored) {
        assert!((found - expected).abs() < 1e-6, "found {found}, expected {expected}");
    }
    assert_eq!(refusal(&engine.map(asked(15.0, JsValue::NULL)).await.unwrap_err()).1, "samples");
    assert_eq!(refusal(&engine.map(asked(16.0, array(&[0.0; 3]))).await.unwrap_err()).1, "previous");
}

#[wasm_bindgen_test]
async fn filters_cross_the_boundary() {
    let answer = engine().await.filters().await.unwrap();
    let number = |key: &str| get(&answer, key).as_f64().unwrap();
    assert_eq!((number("count"), number("size")), (4.0, 5.0));
    assert_eq!(get(&answer, "pictures").dyn_into::<Uint8Array>().unwrap().length(), 4 * 5 * 5 * 4);
    let empty = Engine::create("cpu".to_owned()).await.unwrap();
    assert_eq!(refusal(&empty.filters().await.unwrap_err()).0, "no_weights");
}

#[wasm_bindgen_test]
async fn sensitivities_cross_the_boundary_before_and_after_training() {
    let engine = engine().await;
    let asked = |encoder: &str, samples: f64| {
        object(&[("encoder", encoder.into()), ("samples", samples.into()), ("seed", 1.into())])
    };
    let measured = async |encoder| numbers_by_factor(&engine.sensitivities(asked(encoder, 2.0)).await.unwrap(), 10);
    let loaded = measured("loaded").await;
    assert!(loaded.iter().all(|norm| norm.is_finite()) && loaded.iter().sum::<f64>() > 0.0, "{loaded:?}");
    assert_eq!(measured("reading").await, loaded);
    engine.start_training(training(2.0)).unwrap();
    work(&engine, f64::INFINITY).await;
    engine.read_with("with".to_owned()).unwrap();
    assert_eq!(measured("loaded").await, loaded);
    assert_ne!(measured("reading").await, loaded);
    assert_eq!(refusal(&engine.sensitivities(asked("loaded", 0.0)).await.unwrap_err()).1, "samples");
    assert_eq!(refusal(&engine.sensitivities(asked("another", 2.0)).await.unwrap_err()).1, "encoder");
}

/// A request for a short session of a pair.
fn training(steps: f64) -> JsValue {
    let settings = [("steps", steps), ("batch", 4.0), ("lambda", 1.0), ("learning_rate_warm_up", 0.0)];
    let risen = [("lambda_from", 0.0), ("lambda_whole_at", 0.0)];
    let plan = numbers_by_name(&[("measure_every", 2.0), ("held_out", 16.0)]);
    object(&[("settings", numbers_by_name(&[&settings[..], &risen[..]].concat())), ("plan", plan)])
}

/// Lets the session work until every run has done so many steps, and the measurement that is due has been made.
async fn work(engine: &Engine, until: f64) {
    loop {
        let progress = engine.advance_training().await.unwrap();
        let is_finished = get(&progress, "doing").as_string().unwrap() == "finished";
        if is_finished || get(&progress, "step").as_f64().unwrap() >= until {
            return;
        }
    }
}

#[wasm_bindgen_test]
async fn a_training_session_crosses_the_boundary_and_resumes_in_another_engine() {
    let unbroken = engine().await;
    let report = unbroken.start_training(training(4.0)).unwrap();
    let arms = get(&report, "arms").unchecked_into::<Array>();
    let names: Vec<_> = arms.iter().map(|arm| get(&arm, "name").as_string().unwrap()).collect();
    assert_eq!(names, ["without", "with"]);
    let source = get(&report, "source");
    assert_eq!(get(&source, "pictures").as_string().unwrap(), "spirographs");
    assert_eq!(get(&source, "factors").unchecked_into::<Array>().length() as usize, TABLE.len());
    work(&unbroken, f64::INFINITY).await;

    let first = engine().await;
    first.start_training(training(4.0)).unwrap();
    work(&first, 2.0).await;
    let saved = first.save_training().await.unwrap();
    let second = engine().await;
    second.resume_training(saved).unwrap();
    work(&second, f64::INFINITY).await;
    let history = |engine: &Engine| engine.training_history("json".to_owned()).unwrap();
    assert_eq!(history(&second), history(&unbroken));

    // The reader follows the run that was chosen, and goes back to the loaded weights.
    let estimate = async || {
        let answer = second.read_back(scene(example(), 2.0)).await.unwrap();
        get(&get(&answer, "estimates").unchecked_into::<Array>().get(0), "estimate").as_f64().unwrap()
    };
    let loaded = estimate().await;
    let reader = second.read_with("with".to_owned()).unwrap();
    assert_eq!(get(&reader, "name").as_string().unwrap(), "tiny, fine-tuned with the regulariser");
    assert_ne!(estimate().await, loaded);
    second.read_with("loaded".to_owned()).unwrap();
    assert_eq!(estimate().await, loaded);
}

#[wasm_bindgen_test]
async fn bad_training_requests_are_refused_by_name_and_the_session_stays() {
    let engine = engine().await;
    let refused = |thrown: JsValue| refusal(&thrown);
    assert_eq!(refused(engine.advance_training().await.unwrap_err()).1, "training");
    engine.start_training(training(2.0)).unwrap();
    assert_eq!(refused(engine.start_training(training(0.0)).unwrap_err()).1, "steps");
    assert_eq!(refused(engine.start_training(training(1.5)).unwrap_err()).1, "request");
    assert_eq!(refused(engine.resume_training(vec![1, 2, 3]).unwrap_err()).0, "weights");
    assert_eq!(refused(engine.read_with("another".to_owned()).unwrap_err()).1, "arm");
    assert_eq!(refused(engine.training_history("xml".to_owned()).unwrap_err()).1, "format");
    work(&engine, f64::INFINITY).await;
}

#[wasm_bindgen_test]
async fn losses_and_outcome_cross_the_boundary_by_name() {
    let engine = engine().await;
    engine.start_training(training(2.0)).unwrap();
    let mut terms = Vec::new();
    loop {
        let progress = engine.advance_training().await.unwrap();
        for news in get(&progress, "news").unchecked_into::<Array>().iter() {
            for point in get(&news, "losses").unchecked_into::<Array>().iter() {
                let keys = Object::keys(get(&point, "terms").unchecked_ref::<Object>());
                terms.push(keys.iter().map(|key| key.as_string().unwrap()).collect::<Vec<_>>().join(", "));
            }
        }
        if get(&progress, "doing").as_string().unwrap() == "finished" {
            break;
        }
    }
    terms.sort();
    assert_eq!(terms, ["contrastive", "contrastive", "contrastive, penalty", "contrastive, penalty"]);
    let outcome = engine.training_outcome().unwrap();
    assert_eq!(get(&outcome, "arms").unchecked_into::<Array>().length(), 2);
    let row = get(&outcome, "rows").unchecked_into::<Array>().get(0);
    assert_eq!(get(&row, "quantity").as_string().unwrap(), "conditional variance");
    for arm in get(&row, "after").unchecked_into::<Array>().iter() {
        assert!(get(&arm, "mean").as_f64().unwrap() > 0.0);
    }
}
