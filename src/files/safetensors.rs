//! Arrays as the bytes of a safetensors file, and back.

use std::collections::HashMap;

use crate::{
    error::{Error, Result},
    tensors::arrays::{Array, Arrays},
};
use ::safetensors::{Dtype, SafeTensors, tensor::TensorView};
use half::f16;

/// Whether a tensor of this name is written in half precision; otherwise in single precision.
pub type IsHalf = fn(&str) -> bool;

/// All tensors of a safetensors file of half and single precision, in single precision.
///
/// # Errors
/// [`Error::Weights`] when the file is not safetensors, cut short, or holds numbers of another kind.
pub fn read_arrays(bytes: &[u8]) -> Result<Arrays> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| broken("file", error))?;
    let array = |(name, view): (&str, TensorView)| {
        let values = match view.dtype() {
            Dtype::F16 => view.data().chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32()).collect(),
            Dtype::F32 => view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
            other => {
                return Err(broken(name, format!("tensor {name} holds numbers of kind {other:?}, not F16 or F32.")));
            }
        };
        Ok((name.to_owned(), Array { shape: view.shape().to_vec(), values }))
    };
    file.iter().map(array).collect()
}

/// Arrays as the bytes of a safetensors file.
///
/// # Errors
/// [`Error::Weights`] naming a tensor whose shape and length disagree.
pub fn write_arrays(arrays: &Arrays, is_half: IsHalf, metadata: HashMap<String, String>) -> Result<Vec<u8>> {
    let encode = |(name, array): (&String, &Array)| match is_half(name) {
        true => (Dtype::F16, array.values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect()),
        false => (Dtype::F32, array.values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>()),
    };
    let encoded: Vec<_> = arrays.iter().map(encode).collect();
    let view = |((name, array), (dtype, bytes)): ((&String, &Array), _)| {
        TensorView::new(dtype, array.shape.clone(), bytes)
            .map(|view| (name.clone(), view))
            .map_err(|error| broken(name, error))
    };
    let views = arrays.iter().zip(encoded.iter().map(|(dtype, bytes)| (*dtype, bytes.as_slice()))).map(view);
    let views = views.collect::<Result<Vec<_>>>()?;
    ::safetensors::serialize(views, Some(metadata)).map_err(|error| broken("file", error))
}

/// What is wrong with a part of a file.
pub fn broken(field: &str, reason: impl ToString) -> Error {
    Error::Weights { field: field.to_owned(), reason: reason.to_string() }
}
