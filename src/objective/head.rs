//! A head: two layers that predict something from representations or projections, used in training only.

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};
use rand_chacha::ChaCha8Rng;

use crate::{
    encoder::{Linear, linear},
    error::Result,
    tensors::arrays::{Arrays, check_shape},
};

/// Width of the hidden layer.
const HIDDEN: usize = 256;

/// Linear, ReLU, linear.
#[derive(Module, Debug)]
pub struct Head {
    hidden: Linear,
    out: Linear,
}

impl Head {
    /// A head from so many numbers to so many, with random weights.
    pub fn new([inputs, outputs]: [usize; 2], generator: &mut ChaCha8Rng, device: &Device) -> Self {
        Self {
            hidden: Linear::new(inputs, HIDDEN, generator, device),
            out: Linear::new(HIDDEN, outputs, generator, device),
        }
    }

    /// Checks that arrays hold every parameter of such a head under `prefix`.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming the first tensor that is missing or of another shape.
    pub fn check_parameters([inputs, outputs]: [usize; 2], prefix: &str, arrays: &Arrays) -> Result<()> {
        let layers = [linear("hidden", inputs, HIDDEN), linear("out", HIDDEN, outputs)];
        layers.iter().flatten().try_for_each(|(name, shape)| check_shape(arrays, &format!("{prefix}.{name}"), shape))
    }

    /// Rows `[batch, inputs]` to `[batch, outputs]`.
    pub fn predict(&self, rows: Tensor<2>) -> Tensor<2> {
        self.out.apply(self.hidden.apply(rows).relu()).value
    }
}
