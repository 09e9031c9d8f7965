//! Parameters of a module in and out, by name.

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{DType, FloatDType, Tensor, TensorData, Transaction},
};

use super::arrays::{Arrays, read, remove};
use crate::error::{Error, Result};

/// All parameters of a module, named by their path, each name after `prefix`.
///
/// # Errors
/// [`Error::Device`] if the device fails.
pub async fn parameters<M: Module>(module: &M, prefix: &str) -> Result<Arrays> {
    let mut collector =
        Collector { position: vec![prefix.to_owned()], names: Vec::new(), transaction: Transaction::default() };
    module.visit(&mut collector);
    let arrays = read(collector.transaction).await?;
    Ok(collector.names.into_iter().zip(arrays).collect())
}

/// The module with its parameters replaced by those of the same names in `arrays`, which loses them.
///
/// # Errors
/// [`Error::Weights`] naming the first tensor that is missing, of another shape, or not finite.
pub fn with_parameters<M: Module>(module: M, prefix: &str, arrays: &mut Arrays) -> Result<M> {
    let mut replacer = Replacer { position: vec![prefix.to_owned()], arrays, failure: None };
    let module = module.map(&mut replacer);
    match replacer.failure {
        Some(failure) => Err(failure),
        None => Ok(module),
    }
}

struct Collector {
    /// Where in the module tree the walk is.
    position: Vec<String>,
    names: Vec<String>,
    transaction: Transaction,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.position.push(name.to_owned());
    }
    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.position.pop();
    }
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.names.push(self.position.join("."));
        self.transaction = std::mem::take(&mut self.transaction).register(param.val().without_autodiff());
    }
}

struct Replacer<'a> {
    /// Where in the module tree the walk is.
    position: Vec<String>,
    arrays: &'a mut Arrays,
    failure: Option<Error>,
}

impl ModuleMapper for Replacer<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.position.push(name.to_owned());
    }
    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.position.pop();
    }
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let dims = param.val().dims();
        match remove(self.arrays, &self.position.join("."), &dims) {
            Ok(array) => param.map(|old| {
                let data = TensorData::new(array.values, dims);
                Tensor::from_data(data, (&old.device(), DType::from(FloatDType::F32)))
                    .set_require_grad(old.is_require_grad())
            }),
            Err(error) => {
                self.failure.get_or_insert(error);
                param
            }
        }
    }
}
