//! Convolution of images with channels last, with all that follows it in the same pass: bias, addition, ReLU.
//!
//! Burn's convolution has channels first, makes patches image by image and arranges the weights at every call; bias,
//! addition and ReLU are passes of their own. Most of the time of this network is in here, so the operation is our own
//! (docs/decisions, 25), behind Burn's interface: [`Convolve`] is implemented for the CPU ([`cpu`]), for all devices of
//! CubeCL (WebGPU and others), and for automatic differentiation over both ([`gradient`]).

mod composed;
mod cpu;
#[cfg(feature = "cube")]
mod gpu;
mod gradient;

use burn::{
    backend::{Backend, Dispatch, ExtensionType, backend_extension, tensor::FloatTensor},
    tensor::Tensor,
};

use crate::tensors::Moving;

/// The operations. Images are `[batch, rows, columns, channels]`, weights `[out, in, size, size]`, with zero padding of
/// `(size − 1) / 2`: an image of `rows` has `⌈rows / stride⌉` rows after it.
///
/// The default bodies are Burn's own operations: what a device runs that has no kernels of its own, and what tests
/// compare with.
#[backend_extension(Flex, Cube: cfg(feature = "cube"), Autodiff)]
pub trait Convolve: Backend {
    /// `gate(input ∗ weight + bias + added)`. What is added has the shape of the result, or a batch of one that is the
    /// same for all.
    fn convolve(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        #[extension_type] bias: Optional<Self>,
        #[extension_type] added: Optional<Self>,
        #[extension_type] gate: Gate<Self>,
        stride: usize,
    ) -> FloatTensor<Self> {
        composed::convolve::<Self>(input, weight, bias, added, gate, stride)
    }

    /// The gradient by the input, of `shape`, from that by the result (before bias, addition and gate).
    fn input_gradient(
        gradient: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        shape: [usize; 4],
        stride: usize,
    ) -> FloatTensor<Self> {
        composed::input_gradient::<Self>(gradient, weight, shape, stride)
    }

    /// The gradient by the weight, of `shape`, from the input and the gradient by the result.
    fn weight_gradient(
        input: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        shape: [usize; 4],
        stride: usize,
    ) -> FloatTensor<Self> {
        composed::weight_gradient::<Self>(input, gradient, shape, stride)
    }
}

/// A tensor that may be missing. Not `Option`, through which Burn's extensions do not pass.
#[derive(Debug, Clone, ExtensionType)]
pub enum Optional<B: Backend> {
    /// It is there.
    Given(FloatTensor<B>),
    /// It is missing.
    Missing,
}

impl<B: Backend> Optional<B> {
    fn new(tensor: Option<FloatTensor<B>>) -> Self {
        tensor.map_or(Self::Missing, Self::Given)
    }

    fn into_option(self) -> Option<FloatTensor<B>> {
        match self {
            Self::Given(tensor) => Some(tensor),
            Self::Missing => None,
        }
    }
}

/// What a result passes last.
#[derive(Debug, Clone, ExtensionType)]
pub enum Gate<B: Backend> {
    /// All passes.
    Open,
    /// What is positive passes, the rest becomes zero.
    Relu,
    /// What stands where this is positive passes: the derivative of ReLU, where this is its result.
    WherePositive(FloatTensor<B>),
}

/// A convolution of images `[batch, rows, columns, in]` with a weight `[out, in, size, size]` that stands still:
/// `input ∗ weight + bias + added`, and ReLU of it if asked for.
pub fn convolve(
    input: Moving<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    added: Option<Moving<4>>,
    relu: bool,
    stride: usize,
) -> Moving<4> {
    let (added, added_tangent) = added.map_or((None, None), |added| (Some(added.value), added.tangent));
    let gate = if relu { Gate::Relu } else { Gate::Open };
    let value = of_tensors(input.value, weight.clone(), Some(bias), added, gate, stride);
    let passed = || value.clone().into_dispatch();
    let tangent = match (input.tangent, added_tangent) {
        (Some(tangent), added) => {
            let gate = if relu { Gate::WherePositive(passed()) } else { Gate::Open };
            Some(of_tensors(tangent, weight, None, added, gate, stride))
        }
        (None, Some(added)) if relu => {
            Some(added.expand(value.dims()).mask_fill(value.clone().lower_equal_elem(0.0), 0.0))
        }
        (None, Some(added)) => Some(added.expand(value.dims())),
        (None, None) => None,
    };
    Moving { value, tangent }
}

fn of_tensors(
    input: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    added: Option<Tensor<4>>,
    gate: Gate<Dispatch>,
    stride: usize,
) -> Tensor<4> {
    Tensor::from_dispatch(<Dispatch as Convolve>::convolve(
        input.into_dispatch(),
        weight.into_dispatch(),
        Optional::new(bias.map(Tensor::into_dispatch)),
        Optional::new(added.map(Tensor::into_dispatch)),
        gate,
        stride,
    ))
}
