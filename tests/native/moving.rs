//! Each operation's tangent against central differences, in f64 on the CPU device.

use burn::tensor::{DType, Tensor, TensorData};
use spirograph_lab::{
    random::{Purpose, normal, stream},
    tensors::Moving,
};

use crate::device;

/// Random f64 entries; `index` makes different tensors of one test different.
pub fn random<const D: usize>(shape: [usize; D], index: u64) -> Tensor<D> {
    let mut generator = stream(11, Purpose::Initialisation, index);
    let entries: Vec<f64> = (0..shape.iter().product()).map(|_| normal(&mut generator)).collect();
    Tensor::from_data(TensorData::new(entries, shape), (&device(), DType::F64))
}

pub fn entries<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().try_to_vec::<f64>().unwrap()
}

/// Asserts that the tangent of `operation` along a random direction is the central difference of its value, and that what
/// stands still has the same value and no tangent.
pub fn check<const D: usize, const E: usize>(at: Tensor<D>, operation: impl Fn(Moving<D>) -> Moving<E>) {
    let direction = random(at.dims(), 99);
    let step = 1e-6;
    let ahead = operation((at.clone() + direction.clone().mul_scalar(step)).into());
    let behind = operation((at.clone() - direction.clone().mul_scalar(step)).into());
    assert!(ahead.tangent.is_none() && behind.tangent.is_none());
    let expected = (ahead.value - behind.value).div_scalar(2.0 * step);
    let moving = operation(Moving::new(at.clone(), direction));
    assert_eq!(entries(moving.value), entries(operation(at.into()).value));
    let tangent = moving.tangent.expect("a tangent");
    assert_eq!(tangent.dims(), expected.dims());
    for (found, expected) in entries(tangent).into_iter().zip(entries(expected)) {
        assert!((found - expected).abs() <= 1e-7 * (1.0 + expected.abs()), "found {found}, expected {expected}");
    }
}

/// Both operands move when the operation's second one is made of its first.
fn shifted<const D: usize>(a: Moving<D>, index: u64) -> Moving<D> {
    let offset = random(a.dims(), index).abs().add_scalar(3.0);
    a + offset
}

/// An operand that stands still, of positive entries.
fn still<const D: usize>(shape: [usize; D]) -> Moving<D> {
    random(shape, 3).abs().add_scalar(1.0).into()
}

macro_rules! tangent_tests {
    ($($name:ident: $at:expr => |$a:ident| $body:expr;)*) => {
        $(#[test]
        fn $name() {
            check($at, |$a| $body);
        })*
    };
}

tangent_tests! {
    sum: random([3, 4], 1) => |a| a.clone() + shifted(a, 2);
    difference: random([3, 4], 1) => |a| a.clone() * a.clone() - shifted(a, 2);
    difference_from_what_stands_still: random([3, 4], 1) => |a| still([3, 4]) - a;
    product: random([3, 4], 1) => |a| a.clone() * shifted(a, 2);
    product_with_what_stands_still: random([3, 4], 1) => |a| still([3, 4]) * a;
    quotient: random([3, 4], 1).abs() => |a| a.clone() / shifted(a, 2);
    quotient_by_what_stands_still: random([3, 4], 1) => |a| a / still([3, 4]);
    quotient_of_what_stands_still: random([3, 4], 1) => |a| still([3, 4]) / (a.clone() * a).exp();
    broadcast_sum: random([3, 4], 1) => |a| still([3, 4]) + a.narrow(1, 0, 1);
    broadcast_product: random([3, 4], 1) => |a| a.clone().narrow(1, 0, 1) * a;
    broadcast_quotient: random([3, 4], 1) => |a| still([3, 4]) / a.narrow(1, 0, 1).exp();
    exponential: random([3, 4], 1) => |a| a.exp();
    matrix_product: random([2, 4, 4], 1) => |a| a.clone().matmul(shifted(a, 2));
    matrix_product_with_what_stands_still: random([2, 4, 4], 1) => |a| still([2, 4, 4]).matmul(a);
    largest_entry: random([3, 4, 5], 1) => |a| a.max_last();
    reshaped: random([3, 4], 1) => |a| a.exp().reshape([2, 6]);
    part: random([3, 4], 1) => |a| a.exp().narrow(1, 1, 2);
    joined: random([3, 4], 1) => |a| Moving::join(vec![a.clone().exp(), still([3, 2]), a]);
    transposed: random([3, 4, 5], 1) => |a| a.exp().transpose();
    rectifier: random([3, 40], 1) => |a| a.relu();
    channels_last: random([2, 3, 4, 5], 1) => |a| a.exp().channels_last();
    pixel_mean: random([2, 4, 4, 3], 1) => |a| a.exp().mean_over_cells(1);
    means_over_cells: random([2, 4, 4, 3], 1) => |a| a.exp().mean_over_cells(2);
    shift: random([4, 5], 1) => |a| a.shift(-0.4).exp();
    normalised_rows: random([3, 6], 1) => |a| a.normalise();
}

fn row(values: [f64; 3]) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values.to_vec(), [1, 3]), (&device(), DType::F64))
}

#[test]
fn a_tie_of_the_largest_entries_has_their_mean_tangent() {
    let largest = Moving::new(row([2.0, 1.0, 2.0]), row([1.0, 50.0, 4.0])).max_last();
    assert_eq!((entries(largest.value), entries(largest.tangent.unwrap())), (vec![2.0], vec![2.5]));
}

#[test]
fn a_rectifier_at_zero_stops_the_tangent() {
    let rectified = Moving::new(row([-1.0, 0.0, 1.0]), row([5.0, 6.0, 7.0])).relu();
    assert_eq!(entries(rectified.tangent.unwrap()), [0.0, 0.0, 7.0]);
}

#[test]
fn what_stands_still_has_a_tangent_of_zeros_where_one_is_asked_for() {
    assert_eq!(entries(Moving::from(row([1.0, 2.0, 3.0])).tangent_or_zeros()), [0.0; 3]);
}
