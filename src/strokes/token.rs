//! The task token: the only thing that moves while the network feels out what is being drawn (Logeswaran et al. 2020).

use burn::{
    module::{Module, Param},
    optim::GradientsParams,
    tensor::{Device, Tensor},
};

use crate::training::Optimiser;

/// How far a step of Adam moves each of a token's numbers at most.
const RATE: f64 = 0.2;

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
    pub fn step(&mut self, gradients: &mut burn::tensor::Gradients) {
        let gradients = GradientsParams::from_module(gradients, &self.module);
        self.module = self.optimiser.step(self.module.clone(), gradients, RATE);
    }
}
