//! Our matrix product and its gradients against Burn's.

use burn::tensor::Tensor;
use spirograph_lab::products::product;

use crate::moving::{entries, random};

#[test]
fn values_and_gradients_are_those_of_burn() {
    let [left, right] = [random([2, 3, 5], 1), random([2, 5, 4], 2)].map(|factor| factor.autodiff().require_grad());
    let upstream = random([2, 3, 4], 3).autodiff();
    let results = [product(left.clone(), right.clone()), left.clone().matmul(right.clone())];
    let [ours, theirs] = results.map(|result| {
        let gradients = (result.clone() * upstream.clone()).sum().backward();
        let of = |factor: &Tensor<3>| entries(factor.grad(&gradients).unwrap());
        [entries(result.without_autodiff()), of(&left), of(&right)]
    });
    assert_eq!(ours, theirs);
}
