//! AdamW over a module.
//!
//! The arithmetic is Burn's. Its whole-module optimiser is not used because it writes its state by synchronous reads,
//! which panic in a browser (Burn 0.22.1); here the moments can be read in one transaction.

use std::collections::HashMap;

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId},
    optim::{AdamW, AdamWConfig, AdamWState, AdaptiveMomentumState, GradientsParams, Optimizer},
    tensor::{Tensor, TensorData, Transaction},
};

use crate::{
    error::Result,
    tensors::arrays::{Array, Arrays, read, remove},
};

/// Adam's guard against division by zero.
const EPSILON: f32 = 1e-8;

/// AdamW and its moments.
#[derive(Clone)]
pub struct Optimiser {
    rule: AdamW,
    steps: usize,
    /// Of each parameter the first and the second moment, as one row: the rule works entry by entry.
    moments: HashMap<ParamId, [Tensor<1>; 2]>,
}

impl Optimiser {
    /// An optimiser that has not stepped.
    pub fn new(weight_decay: f64) -> Self {
        let rule = AdamWConfig::new().with_epsilon(EPSILON).with_weight_decay(weight_decay as f32).build();
        Self { rule, steps: 0, moments: HashMap::new() }
    }

    /// The module after one step against `gradients`.
    pub fn step<M: Module>(&mut self, module: M, gradients: GradientsParams, learning_rate: f64) -> M {
        let module = module.map(&mut Stepper { optimiser: self, gradients, learning_rate });
        self.steps += 1;
        module
    }

    /// The moments of a module's parameters, named `first.N` and `second.N` in the module's own order.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn moments<M: Module>(&self, module: &M) -> Result<Arrays> {
        let mut collector =
            Collector { optimiser: self, shapes: Vec::new(), transaction: Transaction::default(), count: 0 };
        module.visit(&mut collector);
        let arrays = read(collector.transaction).await?.into_iter().zip(collector.shapes);
        Ok(arrays.map(|(array, (name, shape))| (name, Array { shape, ..array })).collect())
    }

    /// An optimiser that goes on after `steps` steps with moments as [`moments`](Self::moments) gave them.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming a moment that is missing or of another shape.
    pub fn resumed<M: Module>(weight_decay: f64, steps: usize, module: &M, arrays: &mut Arrays) -> Result<Self> {
        let mut optimiser = Self { steps, ..Self::new(weight_decay) };
        if steps > 0 {
            let mut restorer = Restorer { optimiser: &mut optimiser, arrays, count: 0, result: Ok(()) };
            module.visit(&mut restorer);
            restorer.result?;
        }
        Ok(optimiser)
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
        let Optimiser { rule, steps, moments } = &mut *self.optimiser;
        let moments_before = moments.remove(&id);
        let state =
            moments_before.map(|[first, second]| AdamWState::new(AdaptiveMomentumState::new(*steps, first, second)));
        param.map(|old| {
            let (is_learned, shape) = (old.is_require_grad(), old.dims());
            let row = |tensor: Tensor<D>| tensor.reshape([shape.iter().product::<usize>()]);
            let (new, state) = rule.step(self.learning_rate, row(old.without_autodiff()), row(gradient), state);
            if let Some(AdamWState { momentum }) = state {
                moments.insert(id, [momentum.moment_1, momentum.moment_2]);
            }
            new.reshape(shape).autodiff().set_require_grad(is_learned)
        })
    }
}

/// The names of the moments of the module's parameter of this number.
fn names(parameter: usize) -> [String; 2] {
    ["first", "second"].map(|moment| format!("{moment}.{parameter}"))
}

struct Collector<'a> {
    optimiser: &'a Optimiser,
    shapes: Vec<(String, Vec<usize>)>,
    transaction: Transaction,
    count: usize,
}

impl ModuleVisitor for Collector<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        for (name, moment) in
            names(self.count).into_iter().zip(self.optimiser.moments.get(&param.id).into_iter().flatten())
        {
            self.shapes.push((name, param.val().dims().to_vec()));
            self.transaction = std::mem::take(&mut self.transaction).register(moment.clone());
        }
        self.count += 1;
    }
}

struct Restorer<'a> {
    optimiser: &'a mut Optimiser,
    arrays: &'a mut Arrays,
    count: usize,
    /// The first moment that did not fit.
    result: Result<()>,
}

impl Restorer<'_> {
    fn restore<const D: usize>(&mut self, id: ParamId, like: &Tensor<D>) -> Result<()> {
        let mut moment = |name: String| -> Result<Tensor<1>> {
            let Array { values, .. } = remove(self.arrays, &name, &like.dims())?;
            let length = values.len();
            Ok(Tensor::from_data(TensorData::new(values, [length]), &like.device().without_autodiff()))
        };
        let [first, second] = names(self.count).map(&mut moment);
        self.optimiser.moments.insert(id, [first?, second?]);
        self.count += 1;
        Ok(())
    }
}

impl ModuleVisitor for Restorer<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if self.result.is_ok() {
            self.result = self.restore(param.id, &param.val());
        }
    }
}
