//! A slow copy of encoder and critic: what the objective without negatives predicts.

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{Device, Tensor},
};

use super::{Learner, views::CriticScale};
use crate::{
    encoder::{Architecture, Encoder},
    error::Result,
    objective::Critic,
    tensors::{arrays::Arrays, parameters::with_parameters},
};

/// Encoder and critic as they were: a moving average over the steps, which no gradient changes.
#[derive(Module, Debug)]
pub struct SlowCopy {
    encoder: Encoder,
    critic: Critic,
}

impl SlowCopy {
    /// The copy of a learner.
    pub fn of(learner: &Learner) -> Self {
        let Learner { encoder, critic, .. } = learner.clone().valid();
        Self { encoder, critic }
    }

    /// The copy of a checkpoint's arrays, which lose its parameters.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming a tensor that does not fit.
    pub fn restored(architecture: &Architecture, arrays: &mut Arrays, device: &Device) -> Result<Self> {
        Learner::check_parameters(architecture, "slow", arrays)?;
        // The weights drawn here are all replaced.
        with_parameters(Self::of(&Learner::new(architecture, 0, device)), "slow", arrays)
    }

    /// Projections `[batch, 64]` of images `[batch, 3, rows, columns]`, both views of a batch.
    pub fn project(&self, images: Tensor<4>, scale: impl Fn(&Tensor<2>) -> CriticScale) -> Tensor<2> {
        let representations = self.encoder.representations(images);
        self.critic.project(scale(&representations).apply(representations))
    }

    /// The copy a step later: so much of it stays, the rest is the learner's.
    pub fn follow(self, learner: &Learner, momentum: f64) -> Self {
        let mut parameters = Parameters(Vec::new());
        learner.encoder.visit(&mut parameters);
        learner.critic.visit(&mut parameters);
        self.map(&mut Following { parameters: parameters.0.into_iter(), momentum })
    }
}

/// The parameters of a module in its own order, each as one row.
struct Parameters(Vec<Tensor<1>>);

impl ModuleVisitor for Parameters {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let value = param.val().without_autodiff();
        let length = value.shape().num_elements();
        self.0.push(value.reshape([length]));
    }
}

/// Moves a module's parameters towards others.
struct Following {
    parameters: std::vec::IntoIter<Tensor<1>>,
    momentum: f64,
}

impl ModuleMapper for Following {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        match self.parameters.next() {
            Some(towards) => param.map(|slow| {
                let towards = towards.reshape(slow.dims());
                slow.mul_scalar(self.momentum) + towards.mul_scalar(1.0 - self.momentum)
            }),
            // Both are of one shape: there is one for each.
            None => param,
        }
    }
}
