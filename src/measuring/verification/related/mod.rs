//! Reference values of the works around the paper: objectives, matching, translations and the whitened cosine.

mod losses;
mod maps;

use burn::tensor::Device;

use super::{quantities::Quantity, tensors::Tensors};
use crate::{error::Result, tensors::arrays::Array};

/// The parts of such a file, by what their tensors' names begin with.
pub(super) const PARTS: [&str; 7] =
    ["renyi.", "matching.", "isometry.", "translation.", "whitened.", "jitter.", "uniformity."];

/// What such a file holds that this version does not compute.
const NOT_COMPUTED: [&str; 7] = [
    "isometry.value",
    "isometry.grad_before",
    "isometry.grad_after",
    "jitter.out",
    "jitter.jacobian",
    "uniformity.alignment",
    "uniformity.uniformity",
];

/// Largest difference allowed, relative to the largest entry.
const TOLERANCE: f64 = 1e-4;

/// Most columns of a matrix, and most rows of those whose rows are compared with each other: many times what the shipped file
/// has, and computed in a second.
const LARGEST: usize = 512;
/// Most rows of the other matrices.
const MOST_ROWS: usize = 8192;

/// A file of such values.
pub(super) struct Related(Tensors);

impl Related {
    /// The reference values among the tensors of a file.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming the first tensor that is missing, not finite, or of a shape that does
    /// not go with the others.
    pub fn of(tensors: Tensors) -> Result<Self> {
        let related = Self(tensors);
        related.0.check(&related.shapes()?, MOST_ROWS)?;
        Ok(related)
    }

    /// The shape that each tensor must have: sizes are taken from one of those that share them.
    fn shapes(&self) -> Result<Vec<(&'static str, Vec<usize>)>> {
        // A negative needs two pairs, a covariance and a deviation two rows.
        let compared = |name| self.0.matrix_sizes(name, 2..=LARGEST, 1..=LARGEST);
        let fitted = |name| self.0.matrix_sizes(name, 2..=MOST_ROWS, 1..=LARGEST);
        let [pairs, length] = compared("renyi.z1")?;
        let ([first, dimension], [second, _]) = (compared("matching.x")?, compared("matching.y")?);
        let ([anchors, from], [_, to]) = (fitted("translation.anchors_from")?, fitted("translation.anchors_to")?);
        let [translated, _] = self.0.sizes("translation.rows")?;
        let ([clean, width], [changed, _]) = (fitted("whitened.clean")?, self.0.sizes("whitened.before")?);
        Ok(vec![
            ("renyi.z1", vec![pairs, length]),
            ("renyi.z2", vec![pairs, length]),
            ("renyi.loss", vec![1]),
            ("renyi.grad_z1", vec![pairs, length]),
            ("renyi.grad_z2", vec![pairs, length]),
            ("matching.x", vec![first, dimension]),
            ("matching.y", vec![second, dimension]),
            ("matching.mmd", vec![1]),
            ("matching.mmd_grad_x", vec![first, dimension]),
            ("matching.mmd_grad_y", vec![second, dimension]),
            ("matching.coral", vec![1]),
            ("matching.coral_grad_x", vec![first, dimension]),
            ("matching.coral_grad_y", vec![second, dimension]),
            ("translation.anchors_from", vec![anchors, from]),
            ("translation.anchors_to", vec![anchors, to]),
            ("translation.rows", vec![translated, from]),
            ("translation.ortho", vec![from, to]),
            ("translation.ortho_rows", vec![translated, to]),
            ("translation.linear", vec![from, to]),
            ("translation.linear_rows", vec![translated, to]),
            ("translation.l_ortho", vec![from, to]),
            ("translation.l_ortho_rows", vec![translated, to]),
            ("whitened.clean", vec![clean, width]),
            ("whitened.before", vec![changed, width]),
            ("whitened.after", vec![changed, width]),
            ("whitened.cosine", vec![1]),
        ])
    }

    /// What the file says of a quantity.
    pub fn array(&self, name: &str) -> Result<&Array> {
        self.0.array(name)
    }

    /// The quantities of the file that this version does not compute.
    pub fn missing(&self) -> Vec<&'static str> {
        NOT_COMPUTED.into_iter().filter(|name| self.0.names().any(|other| other == *name)).collect()
    }

    /// Computes every quantity that this version can.
    pub async fn quantities(&self, device: &Device) -> Result<Vec<Quantity>> {
        let mut all = losses::contrast(&self.0, device).await?;
        all.extend(losses::matching(&self.0, device).await?);
        all.extend(maps::translations(&self.0)?);
        all.push(maps::whitened(&self.0)?);
        Ok(all)
    }
}

/// A quantity of this layout.
fn quantity(name: &'static str, found: Array) -> Quantity {
    Quantity { name, found, tolerance: TOLERANCE, is_relative: true }
}
