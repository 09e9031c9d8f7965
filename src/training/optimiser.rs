//! AdamW over a module.
//!
//! Burn's own optimiser of whole modules writes its state by synchronous reads, which panic in a browser (Burn 0.22.1);
//! here the moments can be read in one transaction.

use std::collections::HashMap;

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId},
    optim::GradientsParams,
    tensor::{Tensor, TensorData, Transaction},
};

use super::adam::{Coefficients, adam};
use crate::{
    error::Result,
    files::broken,
    tensors::arrays::{Array, Arrays, read, remove},
};

/// AdamW and its moments.
#[derive(Clone)]
pub struct Optimiser {
    weight_decay: f64,
    steps: usize,
    /// Of each parameter the first and the second moment, as one row: the rule works entry by entry.
    moments: HashMap<ParamId, [Tensor<1>; 2]>,
}

impl Optimiser {
    /// An optimiser that has not stepped.
    pub fn new(weight_decay: f64) -> Self {
        Self { weight_decay, steps: 0, moments: HashMap::new() }
    }

    /// The module after one step against `gradients`.
    pub fn step<M: Module>(&mut self, module: M, gradients: GradientsParams, learning_rate: f64) -> M {
        self.steps += 1;
        let coefficients = Coefficients::new(self.steps, learning_rate, self.weight_decay);
        module.map(&mut Stepper { moments: &mut self.moments, gradients, coefficients })
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
    moments: &'a mut HashMap<ParamId, [Tensor<1>; 2]>,
    gradients: GradientsParams,
    coefficients: Coefficients,
}

impl ModuleMapper for Stepper<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let id = param.id;
        let Some(gradient) = self.gradients.remove::<D>(id) else {
            return param;
        };
        let moments = self.moments.remove(&id);
        param.map(|old| {
            let (is_learned, shape) = (old.is_require_grad(), old.dims());
            let row = |tensor: Tensor<D>| tensor.reshape([shape.iter().product::<usize>()]);
            let (old, gradient) = (row(old.without_autodiff()), row(gradient));
            let moments = moments.unwrap_or_else(|| [old.zeros_like(), old.zeros_like()]);
            let (new, moments) = adam(old, gradient, moments, self.coefficients);
            self.moments.insert(id, moments);
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
            if name.starts_with("second") && values.iter().any(|&value| value < 0.0) {
                return Err(broken(
                    &name,
                    format!("tensor {name} holds negative numbers, which are means of squares."),
                ));
            }
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
