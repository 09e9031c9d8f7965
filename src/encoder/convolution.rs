//! Layers with their first weights: convolutions for the encoder, linear layers for the critic.

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor, TensorData},
};
use rand_chacha::ChaCha8Rng;

use crate::{convolution::convolve, random::normal, tensors::Moving};

/// A convolution with bias and zero padding that keeps the size at stride 1.
#[derive(Module, Debug)]
pub struct Convolution {
    weight: Param<Tensor<4>>,
    bias: Param<Tensor<1>>,
    #[module(skip)]
    stride: usize,
}

impl Convolution {
    /// A `size`×`size` convolution with normal weights of variance `gain² · 2 / fan-in` (He et al. 2015) and no bias.
    pub fn new(
        inputs: usize,
        outputs: usize,
        size: usize,
        stride: usize,
        gain: f64,
        generator: &mut ChaCha8Rng,
        device: &Device,
    ) -> Self {
        let fan_in = inputs * size * size;
        let weight =
            normal_tensor([outputs, inputs, size, size], gain * (2.0 / fan_in as f64).sqrt(), generator, device);
        Self::from_tensors(weight, Tensor::zeros([outputs], device), stride)
    }

    /// A convolution with the given weight `[out, in, size, size]` and bias `[out]`.
    pub fn from_tensors(weight: Tensor<4>, bias: Tensor<1>, stride: usize) -> Self {
        Self { weight: Param::from_tensor(weight), bias: Param::from_tensor(bias), stride }
    }

    /// The same with another weight.
    pub fn with_weight(self, weight: Tensor<4>) -> Self {
        Self { weight: Param::from_tensor(weight), ..self }
    }

    /// The weight, `[out, in, size, size]`.
    pub fn weight(&self) -> Tensor<4> {
        self.weight.val()
    }

    /// Images `[batch, rows, columns, in]` to `[batch, …, out]`; `added` is added.
    pub fn apply(&self, input: Moving<4>, added: Option<Moving<4>>) -> Moving<4> {
        convolve(input, self.weight.val(), self.bias.val(), added, false, self.stride)
    }

    /// [`Self::apply`], and ReLU of it.
    pub fn apply_relu(&self, input: Moving<4>, added: Option<Moving<4>>) -> Moving<4> {
        convolve(input, self.weight.val(), self.bias.val(), added, true, self.stride)
    }
}

/// A linear layer with bias.
#[derive(Module, Debug)]
pub struct Linear {
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

impl Linear {
    /// A layer with normal weights of variance `2 / inputs` and no bias.
    pub fn new(inputs: usize, outputs: usize, generator: &mut ChaCha8Rng, device: &Device) -> Self {
        let weight = normal_tensor([inputs, outputs], (2.0 / inputs as f64).sqrt(), generator, device);
        Self { weight: Param::from_tensor(weight), bias: Param::from_tensor(Tensor::zeros([outputs], device)) }
    }

    /// Rows `[batch, inputs]` to `[batch, outputs]`.
    pub fn apply(&self, rows: impl Into<Moving<2>>) -> Moving<2> {
        rows.into().matmul(self.weight.val()) + self.bias.val().unsqueeze()
    }
}

/// Independent normal numbers around zero.
pub(crate) fn normal_tensor<const D: usize>(
    shape: [usize; D],
    deviation: f64,
    generator: &mut ChaCha8Rng,
    device: &Device,
) -> Tensor<D> {
    let values: Vec<f32> = (0..shape.iter().product()).map(|_| (deviation * normal(generator)) as f32).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}
