//! The reader of reference files.

use burn::tensor::{Device, Tensor, TensorData};

use crate::{
    error::{Error, Result},
    files::read_arrays,
    pictures::{Role, Scene, Source},
    tensors::arrays::{Array, Arrays, remove},
};

/// The factors of the reference values are the paper's: the first of the table.
pub(super) const PAPER_FACTORS: usize = 10;

/// A file of reference values: factors, pictures, losses and derivatives, by name.
pub(super) struct Reference(Arrays);

impl Reference {
    /// # Errors
    /// [`Error::Weights`] when the bytes are not a safetensors file.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        Ok(Self(read_arrays(bytes)?))
    }

    pub(super) fn array(&self, name: &str) -> Result<&Array> {
        self.0
            .get(name)
            .ok_or_else(|| Error::Weights { field: name.to_owned(), reason: format!("tensor {name} is missing.") })
    }

    pub(super) fn shape(&self, name: &str) -> Result<&[usize]> {
        Ok(&self.array(name)?.shape)
    }

    pub(super) fn tensor<const D: usize>(&self, name: &str, device: &Device) -> Result<Tensor<D>> {
        let Array { shape, values } = self.array(name)?;
        if shape.len() != D {
            return Err(Error::Weights {
                field: name.to_owned(),
                reason: format!("tensor {name} has shape {shape:?}."),
            });
        }
        Ok(Tensor::from_data(TensorData::new(values.clone(), shape.clone()), device))
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
    pub(super) fn nuisance_directions(&self, name: &str, batch: usize, source: &Source) -> Result<Vec<Vec<f64>>> {
        let nuisances = source.names(Role::varies).len();
        let delta = remove(&mut self.0.clone(), name, &[batch, nuisances])?;
        let spread = |row: &[f32]| {
            let mut entries = row.iter().map(|&entry| f64::from(entry));
            let entry = |varies: bool| if varies { entries.next().unwrap_or(0.0) } else { 0.0 };
            source.factors().iter().map(|factor| factor.role.varies()).map(entry).collect()
        };
        Ok(delta.values.chunks_exact(nuisances).map(spread).collect())
    }
}
