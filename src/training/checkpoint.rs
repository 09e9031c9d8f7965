//! A run at rest: everything that it needs to go on, as a file.
//!
//! Random numbers need no state of their own: seed and step determine them (see [`crate::random`]).

use serde::{Deserialize, Serialize};

use super::{LossPoint, Settings};
use crate::{
    encoder::Architecture,
    error::Result,
    files::{read_described, write_described},
    tensors::arrays::Arrays,
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
    /// [`Error::Weights`](crate::Error::Weights) naming a tensor whose shape and length disagree.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_described(DESCRIPTION, &self.description, &self.arrays, |_| false)
    }

    /// The checkpoint of a file's bytes.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) when the file is not a checkpoint, or is broken.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (description, arrays) = read_described(DESCRIPTION, bytes, "it holds no training run.")?;
        Ok(Self { description, arrays })
    }
}
