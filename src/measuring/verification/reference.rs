//! Reference values of the paper's own quantities.

use burn::tensor::{Device, Tensor};

use super::{quantities::spirographs, tensors::Tensors};
use crate::{
    error::{Error, Result},
    files::broken,
    pictures::{Role, SIDE, Scene, Source},
    tensors::arrays::Array,
};

/// The factors of the reference values are the paper's: the first of the table.
pub(super) const PAPER_FACTORS: usize = 10;

/// A file of reference values: factors, pictures, losses and derivatives, by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference(Tensors);

/// Most samples, channels or pixels across that a size of a reference file may have: many times what the shipped one has, and
/// computed in a moment.
const LARGEST: usize = 256;

impl Reference {
    /// The reference values of a file's bytes.
    ///
    /// # Errors
    /// [`Error::Weights`] when the bytes are not a safetensors file; naming the first tensor that is missing, not finite, or of a
    /// shape that does not go with the others.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        Self::of(Tensors::read(bytes)?)
    }

    /// The reference values among the tensors of a file.
    pub(super) fn of(tensors: Tensors) -> Result<Self> {
        let reference = Self(tensors);
        reference.0.check(&reference.shapes()?, LARGEST)?;
        Ok(reference)
    }

    /// The shape that each tensor must have: sizes are taken from one of those that share them.
    fn shapes(&self) -> Result<Vec<(&'static str, Vec<usize>)>> {
        let nuisances = spirographs()?.names(Role::varies).len();
        let [[scenes, _], [pairs, length], [batch, _]] =
            [self.0.sizes("params")?, self.0.sizes("ntxent.z1")?, self.0.sizes("penalty.params")?];
        let ([moving, ..], [first, _, size, _]) = (self.0.sizes::<5>("jacobian")?, self.0.sizes("penalty.w1")?);
        let [second, _, second_size, _] = self.0.sizes("penalty.w2")?;
        for (name, size) in [("penalty.w1", size), ("penalty.w2", second_size)] {
            if size % 2 == 0 || size > SIDE {
                return Err(broken(
                    name,
                    format!("tensor {name} has kernels of size {size}, which must be odd and up to {SIDE}."),
                ));
            }
        }
        let pictures = vec![scenes, 3, SIDE, SIDE];
        Ok(vec![
            ("params", vec![scenes, PAPER_FACTORS]),
            ("images", pictures.clone()),
            ("images_published", pictures),
            ("jacobian", vec![moving.min(scenes), PAPER_FACTORS, 3, SIDE, SIDE]),
            ("ntxent.z1", vec![pairs, length]),
            ("ntxent.z2", vec![pairs, length]),
            ("ntxent.grad_z1", vec![pairs, length]),
            ("ntxent.loss", vec![1]),
            ("penalty.params", vec![batch, PAPER_FACTORS]),
            ("penalty.delta", vec![batch, nuisances]),
            ("penalty.w1", vec![first, 3, size, size]),
            ("penalty.b1", vec![first]),
            ("penalty.grad_w1", vec![first, 3, size, size]),
            ("penalty.w2", vec![second, first, second_size, second_size]),
            ("penalty.b2", vec![second]),
            ("penalty.grad_w2", vec![second, first, second_size, second_size]),
            ("penalty.representation", vec![batch, second]),
            ("penalty.j_delta", vec![batch, second]),
            ("penalty.value", vec![1]),
        ])
    }

    pub(super) fn array(&self, name: &str) -> Result<&Array> {
        self.0.array(name)
    }

    pub(super) fn shape(&self, name: &str) -> Result<&[usize]> {
        self.0.shape(name)
    }

    pub(super) fn tensor<const D: usize>(&self, name: &str, device: &Device) -> Result<Tensor<D>> {
        self.0.tensor(name, device)
    }

    /// Factors that are checked for their number, not for their bounds: references may lie on either side. The hand is
    /// without flaws.
    pub(super) fn scenes(&self, name: &str, source: &Source) -> Result<Vec<Scene>> {
        let scene = |row: &[f32]| match row.len() == PAPER_FACTORS {
            true => {
                let mut scene = Scene::neutral(source.table());
                scene.factors.iter_mut().zip(row).for_each(|(factor, &value)| *factor = f64::from(value));
                Ok(scene)
            }
            false => Err(Error::WrongLength {
                field: name.to_owned(),
                found: row.len(),
                expected: format!("{PAPER_FACTORS} a row"),
            }),
        };
        self.array(name)?.values.chunks(PAPER_FACTORS).map(scene).collect()
    }

    /// Directions over the nuisance columns, spread over all.
    pub(super) fn nuisance_directions(&self, name: &str, source: &Source) -> Result<Vec<Vec<f64>>> {
        let nuisances = source.names(Role::varies).len();
        let delta = self.array(name)?;
        let spread = |row: &[f32]| {
            let mut entries = row.iter().map(|&entry| f64::from(entry));
            let entry = |varies: bool| if varies { entries.next().unwrap_or(0.0) } else { 0.0 };
            source.factors().iter().map(|factor| factor.role.varies()).map(entry).collect()
        };
        Ok(delta.values.chunks_exact(nuisances).map(spread).collect())
    }
}
