//! Tensors away from any device: read without a synchronous read (which panics in a browser), by name.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use crate::{
    error::{Error, Result},
    words::shown,
};

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

/// Checks that a tensor is in `arrays` and has a shape.
///
/// # Errors
/// [`Error::Weights`] naming it when it is missing or of another shape.
pub fn check_shape(arrays: &Arrays, name: &str, shape: &[usize]) -> Result<()> {
    let refuse = |reason: String| Error::Weights { field: name.to_owned(), reason };
    let array = arrays.get(name).ok_or_else(|| refuse(format!("tensor {name} is missing.")))?;
    if array.shape == shape {
        return Ok(());
    }
    // A shape from a file may have any number of dimensions.
    let found: Vec<_> = array.shape.iter().take(6).collect();
    Err(refuse(format!("tensor {name} has shape {found:?} instead of {shape:?}.")))
}

/// Checks that a tensor is in `arrays`, has a shape, and is finite.
///
/// # Errors
/// [`Error::Weights`] naming it where it is not.
pub fn check(arrays: &Arrays, name: &str, shape: &[usize]) -> Result<()> {
    check_shape(arrays, name, shape)?;
    match arrays.get(name).is_some_and(|array| array.values.iter().all(|value| value.is_finite())) {
        true => Ok(()),
        false => Err(Error::Weights {
            field: name.to_owned(),
            reason: format!("tensor {name} holds NaN or infinite numbers."),
        }),
    }
}

/// Removes a tensor from `arrays`.
///
/// # Errors
/// [`Error::Weights`] naming it when it is missing, of another shape, or not finite.
pub fn remove(arrays: &mut Arrays, name: &str, shape: &[usize]) -> Result<Array> {
    check(arrays, name, shape)?;
    let missing = || Error::Weights { field: name.to_owned(), reason: format!("tensor {name} is missing.") };
    arrays.remove(name).ok_or_else(missing)
}

/// Refuses what is left of the arrays of a file once everything has been taken.
///
/// # Errors
/// [`Error::Weights`] naming the first.
pub fn refuse_rest(arrays: Arrays) -> Result<()> {
    match arrays.into_keys().next().map(|name| shown(&name)) {
        Some(field) => {
            Err(Error::Weights { reason: format!("it holds a tensor {field} that does not belong there."), field })
        }
        None => Ok(()),
    }
}

/// Rows of numbers as a tensor `[rows, columns]`.
pub fn matrix<R>(rows: impl ExactSizeIterator<Item = R>, device: &Device) -> Tensor<2>
where
    R: IntoIterator<Item = f64>,
{
    let count = rows.len();
    let values: Vec<f32> = rows.flatten().map(|value| value as f32).collect();
    let columns = values.len() / count.max(1);
    Tensor::from_data(TensorData::new(values, [count, columns]), device)
}
