//! The critic: a two-layer projection head, used in training only (section 2 of the paper).

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
/// Length of a projection.
pub const PROJECTION: usize = 64;

/// Linear, ReLU, linear, on representations that are standardised over the batch.
///
/// The encoder has no normalisation layer, so at first all its representations point the same way, every similarity is
/// near one, and NT-Xent stays at ln(2B − 1) for hundreds of steps. Standardising each dimension over the batch, outside
/// of the encoder, ends that at once and leaves the encoder as it is.
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

    /// Checks that arrays hold every parameter of a critic for representations of a length under `prefix`.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming the first tensor that is missing or of another shape.
    pub fn check_parameters(dimension: usize, prefix: &str, arrays: &Arrays) -> Result<()> {
        let layers = [linear("hidden", dimension, HIDDEN), linear("projection", HIDDEN, PROJECTION)];
        layers.iter().flatten().try_for_each(|(name, shape)| check_shape(arrays, &format!("{prefix}.{name}"), shape))
    }

    /// Representations `[batch, dimension]`, standardised unless the settings say otherwise, to projections `[batch, 64]`.
    pub fn project(&self, representations: Tensor<2>) -> Tensor<2> {
        self.projection.apply(self.hidden.apply(representations).relu()).value
    }
}
