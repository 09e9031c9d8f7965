//! Which reference values a file holds, by the names of its tensors.

use super::{Reference, related, related::Related, tensors::Tensors};
use crate::{error::Result, files::broken};

/// What the names of the paper's quantities begin with.
const PAPER: [&str; 5] = ["params", "images", "jacobian", "ntxent.", "penalty."];

/// The reference values of a file.
pub(super) enum Layout {
    /// Those of the paper.
    Paper(Reference),
    /// Those of the works around it.
    Related(Related),
}

impl Layout {
    /// The reference values of a file's bytes.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) when the bytes are not a safetensors file, or hold reference values of no
    /// layout, of both, or broken ones.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let tensors = Tensors::read(bytes)?;
        let has = |parts: &[&str]| tensors.names().any(|name| parts.iter().any(|part| name.starts_with(part)));
        match (has(&PAPER), has(&related::PARTS)) {
            (true, false) => Reference::of(tensors).map(Self::Paper),
            (false, true) => Related::of(tensors).map(Self::Related),
            (true, true) => Err(broken(
                "tensors",
                "it holds reference values of the paper (such as ntxent.z1) and of the works around it (such as renyi.z1): \
                 put them into two files.",
            )),
            (false, false) => Err(broken(
                "tensors",
                "it holds no reference values, neither of the paper (such as ntxent.z1) nor of the works around it (such as \
                 renyi.z1).",
            )),
        }
    }
}
