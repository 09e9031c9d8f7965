//! The task token: the only thing that moves while the network feels out what is being drawn (Logeswaran et al. 2020).

use burn::{
    module::{Module, Param},
    optim::GradientsParams,
    tensor::{Device, Gradients, Tensor},
};

use super::{lesson::Lesson, transformer::Transformer};
use crate::{error::Result, tensors::arrays::read_entries, training::Optimiser};

/// How far a step of Adam moves each of a token's numbers at most.
const RATE: f64 = 0.2;

/// Steps of a token, in training and afterwards: further ones lead to tokens that the network has not learned from, and were
/// found to change next to nothing.
pub const TOKEN_STEPS: usize = 5;

/// The task tokens of some strokes.
#[derive(Module, Debug)]
struct Values {
    values: Param<Tensor<2>>,
}

/// Task tokens on their way: they begin at zero, the token of a stroke that nothing is known of.
pub struct Tokens {
    module: Values,
    optimiser: Optimiser,
}

impl Tokens {
    /// Those of so many strokes, `[strokes, length]`.
    pub fn new(strokes: usize, length: usize, device: &Device) -> Self {
        let values = Tensor::<2>::zeros([strokes, length], device);
        Self { module: Values { values: Param::from_tensor(values) }.train(), optimiser: Optimiser::new(0.0) }
    }

    /// As they are, tracked by Burn's reverse mode.
    pub fn values(&self) -> Tensor<2> {
        self.module.values.val()
    }

    /// A step against the gradients of errors. Strokes do not touch each other: each error is of its own token alone.
    pub fn step(&mut self, gradients: &mut Gradients) {
        let gradients = GradientsParams::from_module(gradients, &self.module);
        self.module = self.optimiser.step(self.module.clone(), gradients, RATE);
    }
}

/// What a descent on tokens has come to.
pub struct Felt {
    /// The tokens, `[strokes, length]`.
    pub tokens: Tensor<2>,
    /// Before and after each step the mean squared distance of a predicted position from the true one, in steps, over all
    /// strokes.
    pub losses: Vec<f32>,
}

/// Feels out strokes, which lie on the device without automatic differentiation: only their tokens move.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn feel_out(network: &Transformer, strokes: &Lesson, steps: usize) -> Result<Felt> {
    let still = network.clone().train().no_grad();
    let (tracked, device) = (strokes.clone().autodiff(), strokes.device());
    let mut tokens = Tokens::new(strokes.count(), network.token(), &device);
    let mut losses = Vec::new();
    for _ in 0..steps {
        let errors = tracked.errors(&still, tokens.values());
        tokens.step(&mut errors.clone().sum().backward());
        losses.push(errors.without_autodiff().mean());
    }
    let tokens = tokens.values().without_autodiff();
    losses.push(strokes.errors(network, tokens.clone()).mean());
    Ok(Felt { tokens, losses: read_entries(Tensor::cat(losses, 0)).await? })
}
