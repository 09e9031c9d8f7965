//! The tensors of a file of reference values, by name.

use std::ops::RangeInclusive;

use burn::tensor::{Device, Tensor, TensorData};

use crate::{
    error::{Error, Result},
    files::{broken, read_arrays},
    tensors::{
        Rows,
        arrays::{Array, Arrays, check},
    },
};

/// The tensors of a file, before or after their shapes are checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tensors(Arrays);

impl Tensors {
    /// The tensors of a safetensors file's bytes.
    ///
    /// # Errors
    /// [`Error::Weights`] when the bytes are not such a file.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        read_arrays(bytes).map(Self)
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Checks that all of these are there, finite, and of these shapes, no size of which is above `largest`.
    ///
    /// # Errors
    /// [`Error::Weights`] naming the first that is not.
    pub fn check(&self, shapes: &[(&str, Vec<usize>)], largest: usize) -> Result<()> {
        shapes.iter().try_for_each(|(name, shape)| {
            if let Some(size) = shape.iter().find(|size| !(1..=largest).contains(*size)) {
                return Err(broken(name, format!("tensor {name} would have a size of {size}, not of 1 to {largest}.")));
            }
            check(&self.0, name, shape)
        })
    }

    /// A tensor away from any device.
    pub fn array(&self, name: &str) -> Result<&Array> {
        self.0.get(name).ok_or_else(|| broken(name, format!("tensor {name} is missing.")))
    }

    /// Its shape.
    pub fn shape(&self, name: &str) -> Result<&[usize]> {
        Ok(&self.array(name)?.shape)
    }

    /// The sizes of a tensor with so many of them.
    pub fn sizes<const D: usize>(&self, name: &str) -> Result<[usize; D]> {
        let shape = self.shape(name)?;
        shape.try_into().map_err(|_| broken(name, format!("tensor {name} has {} sizes instead of {D}.", shape.len())))
    }

    /// The sizes of a matrix that may have so many rows and columns.
    pub fn matrix_sizes(
        &self,
        name: &str,
        rows: RangeInclusive<usize>,
        columns: RangeInclusive<usize>,
    ) -> Result<[usize; 2]> {
        let sizes = self.sizes::<2>(name)?;
        for (size, allowed, what) in [(sizes[0], rows, "rows"), (sizes[1], columns, "columns")] {
            if !allowed.contains(&size) {
                let (least, most) = allowed.into_inner();
                return Err(broken(name, format!("tensor {name} has {size} {what}, but needs {least} to {most}.")));
            }
        }
        Ok(sizes)
    }

    /// A tensor on a device.
    pub fn tensor<const D: usize>(&self, name: &str, device: &Device) -> Result<Tensor<D>> {
        let Array { shape, values } = self.array(name)?;
        if shape.len() != D {
            let reason = format!("tensor {name} has shape {shape:?}.");
            return Err(Error::Weights { field: name.to_owned(), reason });
        }
        Ok(Tensor::from_data(TensorData::new(values.clone(), shape.clone()), device))
    }

    /// A matrix as rows.
    pub fn rows(&self, name: &str) -> Result<Rows> {
        let [_, columns] = self.sizes(name)?;
        Ok(Rows::new(self.array(name)?.values.clone(), columns))
    }
}
