//! The matrix product, as an operation of its own behind Burn's interface.
//!
//! On the CPU it is Burn's. On a GPU Burn brings generators of kernels for every size, shape and quantisation, two fifths
//! of the engine's download; what this network multiplies is small, and one kernel is enough.

#[cfg(feature = "cube")]
mod gpu;
mod gradient;

use burn::{
    backend::{Backend, Dispatch, Flex, backend_extension, tensor::FloatTensor},
    tensor::Tensor,
};

/// The operation.
#[backend_extension(Flex, Cube: cfg(feature = "cube"), Autodiff)]
pub trait Multiply: Backend {
    /// The matrix product over the last two dimensions; those before are equal.
    fn product(left: FloatTensor<Self>, right: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::float_matmul(left, right)
    }
}

impl Multiply for Flex {}

/// The matrix product over the last two dimensions; those before are equal.
pub fn product<const D: usize>(left: Tensor<D>, right: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as Multiply>::product(left.into_dispatch(), right.into_dispatch()))
}
