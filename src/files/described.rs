//! Arrays with a description of them: safetensors, the description in JSON under a metadata key.

use std::collections::HashMap;

use ::safetensors::SafeTensors;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    older,
    safetensors::{IsHalf, broken, read_arrays, write_arrays},
};
use crate::{error::Result, tensors::arrays::Arrays};

/// Arrays and a description of them, under a metadata key, as the bytes of a safetensors file.
///
/// # Errors
/// [`Error::Weights`](crate::Error::Weights) naming a tensor whose shape and length disagree.
pub fn write_described(key: &str, description: &impl Serialize, arrays: &Arrays, is_half: IsHalf) -> Result<Vec<u8>> {
    let description = serde_json::to_string(description).map_err(|error| broken("metadata", error))?;
    write_arrays(arrays, is_half, HashMap::from([(key.to_owned(), description)]))
}

/// The other way; descriptions that older versions wrote are brought to today's form. `otherwise` is what to say of a
/// file that has no such description.
///
/// # Errors
/// [`Error::Weights`](crate::Error::Weights) naming the part of the file: it is not safetensors, cut short, or of another kind.
pub fn read_described<T: DeserializeOwned>(key: &str, bytes: &[u8], otherwise: &str) -> Result<(T, Arrays)> {
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| broken("file", error))?;
    let description = header.metadata().as_ref().and_then(|metadata| metadata.get(key));
    let description = description.ok_or_else(|| broken("metadata", otherwise))?;
    Ok((older::read(description).map_err(|error| broken("metadata", error))?, read_arrays(bytes)?))
}
