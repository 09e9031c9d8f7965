//! The operations as compositions of Burn's own.

use burn::{
    backend::{Backend, TensorMetadata, tensor::FloatTensor},
    tensor::{Shape, ops::ConvOptions},
};

use super::{Gate, Optional};

/// Channels last to channels first.
const CHANNELS_FIRST: [usize; 4] = [0, 3, 1, 2];

/// Channels first to channels last.
const CHANNELS_LAST: [usize; 4] = [0, 2, 3, 1];

pub(super) fn convolve<B: Backend>(
    input: FloatTensor<B>,
    weight: FloatTensor<B>,
    bias: Optional<B>,
    added: Optional<B>,
    gate: Gate<B>,
    stride: usize,
) -> FloatTensor<B> {
    let options = options(&weight.shape(), stride);
    let result = B::conv2d(B::float_permute(input, &CHANNELS_FIRST), weight, bias.into_option(), options);
    let result = B::float_permute(result, &CHANNELS_LAST);
    let result = match added {
        Optional::Given(added) => B::float_add(result, added),
        Optional::Missing => result,
    };
    match gate {
        Gate::Open => result,
        Gate::Relu => B::relu(result),
        Gate::WherePositive(passed) => B::relu_backward(passed, result),
    }
}

pub(super) fn input_gradient<B: Backend>(
    gradient: FloatTensor<B>,
    weight: FloatTensor<B>,
    [batch, rows, columns, inputs]: [usize; 4],
    stride: usize,
) -> FloatTensor<B> {
    let options = options(&weight.shape(), stride);
    // Burn asks for the input, but needs only its shape.
    let input = B::float_empty([batch, inputs, rows, columns].into(), &gradient.device(), gradient.dtype().into());
    let gradient = B::float_permute(gradient, &CHANNELS_FIRST);
    B::float_permute(B::conv2d_x_backward(input, weight, gradient, options), &CHANNELS_LAST)
}

pub(super) fn weight_gradient<B: Backend>(
    input: FloatTensor<B>,
    gradient: FloatTensor<B>,
    shape: [usize; 4],
    stride: usize,
) -> FloatTensor<B> {
    let shape = Shape::from(shape);
    let options = options(&shape, stride);
    // As above.
    let weight = B::float_empty(shape, &gradient.device(), gradient.dtype().into());
    let input = B::float_permute(input, &CHANNELS_FIRST);
    B::conv2d_weight_backward(input, weight, B::float_permute(gradient, &CHANNELS_FIRST), options)
}

fn options(weight: &Shape, stride: usize) -> ConvOptions<2> {
    ConvOptions::new([stride; 2], [(weight[2] - 1) / 2, (weight[3] - 1) / 2], [1; 2], 1)
}
