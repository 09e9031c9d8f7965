//! A run at rest: everything that it needs to go on, as a file.
//!
//! Random numbers need no state of their own: seed and step determine them (see [`crate::random`]).

use std::collections::HashMap;

use safetensors::SafeTensors;
use serde::{Deserialize, Serialize};

use super::{LossPoint, Settings};
use crate::{
    encoder::{Architecture, parameters::Arrays},
    error::{Error, Result},
    model::{read_arrays, write_arrays},
};

/// Metadata key of the description.
const DESCRIPTION: &str = "run";

/// A run apart from its tensors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckpointDescription {
    /// The run's settings.
    pub settings: Settings,
    /// The encoder's shape.
    pub architecture: Architecture,
    /// Steps done.
    pub step: u64,
    /// The losses of these steps.
    pub losses: Vec<LossPoint>,
}

/// A run at rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// The run apart from its tensors.
    pub description: CheckpointDescription,
    /// Weights of encoder and critic, and the optimiser's moments.
    pub arrays: Arrays,
}

impl Checkpoint {
    /// The file's bytes: safetensors in single precision, the description as metadata.
    ///
    /// # Errors
    /// [`Error::Weights`] naming a tensor whose shape and length disagree.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_described(DESCRIPTION, &self.description, &self.arrays)
    }

    /// The checkpoint of a file's bytes.
    ///
    /// # Errors
    /// [`Error::Weights`] when the file is no checkpoint, or broken.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (description, arrays) = read_described(DESCRIPTION, bytes)?;
        Ok(Self { description, arrays })
    }
}

/// Arrays and a description of them as the bytes of a safetensors file.
///
/// # Errors
/// [`Error::Weights`] naming a tensor whose shape and length disagree.
pub(crate) fn write_described(key: &str, description: &impl Serialize, arrays: &Arrays) -> Result<Vec<u8>> {
    let description = serde_json::to_string(description).map_err(broken)?;
    write_arrays(arrays, HashMap::from([(key.to_owned(), description)]))
}

/// The other way.
///
/// # Errors
/// [`Error::Weights`] when the file is none of this kind, or broken.
pub(crate) fn read_described<T: serde::de::DeserializeOwned>(key: &str, bytes: &[u8]) -> Result<(T, Arrays)> {
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(broken)?;
    let description = header.metadata().as_ref().and_then(|metadata| metadata.get(key));
    let description = description.ok_or_else(|| broken("it holds no training run."))?;
    Ok((serde_json::from_str(description).map_err(broken)?, read_arrays(bytes)?))
}

fn broken(reason: impl ToString) -> Error {
    Error::Weights { field: "checkpoint".to_owned(), reason: reason.to_string() }
}
