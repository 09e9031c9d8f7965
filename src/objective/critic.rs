//! The critic: a two-layer projection head, used in training only (section 2 of the paper).

use burn::{
    module::Module,
    tensor::{Device, Tensor, activation::relu},
};
use rand_chacha::ChaCha8Rng;

use crate::encoder::Linear;

/// Width of the hidden layer.
const HIDDEN: usize = 256;
/// Length of a projection.
const PROJECTION: usize = 64;

/// Linear, ReLU, linear.
#[derive(Module, Debug)]
pub struct Critic {
    hidden: Linear,
    projection: Linear,
}

impl Critic {
    /// A critic for representations of the given length, with random weights.
    pub fn new(dimension: usize, generator: &mut ChaCha8Rng, device: &Device) -> Self {
        Self {
            hidden: Linear::new(dimension, HIDDEN, generator, device),
            projection: Linear::new(HIDDEN, PROJECTION, generator, device),
        }
    }

    /// Representations `[batch, dimension]` to projections `[batch, 64]`.
    pub fn project(&self, representations: Tensor<2>) -> Tensor<2> {
        self.projection.apply(relu(self.hidden.apply(representations)))
    }
}
