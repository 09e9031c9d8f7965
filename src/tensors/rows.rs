//! Rows of numbers of equal length.

use nalgebra::DMatrix;

/// Rows of equal length, such as the representations of some pictures, one after the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    values: Vec<f32>,
    length: usize,
}

impl Rows {
    /// Rows of `length` entries each; what is left over at the end of `values` is dropped.
    pub fn new(mut values: Vec<f32>, length: usize) -> Self {
        values.truncate(values.len() / length.max(1) * length);
        Self { values, length }
    }

    /// Length of a row.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        self.values.len() / self.length.max(1)
    }

    /// All entries, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The same in double precision, as a matrix.
    pub fn matrix(&self) -> DMatrix<f64> {
        DMatrix::from_row_iterator(self.count(), self.length, self.values.iter().map(|&value| f64::from(value)))
    }

    /// The rows.
    pub fn iter(&self) -> std::slice::ChunksExact<'_, f32> {
        self.values.chunks_exact(self.length.max(1))
    }

    /// Adds further rows of the same length; the first ones decide it.
    pub fn append(&mut self, further: Self) {
        self.length = further.length;
        self.values.extend(further.values);
    }

    /// The rows of these numbers, in this order.
    pub fn select(&self, rows: impl IntoIterator<Item = usize>) -> Self {
        let row = |row: usize| self.values[row * self.length..(row + 1) * self.length].iter().copied();
        Self { values: rows.into_iter().flat_map(row).collect(), length: self.length }
    }

    /// Means over consecutive groups of `count` rows.
    pub fn means(&self, count: usize) -> Self {
        let mean = |group: &[f32]| {
            let sum = |column| group.iter().skip(column).step_by(self.length).sum::<f32>();
            (0..self.length).map(sum).map(|sum| sum / count as f32).collect::<Vec<_>>()
        };
        Self { values: self.values.chunks_exact(count * self.length).flat_map(mean).collect(), length: self.length }
    }
}
