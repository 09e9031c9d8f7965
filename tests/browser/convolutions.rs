//! Our kernels on WebGPU against the CPU device: values, tangents, and gradients of both.

use burn::tensor::{Device, Tensor, TensorData};
use spirograph_lab::{
    convolution::convolve,
    random::{Purpose, normal, stream},
    tensors::Moving,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{values, webgpu};

/// Of an image `[batch, rows, columns, in]` and a weight `[out, in, size, size]`.
#[derive(Debug)]
struct Case {
    image: [usize; 4],
    weight: [usize; 4],
    stride: usize,
    relu: bool,
    /// The batch of what is added, if anything is.
    added: Option<usize>,
}

const fn case(image: [usize; 4], weight: [usize; 4], stride: usize, relu: bool, added: Option<usize>) -> Case {
    Case { image, weight, stride, relu, added }
}

/// The layers of the shipped encoders, then sizes that no tile divides.
const CASES: [Case; 11] = [
    case([2, 32, 32, 3], [64, 3, 5, 5], 4, true, Some(1)),
    case([2, 8, 8, 64], [64, 64, 3, 3], 1, true, None),
    case([2, 8, 8, 64], [64, 64, 3, 3], 1, true, Some(2)),
    case([2, 8, 8, 64], [128, 64, 3, 3], 2, true, None),
    case([2, 8, 8, 64], [128, 64, 1, 1], 2, false, None),
    case([2, 4, 4, 128], [128, 128, 3, 3], 1, true, Some(2)),
    case([1, 1, 1, 1], [1, 1, 1, 1], 1, false, None),
    case([2, 7, 5, 17], [33, 17, 3, 3], 1, true, None),
    case([2, 5, 7, 9], [10, 9, 3, 3], 2, true, Some(1)),
    case([2, 9, 7, 2], [3, 2, 5, 5], 3, false, None),
    case([2, 3, 3, 8], [4, 8, 7, 7], 1, false, None),
];

/// The largest difference, as a part of the largest entry: enough for sums of a thousand products in any order, while a
/// wrong entry is off by about one.
const TOLERANCE: f32 = 2e-5;

fn normals<const D: usize>(shape: [usize; D], index: u64, device: &Device) -> Tensor<D> {
    let mut generator = stream(12, Purpose::Initialisation, index);
    let entries: Vec<f32> = (0..shape.iter().product()).map(|_| normal(&mut generator) as f32).collect();
    Tensor::from_data(TensorData::new(entries, shape), device).autodiff()
}

/// Value and tangent, and the gradients of both by all that they depend on.
async fn results(case: &Case, device: &Device) -> Vec<(&'static str, Vec<f32>)> {
    let &Case { image: [batch, rows, columns, _], weight: [outputs, ..], stride, relu, .. } = case;
    let shape = |batch| [batch, rows.div_ceil(stride), columns.div_ceil(stride), outputs];
    let image = normals(case.image, 1, device).require_grad();
    let weight = normals(case.weight, 2, device).require_grad();
    let bias = normals([outputs], 3, device).require_grad();
    let added = case.added.map(|batch| normals(shape(batch), 4, device).require_grad());
    let moving = Moving::new(image.clone(), normals(case.image, 6, device));
    let result = convolve(moving, weight.clone(), bias.clone(), added.clone().map(Moving::from), relu, stride);
    let tangent = result.tangent.unwrap();
    let upstream = normals(shape(batch), 5, device);
    let gradients = ((result.value.clone() * upstream).sum() + tangent.clone().square().sum()).backward();
    let mut results = vec![
        ("value", values(result.value.without_autodiff()).await),
        ("tangent", values(tangent.without_autodiff()).await),
        ("gradient by the image", values(image.grad(&gradients).unwrap()).await),
        ("gradient by the weight", values(weight.grad(&gradients).unwrap()).await),
        ("gradient by the bias", values(bias.grad(&gradients).unwrap()).await),
    ];
    if let Some(added) = added {
        results.push(("gradient by what is added", values(added.grad(&gradients).unwrap()).await));
    }
    results
}

#[wasm_bindgen_test]
async fn convolutions_agree_between_webgpu_and_the_cpu() {
    let gpu = webgpu().await;
    for case in &CASES {
        let found = results(case, &gpu).await;
        for ((name, found), (_, expected)) in found.iter().zip(&results(case, &Device::flex()).await) {
            assert_eq!(found.len(), expected.len());
            let largest = expected.iter().fold(0_f32, |largest, entry| largest.max(entry.abs()));
            assert!(largest > 0.0, "{case:?}: the {name} is zero, which tests nothing");
            for (found, expected) in found.iter().zip(expected) {
                let away = (found - expected).abs() / largest;
                assert!(away <= TOLERANCE, "{case:?}: the {name} is {found}, not {expected}");
            }
        }
    }
}
