//! Parameters of a module in and out, by name, without a synchronous read (which panics in a browser).

use std::collections::BTreeMap;

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{DType, FloatDType, Tensor, TensorData, Transaction},
};

use crate::error::{Error, Result};

/// A tensor's shape and entries, away from any device.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length of each dimension.
    pub shape: Vec<usize>,
    /// Entries, the last dimension varying fastest.
    pub values: Vec<f32>,
}

/// Arrays by name.
pub type Arrays = BTreeMap<String, Array>;

/// Reads the given tensors in one transaction.
///
/// # Errors
/// [`Error::Device`] if the device fails.
pub async fn read(transaction: Transaction) -> Result<Vec<Array>> {
    let data = transaction.execute_async().await?;
    data.into_iter().map(to_array).collect()
}

/// Reads the entries of one tensor.
///
/// # Errors
/// [`Error::Device`] if the device fails.
pub async fn read_entries<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    Ok(read(Transaction::default().register(tensor)).await?.into_iter().flat_map(|array| array.values).collect())
}

fn to_array(data: TensorData) -> Result<Array> {
    let shape = data.shape().to_vec();
    let values =
        data.convert::<f32>().try_into_vec::<f32>().map_err(|error| Error::Device { reason: error.to_string() })?;
    Ok(Array { shape, values })
}

/// All parameters of a module, named by their path, each name after `prefix`.
///
/// # Errors
/// [`Error::Device`] if the device fails.
pub async fn parameters<M: Module>(module: &M, prefix: &str) -> Result<Arrays> {
    let mut collector =
        Collector { path: Path(vec![prefix.to_owned()]), names: Vec::new(), transaction: Transaction::default() };
    module.visit(&mut collector);
    let arrays = read(collector.transaction).await?;
    Ok(collector.names.into_iter().zip(arrays).collect())
}

/// The module with its parameters replaced by those of the same names in `arrays`, which loses them.
///
/// # Errors
/// [`Error::Weights`] naming the first tensor that is missing, of another shape, or not finite.
pub fn with_parameters<M: Module>(module: M, prefix: &str, arrays: &mut Arrays) -> Result<M> {
    let mut replacer = Replacer { path: Path(vec![prefix.to_owned()]), arrays, failure: None };
    let module = module.map(&mut replacer);
    match replacer.failure {
        Some(failure) => Err(failure),
        None => Ok(module),
    }
}

/// Takes a tensor out of `arrays`.
///
/// # Errors
/// [`Error::Weights`] naming it when it is missing, of another shape, or not finite.
pub fn take(arrays: &mut Arrays, name: &str, shape: &[usize]) -> Result<Array> {
    let refuse = |reason: String| Error::Weights { field: name.to_owned(), reason };
    let array = arrays.remove(name).ok_or_else(|| refuse(format!("tensor {name} is missing.")))?;
    if array.shape != shape {
        return Err(refuse(format!("tensor {name} has shape {:?} instead of {shape:?}.", array.shape)));
    }
    if array.values.iter().any(|value| !value.is_finite()) {
        return Err(refuse(format!("tensor {name} holds NaN or infinite numbers.")));
    }
    Ok(array)
}

/// Where in the module tree a walk stands.
struct Path(Vec<String>);

impl Path {
    fn name(&self) -> String {
        self.0.join(".")
    }
}

struct Collector {
    path: Path,
    names: Vec<String>,
    transaction: Transaction,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.0.push(name.to_owned());
    }
    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.0.pop();
    }
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.names.push(self.path.name());
        self.transaction = std::mem::take(&mut self.transaction).register(param.val().without_autodiff());
    }
}

struct Replacer<'a> {
    path: Path,
    arrays: &'a mut Arrays,
    failure: Option<Error>,
}

impl ModuleMapper for Replacer<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.0.push(name.to_owned());
    }
    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.0.pop();
    }
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let dims = param.val().dims();
        match take(self.arrays, &self.path.name(), &dims) {
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
