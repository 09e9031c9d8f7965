//! Reference values of the works around the paper: objectives, matching, isometry, translations, measures of how
//! representations lie, and colour jitter.

mod jittered;
mod losses;
mod maps;

use burn::tensor::Device;

use super::{quantities::Quantity, tensors::Tensors};
use crate::{error::Result, pictures::photographs::JITTER, tensors::arrays::Array, words::shown};

/// The parts of such a file, by what their tensors' names begin with.
pub(super) const PARTS: [&str; 7] =
    ["renyi.", "matching.", "isometry.", "translation.", "whitened.", "jitter.", "uniformity."];

/// Largest difference allowed, relative to the largest entry.
const TOLERANCE: f64 = 1e-4;
/// The same of a derivative by many factors.
const JACOBIAN_TOLERANCE: f64 = 1e-3;

/// Most columns of a matrix, and most rows of those whose rows are compared with each other: many times what the shipped file
/// has, and computed in a second.
const LARGEST: usize = 1024;
/// Most rows of the other matrices.
const MOST_ROWS: usize = 8192;

/// Tensors with the shape that each must have.
type Shapes = Vec<(&'static str, Vec<usize>)>;

/// A file of such values.
pub(super) struct Related {
    tensors: Tensors,
    /// Of the parts that it has and this version computes.
    shapes: Shapes,
}

impl Related {
    /// The reference values among the tensors of a file. It may hold some of the parts alone, each of them whole.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming the first tensor that is missing, not finite, or of a shape that does
    /// not go with the others.
    pub fn of(tensors: Tensors) -> Result<Self> {
        let mut related = Self { tensors, shapes: Vec::new() };
        related.shapes = related.shapes()?;
        related.tensors.check(&related.shapes, MOST_ROWS)?;
        Ok(related)
    }

    /// Whether the file has anything of a part, and not only what another part is computed from.
    fn has(&self, part: &str) -> bool {
        let is_uniformity = |name: &str| name.starts_with("uniformity.");
        let has_uniformity = part != "uniformity." && self.tensors.names().any(is_uniformity);
        let of_uniformity = |name: &str| has_uniformity && ["renyi.z1", "renyi.z2"].contains(&name);
        self.tensors.names().any(|name| name.starts_with(part) && !of_uniformity(name))
    }

    /// The shapes of all parts that this version computes and the file has.
    fn shapes(&self) -> Result<Shapes> {
        type ShapesOf = fn(&Related) -> Result<Shapes>;
        let parts: [(&str, ShapesOf); 7] = [
            ("renyi.", Self::contrast),
            ("matching.", Self::matching),
            ("isometry.", Self::isometry),
            ("translation.", Self::translation),
            ("whitened.", Self::whitened),
            ("jitter.", Self::jitter),
            ("uniformity.", Self::uniformity),
        ];
        let shapes: Vec<_> =
            parts.iter().filter(|(part, _)| self.has(part)).map(|(_, shapes)| shapes(self)).collect::<Result<_>>()?;
        Ok(shapes.concat())
    }

    /// The sizes of a matrix whose rows are compared with each other: a negative, a covariance and a median need two.
    fn compared(&self, name: &str) -> Result<[usize; 2]> {
        self.tensors.matrix_sizes(name, 2..=LARGEST, 1..=LARGEST)
    }

    /// The sizes of a matrix whose rows have a deviation.
    fn fitted(&self, name: &str) -> Result<[usize; 2]> {
        self.tensors.matrix_sizes(name, 2..=MOST_ROWS, 1..=LARGEST)
    }

    fn contrast(&self) -> Result<Shapes> {
        let [pairs, length] = self.compared("renyi.z1")?;
        Ok(vec![
            ("renyi.z1", vec![pairs, length]),
            ("renyi.z2", vec![pairs, length]),
            ("renyi.loss", vec![1]),
            ("renyi.grad_z1", vec![pairs, length]),
            ("renyi.grad_z2", vec![pairs, length]),
        ])
    }

    fn matching(&self) -> Result<Shapes> {
        let ([first, dimension], [second, _]) = (self.compared("matching.x")?, self.compared("matching.y")?);
        Ok(vec![
            ("matching.x", vec![first, dimension]),
            ("matching.y", vec![second, dimension]),
            ("matching.mmd", vec![1]),
            ("matching.mmd_grad_x", vec![first, dimension]),
            ("matching.mmd_grad_y", vec![second, dimension]),
            ("matching.coral", vec![1]),
            ("matching.coral_grad_x", vec![first, dimension]),
            ("matching.coral_grad_y", vec![second, dimension]),
        ])
    }

    fn isometry(&self) -> Result<Shapes> {
        let [rows, length] = self.compared("isometry.before")?;
        Ok(vec![
            ("isometry.before", vec![rows, length]),
            ("isometry.after", vec![rows, length]),
            ("isometry.value", vec![1]),
            ("isometry.grad_before", vec![rows, length]),
            ("isometry.grad_after", vec![rows, length]),
        ])
    }

    /// Of the rows of the Rényi objective, which a file of this part alone has as well.
    fn uniformity(&self) -> Result<Shapes> {
        let [pairs, length] = self.compared("renyi.z1")?;
        Ok(vec![
            ("renyi.z1", vec![pairs, length]),
            ("renyi.z2", vec![pairs, length]),
            ("uniformity.alignment", vec![1]),
            ("uniformity.uniformity", vec![1]),
        ])
    }

    fn translation(&self) -> Result<Shapes> {
        let ([anchors, from], [_, to]) =
            (self.fitted("translation.anchors_from")?, self.fitted("translation.anchors_to")?);
        let [rows, _] = self.tensors.sizes("translation.rows")?;
        Ok(vec![
            ("translation.anchors_from", vec![anchors, from]),
            ("translation.anchors_to", vec![anchors, to]),
            ("translation.rows", vec![rows, from]),
            ("translation.ortho", vec![from, to]),
            ("translation.ortho_rows", vec![rows, to]),
            ("translation.linear", vec![from, to]),
            ("translation.linear_rows", vec![rows, to]),
            ("translation.l_ortho", vec![from, to]),
            ("translation.l_ortho_rows", vec![rows, to]),
        ])
    }

    fn whitened(&self) -> Result<Shapes> {
        let ([clean, width], [changed, _]) = (self.fitted("whitened.clean")?, self.tensors.sizes("whitened.before")?);
        Ok(vec![
            ("whitened.clean", vec![clean, width]),
            ("whitened.before", vec![changed, width]),
            ("whitened.after", vec![changed, width]),
            ("whitened.cosine", vec![1]),
        ])
    }

    fn jitter(&self) -> Result<Shapes> {
        let [images, factors] = self.tensors.matrix_sizes("jitter.alpha", 1..=LARGEST, JITTER.len()..=JITTER.len())?;
        let [_, channels, rows, columns] = self.tensors.sizes("jitter.images")?;
        Ok(vec![
            ("jitter.images", vec![images, 3, rows, columns]),
            ("jitter.alpha", vec![images, factors]),
            ("jitter.out", vec![images, channels, rows, columns]),
            ("jitter.jacobian", vec![images, factors, channels, rows, columns]),
        ])
    }

    /// What the file says of a quantity.
    pub fn array(&self, name: &str) -> Result<&Array> {
        self.tensors.array(name)
    }

    /// The tensors of the file that this version does not compute: those of no name that it knows.
    pub fn missing(&self) -> Vec<String> {
        let is_known = |name: &str| self.shapes.iter().any(|(other, _)| *other == name);
        self.tensors.names().filter(|name| !is_known(name)).map(shown).collect()
    }

    /// Computes every quantity of the file that this version can.
    pub async fn quantities(&self, device: &Device) -> Result<Vec<Quantity>> {
        let mut all = Vec::new();
        if self.has("renyi.") {
            all.extend(losses::contrast(&self.tensors, device).await?);
        }
        if self.has("matching.") {
            all.extend(losses::matching(&self.tensors, device).await?);
        }
        if self.has("isometry.") {
            all.extend(losses::isometry(&self.tensors, device).await?);
        }
        if self.has("translation.") {
            all.extend(maps::translations(&self.tensors)?);
        }
        if self.has("whitened.") {
            all.push(maps::whitened(&self.tensors)?);
        }
        if self.has("jitter.") {
            all.extend(jittered::jittered(&self.tensors, device).await?);
        }
        if self.has("uniformity.") {
            all.extend(maps::geometry(&self.tensors)?);
        }
        Ok(all)
    }
}

/// A quantity of this layout.
fn quantity(name: &'static str, found: Array) -> Quantity {
    Quantity { name, found, tolerance: TOLERANCE, is_relative: true }
}
