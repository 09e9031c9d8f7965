//! What is learned.

use burn::{module::Module, tensor::Device};

use crate::{
    encoder::{Architecture, Encoder},
    error::Result,
    objective::Critic,
    random::{Purpose, stream},
    tensors::{arrays::Arrays, parameters::with_parameters},
};

/// The encoder, and the critic that is thrown away afterwards.
#[derive(Module, Debug)]
pub struct Learner {
    /// Images to representations.
    pub encoder: Encoder,
    /// Representations to projections.
    pub critic: Critic,
    #[module(skip)]
    architecture: Architecture,
}

impl Learner {
    /// A learner with random weights determined by `seed`.
    pub fn new(architecture: &Architecture, seed: u64, device: &Device) -> Self {
        let mut generator = stream(seed, Purpose::Initialisation, 0);
        Self {
            encoder: Encoder::new(architecture, &mut generator, device),
            critic: Critic::new(architecture.dimension(), &mut generator, device),
            architecture: architecture.clone(),
        }
    }

    /// A trained encoder of the given shape with a critic of random weights determined by `seed`.
    pub fn from_encoder(encoder: Encoder, architecture: &Architecture, seed: u64, device: &Device) -> Self {
        let mut generator = stream(seed, Purpose::Initialisation, 1);
        let critic = Critic::new(architecture.dimension(), &mut generator, device);
        Self { encoder, critic, architecture: architecture.clone() }
    }

    /// The learner of a checkpoint's arrays, which lose its parameters.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming a tensor that does not fit.
    pub fn restored(architecture: &Architecture, arrays: &mut Arrays, device: &Device) -> Result<Self> {
        architecture.check_parameters("learner.encoder", arrays)?;
        Critic::check_parameters(architecture.dimension(), "learner.critic", arrays)?;
        // The weights drawn here are all replaced.
        with_parameters(Self::new(architecture, 0, device), "learner", arrays)
    }

    /// The encoder's shape.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }
}
