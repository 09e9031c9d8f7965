//! The classes of maps between representations.

use serde::{Deserialize, Serialize};

/// What a translation may do to representations that are scaled by the anchors' mean and deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Nothing: the numbers are taken as they are, without the scaling.
    None,
    /// An affine map that gradient descent has not followed to its end, which keeps it small.
    Affine,
    /// The linear map with the least squared error on the anchors; of several the smallest.
    Linear,
    /// The rotation or reflection nearest to the linear map. As of [`Ortho`](Self::Ortho), directions in which the anchors do not
    /// differ, as there are with fewer anchors than dimensions, are mapped to zero.
    #[serde(rename = "l-ortho")]
    LOrtho,
    /// The rotation or reflection with the least squared error on the anchors.
    Ortho,
}

impl Class {
    /// All classes, from the one with no freedom to the one that is fitted best by few anchors.
    pub const ALL: [Class; 5] = [Class::None, Class::Affine, Class::Linear, Class::LOrtho, Class::Ortho];

    /// Its name, in files and for people.
    pub fn name(self) -> &'static str {
        match self {
            Class::None => "none",
            Class::Affine => "affine",
            Class::Linear => "linear",
            Class::LOrtho => "l-ortho",
            Class::Ortho => "ortho",
        }
    }
}
