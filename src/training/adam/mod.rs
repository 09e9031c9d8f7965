//! A step of AdamW (Loshchilov and Hutter 2019) for one parameter, as an operation of its own behind Burn's interface.
//!
//! Composed of Burn's operations it is fifteen passes over a parameter. On a GPU each is a dispatch, and they were most of
//! those of a training step.

#[cfg(feature = "cube")]
mod gpu;

use burn::{
    backend::{Backend, Dispatch, Flex, backend_extension, tensor::FloatTensor},
    tensor::Tensor,
};

/// How fast the moments forget, as in the paper of Adam (Kingma and Ba 2015).
const MEMORY: [f64; 2] = [0.9, 0.999];

/// Guard against division by zero, likewise.
const EPSILON: f64 = 1e-8;

/// The numbers of a step.
#[derive(Debug, Clone, Copy)]
pub struct Coefficients {
    /// What the parameter is multiplied by first.
    decay: f64,
    /// The learning rate.
    rate: f64,
    /// What the moments are divided by: they begin at zero, and would be too small at first.
    corrections: [f64; 2],
}

impl Coefficients {
    /// Those of a step, the first being number one.
    pub fn new(step: usize, learning_rate: f64, weight_decay: f64) -> Self {
        let corrections = MEMORY.map(|memory| 1.0 - memory.powf(step as f64));
        Self { decay: 1.0 - learning_rate * weight_decay, rate: learning_rate, corrections }
    }
}

/// The operation.
#[backend_extension(Flex, Cube: cfg(feature = "cube"))]
pub trait Descend: Backend {
    /// The parameter after a step, and its moments; all four tensors have the same shape.
    fn adam(
        parameter: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        coefficients: Coefficients,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let Coefficients { decay, rate, corrections } = coefficients;
        let times = |tensor: FloatTensor<Self>, number: f64| Self::float_mul_scalar(tensor, number.into());
        let follow = |moment, target, memory| Self::float_add(times(moment, memory), times(target, 1.0 - memory));
        let first = follow(first, gradient.clone(), MEMORY[0]);
        let second = follow(second, Self::float_mul(gradient.clone(), gradient), MEMORY[1]);
        let deviation = Self::float_sqrt(times(second.clone(), 1.0 / corrections[1]));
        let direction = Self::float_div(first.clone(), Self::float_add_scalar(deviation, EPSILON.into()));
        let parameter = Self::float_sub(times(parameter, decay), times(direction, rate / corrections[0]));
        (parameter, first, second)
    }
}

impl Descend for Flex {}

/// A parameter after a step against its gradient, and its two moments.
pub fn adam<const D: usize>(
    parameter: Tensor<D>,
    gradient: Tensor<D>,
    [first, second]: [Tensor<D>; 2],
    coefficients: Coefficients,
) -> (Tensor<D>, [Tensor<D>; 2]) {
    let [parameter, gradient, first, second] = [parameter, gradient, first, second].map(Tensor::into_dispatch);
    let (parameter, first, second) = <Dispatch as Descend>::adam(parameter, gradient, first, second, coefficients);
    (Tensor::from_dispatch(parameter), [first, second].map(Tensor::from_dispatch))
}
