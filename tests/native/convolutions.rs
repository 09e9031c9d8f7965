//! Our convolution against Burn's, and against central differences.

use burn::tensor::{Tensor, TensorData, activation::relu, module::conv2d, ops::ConvOptions};
use spirograph_lab::{
    convolution::convolve,
    random::{Purpose, normal, stream},
    tensors::Moving,
};

use crate::{
    device,
    moving::{check, random},
};

/// Of an image, a weight, and what is added to the result: [batch, rows, columns, in], [out, in, size, size], stride.
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

/// The layers of the shipped encoders, then odd sizes: of channels, pixels and batches.
const CASES: [Case; 14] = [
    case([3, 32, 32, 3], [64, 3, 5, 5], 4, true, Some(1)),
    case([3, 8, 8, 64], [64, 64, 3, 3], 1, true, None),
    case([5, 8, 8, 64], [64, 64, 3, 3], 1, true, Some(5)),
    case([3, 8, 8, 64], [128, 64, 3, 3], 2, true, None),
    case([3, 8, 8, 64], [128, 64, 1, 1], 2, false, None),
    case([1, 4, 4, 128], [128, 128, 3, 3], 1, true, Some(1)),
    case([33, 4, 4, 128], [128, 128, 3, 3], 1, false, Some(33)),
    case([1, 1, 1, 1], [1, 1, 1, 1], 1, false, None),
    case([2, 5, 7, 3], [5, 3, 3, 3], 1, true, Some(2)),
    case([2, 7, 5, 17], [33, 17, 3, 3], 1, true, None),
    case([2, 5, 7, 9], [10, 9, 3, 3], 2, true, Some(1)),
    case([2, 9, 7, 2], [3, 2, 5, 5], 3, false, None),
    case([2, 6, 6, 4], [8, 4, 1, 1], 1, true, Some(2)),
    case([2, 3, 3, 8], [4, 8, 7, 7], 1, false, None),
];

fn single<const D: usize>(shape: [usize; D], index: u64) -> Tensor<D> {
    let mut generator = stream(12, Purpose::Initialisation, index);
    let entries: Vec<f32> = (0..shape.iter().product()).map(|_| normal(&mut generator) as f32).collect();
    Tensor::from_data(TensorData::new(entries, shape), &device())
}

fn result_shape(case: &Case) -> [usize; 3] {
    [case.image[1].div_ceil(case.stride), case.image[2].div_ceil(case.stride), case.weight[0]]
}

fn added(case: &Case, batch: usize) -> [usize; 4] {
    let [rows, columns, channels] = result_shape(case);
    [batch, rows, columns, channels]
}

/// As Burn does it, with channels first.
fn of_burn(image: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>, added: Option<Tensor<4>>, case: &Case) -> Tensor<4> {
    let padding = (case.weight[2] - 1) / 2;
    let options = ConvOptions::new([case.stride; 2], [padding; 2], [1; 2], 1);
    let result = conv2d(image.permute([0, 3, 1, 2]), weight, Some(bias), options).permute([0, 2, 3, 1]);
    let result = added.into_iter().fold(result, |result, added| result + added);
    if case.relu { relu(result) } else { result }
}

/// The largest difference, as a part of the largest entry.
fn difference<const D: usize>(found: Tensor<D>, expected: Tensor<D>) -> f32 {
    assert_eq!(found.dims(), expected.dims());
    let largest = expected.clone().abs().max().into_scalar::<f32>().max(1e-6);
    (found - expected).abs().max().into_scalar::<f32>() / largest
}

/// Enough for sums of a thousand products in f32 in any order; a wrong entry is off by about one.
const TOLERANCE: f32 = 2e-5;

