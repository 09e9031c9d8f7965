//! A run at rest: everything that it needs to go on, as a file.
//!
//! Random numbers need no state of their own: seed and step determine them (see [`crate::random`]).

use serde::{Deserialize, Serialize};

use super::{LossPoint, Settings};
use crate::{
    encoder::Architecture,
    error::{Error, Result, within},
    files::{CHECKPOINT, broken, read_described, write_described},
    tensors::arrays::Arrays,
};

/// A run apart from its tensors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointDescription {
    /// The run's settings.
    pub settings: Settings,
    /// The encoder's shape.
    pub architecture: Architecture,
    /// Steps done.
    pub step: u64,
    /// The losses of these steps.
    pub losses: Vec<LossPoint>,
    /// What tells the things of its pictures from others, where their name does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub things: Option<String>,
}

impl CheckpointDescription {
    /// Checks that steps and losses can be those of a run with these settings.
    ///
    /// # Errors
    /// What [`Settings::check`] refuses; [`Error::OutOfBounds`] or [`Error::Weights`] naming `step` or `losses`.
    pub fn check(&self) -> Result<()> {
        self.settings.check()?;
        within("step", self.step as f64, (0.0, self.settings.steps as f64))?;
        let steps = || self.losses.iter().map(|point| point.step);
        let are_in_order = steps().zip(steps().skip(1)).all(|(one, next)| one < next);
        if are_in_order && steps().all(|step| (1..=self.step).contains(&step)) {
            return Ok(());
        }
        Err(broken("losses", "the losses are not of the steps that were done, each once and in their order."))
    }

    /// Checks that the things that the run learns from are at hand in its settings.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `pictures`.
    pub(super) fn check_things(&self) -> Result<()> {
        if self.things == self.settings.pictures.digest() {
            return Ok(());
        }
        let reason = format!("this run learns from other {} than those at hand.", self.settings.pictures.name());
        Err(Error::Invalid { field: "pictures".to_owned(), reason })
    }
}

/// A run at rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// The run apart from its tensors.
    pub description: CheckpointDescription,
    /// Weights of the learner and of its slow copy, if there is one, and the optimiser's moments.
    pub arrays: Arrays,
}

impl Checkpoint {
    /// The file's bytes: safetensors in single precision, the description as metadata.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming a tensor whose shape and length disagree.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write_described(&CHECKPOINT, &self.description, &self.arrays, |_| false)
    }

    /// The checkpoint of a file's bytes.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) when the file is not a checkpoint, or is broken.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (description, arrays) = read_described(&CHECKPOINT, bytes)?;
        Ok(Self { description, arrays })
    }
}
