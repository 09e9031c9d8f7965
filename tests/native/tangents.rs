//! Each operation's tangent against central differences, in f64 on the CPU device.

use burn::tensor::{DType, Tensor, TensorData};
use spirograph_lab::{
    random::{Purpose, normal, stream},
    tangent::{Dual, Forward, Mode, Plain},
};

use crate::device;

/// Random f64 entries; `index` makes different tensors of one test different.
fn random<const D: usize>(shape: [usize; D], index: u64) -> Tensor<D> {
    let mut generator = stream(11, Purpose::Initialisation, index);
    let entries: Vec<f64> = (0..shape.iter().product()).map(|_| normal(&mut generator)).collect();
    Tensor::from_data(TensorData::new(entries, shape), (&device(), DType::F64))
}

fn entries<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().try_to_vec::<f64>().unwrap()
}

/// Asserts that the tangent of `forward` along a random direction is the central difference of `plain`.
fn check<const D: usize, const E: usize>(
    at: Tensor<D>,
    plain: impl Fn(Tensor<D>) -> Tensor<E>,
    forward: impl Fn(Dual<D>) -> Dual<E>,
) {
    let direction = random(at.dims(), 99);
    let step = 1e-6;
    let ahead = plain(at.clone() + direction.clone().mul_scalar(step));
    let behind = plain(at.clone() - direction.clone().mul_scalar(step));
    let expected = entries((ahead - behind).div_scalar(2.0 * step));
    let dual = forward(Dual::new(at.clone(), direction));
    assert_eq!(entries(dual.value), entries(plain(at)));
    for (found, expected) in entries(dual.tangent).into_iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-7 * (1.0 + expected.abs()), "found {found}, expected {expected}");
    }
}

/// Both operands move when the operation's second one is made of its first.
fn shifted<M: Mode, const D: usize>(a: M::Of<D>, index: u64) -> M::Of<D> {
    let offset = random(M::value(&a).dims(), index).abs().add_scalar(3.0);
    M::add(a, M::constant(offset))
}

macro_rules! tangent_tests {
    ($($name:ident: $at:expr => |$mode:ident, $a:ident| $body:expr;)*) => {
        $(#[test]
        fn $name() {
            check($at, |$a| { type $mode = Plain; $body }, |$a| { type $mode = Forward; $body });
        })*
    };
}

tangent_tests! {
    sum: random([3, 4], 1) => |M, a| M::add(a.clone(), shifted::<M, 2>(a, 2));
    difference: random([3, 4], 1) => |M, a| M::sub(M::mul(a.clone(), a.clone()), shifted::<M, 2>(a, 2));
    product: random([3, 4], 1) => |M, a| M::mul(a.clone(), shifted::<M, 2>(a, 2));
    quotient: random([3, 4], 1).abs() => |M, a| M::div(a.clone(), shifted::<M, 2>(a, 2));
    broadcast_product: random([3, 4], 1) => |M, a| M::mul(M::narrow(a.clone(), 1, 0, 1), a);
    exponential: random([3, 4], 1) => |M, a| M::exp(a);
    matrix_product: random([2, 4, 4], 1) => |M, a| M::matmul(a.clone(), shifted::<M, 3>(a, 2));
    largest_entry: random([3, 4, 5], 1) => |M, a| M::max_last(a);
    reshaped: random([3, 4], 1) => |M, a| M::reshape(M::exp(a), [2, 6]);
    part: random([3, 4], 1) => |M, a| M::narrow(M::exp(a), 1, 1, 2);
    joined: random([3, 4], 1) => |M, a| M::join(vec![M::exp(a.clone()), a]);
    transposed: random([3, 4, 5], 1) => |M, a| M::transpose(M::exp(a));
    convolution: random([2, 3, 8, 8], 1) => |M, a| M::convolve(a, random([4, 3, 3, 3], 2), random([4], 3), 1);
    strided_convolution: random([2, 3, 8, 8], 1) => |M, a| M::convolve(a, random([4, 3, 3, 3], 2), random([4], 3), 2);
    pointwise_convolution: random([2, 3, 8, 8], 1) => |M, a| M::convolve(a, random([4, 3, 1, 1], 2), random([4], 3), 2);
    rectifier: random([3, 40], 1) => |M, a| M::relu(a);
    pixel_mean: random([2, 3, 4, 4], 1) => |M, a| M::mean_over_pixels(M::exp(a));
    normalised_rows: random([3, 6], 1) => |M, a| M::normalise(a);
}

#[test]
fn a_tie_of_the_largest_entries_has_their_mean_tangent() {
    let row =
        |values: [f64; 3]| Tensor::<2>::from_data(TensorData::new(values.to_vec(), [1, 3]), (&device(), DType::F64));
    let largest = Forward::max_last(Dual::new(row([2.0, 1.0, 2.0]), row([1.0, 50.0, 4.0])));
    assert_eq!((entries(largest.value), entries(largest.tangent)), (vec![2.0], vec![2.5]));
}

#[test]
fn a_rectifier_at_zero_stops_the_tangent() {
    let row =
        |values: [f64; 3]| Tensor::<2>::from_data(TensorData::new(values.to_vec(), [1, 3]), (&device(), DType::F64));
    let rectified = Forward::relu(Dual::new(row([-1.0, 0.0, 1.0]), row([5.0, 6.0, 7.0])));
    assert_eq!(entries(rectified.tangent), [0.0, 0.0, 7.0]);
}