#[test]
fn values_and_gradients_are_those_of_burn() {
    for (index, case) in CASES.iter().enumerate() {
        let tracked = |tensor: Tensor<4>| tensor.autodiff().require_grad();
        let image = tracked(single(case.image, 1));
        let weight = tracked(single(case.weight, 2));
        let bias = single([case.weight[0]], 3).autodiff().require_grad();
        let sum = case.added.map(|batch| tracked(single(added(case, batch), 4)));
        let moving = sum.clone().map(Moving::from);
        let ours = convolve(image.clone().into(), weight.clone(), bias.clone(), moving, case.relu, case.stride).value;
        let theirs = of_burn(image.clone(), weight.clone(), bias.clone(), sum.clone(), case);
        let away = difference(ours.clone().without_autodiff(), theirs.clone().without_autodiff());
        assert!(away < TOLERANCE, "case {index}: values differ by {away}");
        let upstream = single(theirs.dims(), 5).autodiff();
        let [ours, theirs] = [ours, theirs].map(|result| (result * upstream.clone()).sum().backward());
        let check =
            |name: &str, away: f32| assert!(away < TOLERANCE, "case {index}: gradients by the {name} differ by {away}");
        check("image", difference(image.grad(&ours).unwrap(), image.grad(&theirs).unwrap()));
        check("weight", difference(weight.grad(&ours).unwrap(), weight.grad(&theirs).unwrap()));
        check("bias", difference(bias.grad(&ours).unwrap(), bias.grad(&theirs).unwrap()));
        if let Some(sum) = sum {
            check("addition", difference(sum.grad(&ours).unwrap(), sum.grad(&theirs).unwrap()));
        }
    }
}

#[test]
fn tangents_are_central_differences() {
    for case in &CASES {
        // Results around one, so that their rounding does not show in differences of a millionth.
        let products = case.weight[1..].iter().product::<usize>() as f64;
        let (weight, bias) = (random(case.weight, 2).div_scalar(products.sqrt()), random([case.weight[0]], 3));
        let convolve = |image: Moving<4>, sum: Option<Moving<4>>| {
            convolve(image, weight.clone(), bias.clone(), sum, case.relu, case.stride)
        };
        check(random(case.image, 1), |image| convolve(image, None));
        if let Some(batch) = case.added {
            // Both move, then only what is added.
            check(random(case.image, 1), |image| {
                let sum = convolve(image.clone(), None);
                let shift = random(added(case, batch), 4);
                convolve(image, Some(if batch == 1 { shift.into() } else { sum + shift }))
            });
            let image = random(case.image, 1);
            check(random(added(case, batch), 4), |sum| convolve(image.clone().into(), Some(sum)));
        }
    }
}

/// Of f32 tensors, which the CPU has kernels for: the tangent against that of Burn's own operations, and its gradient by
/// the weight, which the penalty needs.
#[test]
fn gradients_of_tangents_are_those_of_burn() {
    for (index, case) in CASES.iter().enumerate() {
        let weight = single(case.weight, 2).autodiff().require_grad();
        let bias = single([case.weight[0]], 3).autodiff();
        let (image, direction) = (single(case.image, 1).autodiff(), single(case.image, 6).autodiff());
        let moving = Moving::new(image.clone(), direction.clone());
        let ours = convolve(moving, weight.clone(), bias.clone(), None, case.relu, case.stride);
        let value = of_burn(image, weight.clone(), bias.clone(), None, case);
        let linear = Case { relu: false, ..*case };
        let theirs = of_burn(direction, weight.clone(), bias.zeros_like(), None, &linear);
        let theirs = if case.relu { theirs.mask_fill(value.lower_equal_elem(0.0), 0.0) } else { theirs };
        let tangent = ours.tangent.expect("a tangent");
        let away = difference(tangent.clone().without_autodiff(), theirs.clone().without_autodiff());
        assert!(away < TOLERANCE, "case {index}: tangents differ by {away}");
        let [ours, theirs] = [tangent, theirs].map(|tangent| tangent.square().sum().backward());
        let away = difference(weight.grad(&ours).unwrap(), weight.grad(&theirs).unwrap());
        assert!(away < TOLERANCE, "case {index}: gradients by the weight differ by {away}");
    }
}
