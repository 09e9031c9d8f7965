//! Signs and finished strokes across the boundary, and what signs are told apart by on WebGPU as on the CPU.

use burn::tensor::Device;
use js_sys::{Array, Float32Array};
use spirograph_lab::{
    measuring::GPU_TOLERANCE,
    model::Model,
    pictures::{Drawing, Stroke},
    signs::sign_features,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{engine, get, object, refusal, strokes_in_grey, webgpu, weights};

const NETWORK: &[u8] = include_bytes!("../../www/assets/weights/strokes.safetensors");

fn points(count: usize, point: impl Fn(f64) -> [f64; 2]) -> Array {
    let pair = |index: usize| point(index as f64).into_iter().map(JsValue::from_f64).collect::<Array>();
    (0..count).map(pair).collect()
}

/// A drawing of one stroke: a circle, or a zigzag.
fn sign(is_circle: bool) -> JsValue {
    let circle = |index: f64| [3.0 * (index / 5.0).cos(), 3.0 * (index / 5.0).sin()];
    let zigzag = |index: f64| [index / 4.0 - 4.0, if (index as u32).is_multiple_of(2) { -2.0 } else { 2.0 }];
    let points = if is_circle { points(32, circle) } else { points(32, zigzag) };
    strokes_in_grey(Array::of1(&object(&[("points", points.into()), ("width", 0.4.into())])))
}

#[wasm_bindgen_test]
async fn signs_are_taught_and_named_across_the_boundary() {
    let engine = engine().await;
    let features = async |is_circle: bool, seed: f64| {
        let readers = Array::of1(&"equivariant".into()).into();
        let asked =
            object(&[("drawing", sign(is_circle)), ("readers", readers), ("views", 2.into()), ("seed", seed.into())]);
        engine.sign_features(asked).await
    };
    let (code, _) = refusal(&features(true, 1.0).await.unwrap_err());
    assert_eq!(code, "no_weights");
    engine.load_sign_reader("equivariant".into(), weights().await).await.unwrap();
    let (circle, zigzag) = (features(true, 1.0).await.unwrap(), features(false, 1.0).await.unwrap());
    let length: f32 = circle.iter().map(|value| value * value).sum();
    assert!((length - 1.0).abs() < 1e-4, "{length}");
    let all = Float32Array::from([circle, zigzag].concat().as_slice());
    let taught =
        object(&[("features", all.into()), ("signs", Array::of2(&0.into(), &1.into()).into()), ("count", 2.into())]);
    let drawn = Float32Array::from(features(false, 2.0).await.unwrap().as_slice());
    let asked = object(&[("taught", taught.clone()), ("drawn", drawn.into())]);
    let naming = engine.name_sign(asked).unwrap();
    for read_out in ["centroid", "ridge"] {
        let confidences: Array = get(&naming, read_out).unchecked_into();
        let [circle, zigzag] = [0, 1].map(|sign| confidences.get(sign).as_f64().unwrap());
        assert!(zigzag > circle && (zigzag + circle - 1.0).abs() < 1e-6, "{read_out}: {circle} {zigzag}");
    }
    // With one example of each there is nothing to count.
    let confusions: Array = get(&engine.sign_confusions(taught).unwrap(), "ridge").unchecked_into();
    let counts: Array = confusions.get(0).unchecked_into();
    assert_eq!((confusions.length(), counts.get(0).as_f64(), counts.get(1).as_f64()), (2, Some(0.0), Some(0.0)));
}

#[wasm_bindgen_test]
async fn a_stroke_is_finished_across_the_boundary() {
    let engine = engine().await;
    let asked = || {
        let loop_of = |index: f64| [3.0 * (index / 8.0).cos(), 3.0 * (index / 8.0).sin()];
        object(&[("points", points(40, loop_of).into())])
    };
    let (_, field) = refusal(&engine.finish_stroke(asked()).await.unwrap_err());
    assert_eq!(field, "weights");
    engine.load_stroke_weights(NETWORK.to_vec()).await.unwrap();
    let finished = engine.finish_stroke(asked()).await.unwrap();
    let rest: Array = get(&finished, "rest").unchecked_into();
    assert!(rest.length() > 20 && rest.length() % 2 == 0, "{}", rest.length());
    let [x, y] = [0, 1].map(|part| rest.get(part).as_f64().unwrap());
    assert!((x - 3.0 * (39.0f64 / 8.0).cos()).abs() < 1e-9 && (y - 3.0 * (39.0f64 / 8.0).sin()).abs() < 1e-9);
    let token: Array = get(&finished, "token").unchecked_into();
    assert_eq!(token.length(), 16);
}

#[wasm_bindgen_test]
async fn what_signs_are_told_apart_by_agrees_between_webgpu_and_the_cpu() {
    let points = (0..32).map(|index| (f64::from(index) / 4.0 - 4.0, f64::from(index % 3))).collect();
    let strokes = vec![Stroke { points, width: 0.4 }];
    let drawing = Drawing { strokes, foreground: [0.9, 0.7, 0.5], background: [0.1, 0.1, 0.3] };
    let bytes = weights().await;
    let features = async |device: &Device| {
        let model = Model::from_bytes(&bytes, device).unwrap();
        sign_features(&drawing, &[&model, &model], 4, 1, device).await.unwrap()
    };
    let (gpu, cpu) = (features(&webgpu().await).await, features(&Device::flex()).await);
    assert_eq!(gpu.len(), cpu.len());
    for (gpu, cpu) in gpu.iter().zip(&cpu) {
        assert!(f64::from((gpu - cpu).abs()) <= GPU_TOLERANCE, "WebGPU {gpu}, CPU {cpu}");
    }
}
