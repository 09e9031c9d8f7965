//! AdamW over a module.
//!
//! The arithmetic is Burn's. Its whole-module optimiser is not used because it writes its state by synchronous reads,
//! which panic in a browser (Burn 0.22.1); here the moments lie in containers that can be read in one transaction.

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    optim::{AdamW, AdamWConfig, AdamWState, AdaptiveMomentumState, GradientsParams, Optimizer},
    tensor::{Tensor, TensorData, Transaction},
};

use crate::{
    encoder::parameters::{Arrays, read, take},
    error::{Error, Result},
};

/// Adam's guard against division by zero.
const EPSILON: f32 = 1e-8;

/// AdamW and its moments.
pub struct Optimiser {
    rule: AdamW,
    steps: usize,
    first_moments: GradientsParams,
    second_moments: GradientsParams,
}

impl Optimiser {
    /// An optimiser that has not stepped.
    pub fn new(weight_decay: f64) -> Self {
        let rule = AdamWConfig::new().with_epsilon(EPSILON).with_weight_decay(weight_decay as f32).build();
        Self { rule, steps: 0, first_moments: GradientsParams::new(), second_moments: GradientsParams::new() }
    }

    /// The module after one step against `gradients`.
    pub fn step<M: Module>(&mut self, module: M, gradients: GradientsParams, learning_rate: f64) -> M {
        let module = module.map(&mut Stepper { optimiser: self, gradients, learning_rate });
        self.steps += 1;
        module
    }

    /// The same optimiser once more, for the module that it works on. Tensors are shared.
    pub fn copy<M: Module>(&self, module: &M) -> Self {
        let (rule, steps) = (self.rule.clone(), self.steps);
        let copy = Self { rule, steps, first_moments: GradientsParams::new(), second_moments: GradientsParams::new() };
        let mut copier = MomentCopier { from: self, copy };
        module.visit(&mut copier);
        copier.copy
    }

    /// The moments of a module's parameters, named `first.N` and `second.N` in the module's own order.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn moments<M: Module>(&self, module: &M) -> Result<Arrays> {
        let mut collector =
            MomentCollector { optimiser: self, names: Vec::new(), transaction: Transaction::default(), count: 0 };
        module.visit(&mut collector);
        let arrays = read(collector.transaction).await?;
        Ok(collector.names.into_iter().zip(arrays).collect())
    }

    /// An optimiser that goes on after `steps` steps with moments as [`moments`](Self::moments) gave them.
    ///
    /// # Errors
    /// [`Error::Weights`] naming a moment that is missing or of another shape.
    pub fn resumed<M: Module>(weight_decay: f64, steps: usize, module: &M, arrays: &mut Arrays) -> Result<Self> {
        let mut optimiser = Self { steps, ..Self::new(weight_decay) };
        if steps == 0 {
            return Ok(optimiser);
        }
        let mut restorer = MomentRestorer { optimiser: &mut optimiser, arrays, count: 0, failure: None };
        module.visit(&mut restorer);
        match restorer.failure {
            Some(failure) => Err(failure),
            None => Ok(optimiser),
        }
    }
}

struct Stepper<'a> {
    optimiser: &'a mut Optimiser,
    gradients: GradientsParams,
    learning_rate: f64,
}

impl ModuleMapper for Stepper<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let id = param.id;
        let Some(gradient) = self.gradients.remove::<D>(id) else {
            return param;
        };
        let optimiser = &mut *self.optimiser;
        let moments = optimiser.first_moments.remove(id).zip(optimiser.second_moments.remove(id));
        let state =
            moments.map(|(first, second)| AdamWState::new(AdaptiveMomentumState::new(optimiser.steps, first, second)));
        param.map(|old| {
            let is_learned = old.is_require_grad();
            let (new, state) = optimiser.rule.step(self.learning_rate, old.without_autodiff(), gradient, state);
            if let Some(AdamWState { momentum }) = state {
                optimiser.first_moments.register(id, momentum.moment_1);
                optimiser.second_moments.register(id, momentum.moment_2);
            }
            new.autodiff().set_require_grad(is_learned)
        })
    }
}

struct MomentCopier<'a> {
    from: &'a Optimiser,
    copy: Optimiser,
}

impl ModuleVisitor for MomentCopier<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let id = param.id;
        if let Some(moment) = self.from.first_moments.get::<D>(id) {
            self.copy.first_moments.register(id, moment);
        }
        if let Some(moment) = self.from.second_moments.get::<D>(id) {
            self.copy.second_moments.register(id, moment);
        }
    }
}

struct MomentCollector<'a> {
    optimiser: &'a Optimiser,
    names: Vec<String>,
    transaction: Transaction,
    count: usize,
}

impl ModuleVisitor for MomentCollector<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let containers = [("first", &self.optimiser.first_moments), ("second", &self.optimiser.second_moments)];
        for (kind, container) in containers {
            if let Some(moment) = container.get::<D>(param.id) {
                self.names.push(format!("{kind}.{}", self.count));
                self.transaction = std::mem::take(&mut self.transaction).register(moment);
            }
        }
        self.count += 1;
    }
}

struct MomentRestorer<'a> {
    optimiser: &'a mut Optimiser,
    arrays: &'a mut Arrays,
    count: usize,
    failure: Option<Error>,
}

impl MomentRestorer<'_> {
    fn moment<const D: usize>(&mut self, name: &str, like: &Tensor<D>) -> Result<Tensor<D>> {
        let array = take(self.arrays, name, &like.dims())?;
        Ok(Tensor::from_data(TensorData::new(array.values, like.dims()), &like.device().without_autodiff()))
    }
}

impl ModuleVisitor for MomentRestorer<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let like = param.val();
        let first = self.moment(&format!("first.{}", self.count), &like);
        let second = self.moment(&format!("second.{}", self.count), &like);
        match first.and_then(|first| Ok((first, second?))) {
            Ok((first, second)) => {
                self.optimiser.first_moments.register(param.id, first);
                self.optimiser.second_moments.register(param.id, second);
            }
            Err(error) => {
                self.failure.get_or_insert(error);
            }
        }
        self.count += 1;
    }
}
