//! A translation: fitted on anchors, applied to any rows.

use nalgebra::DMatrix;

use super::{
    class::Class,
    maps::{affine, linear, orthogonal, orthogonal_by_linear},
    scale::Scale,
};
use crate::{
    error::{Error, Result},
    tensors::Rows,
};

/// A map from the representations of one encoder to those of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Translation {
    from: Scale,
    map: DMatrix<f64>,
    to: Scale,
}

impl Translation {
    /// Fits a map of a class on anchors: row k of `from` and row k of `to` are of the same picture. Each space is scaled by
    /// its own anchors' mean and unbiased deviation. Where the spaces differ in their dimensions the narrower one counts as if
    /// filled with zeros.
    ///
    /// # Errors
    /// [`Error::WrongLength`] naming `anchors` for fewer than two, or not as many of either; [`Error::Invalid`] naming
    /// `anchors` when they hold NaN or infinite numbers.
    pub fn fit(class: Class, from: &Rows, to: &Rows) -> Result<Self> {
        check(from, to)?;
        let fit = match class {
            Class::None => return Ok(Self::none(from.length(), to.length())),
            Class::Affine => affine,
            Class::Linear => linear,
            Class::LOrtho => orthogonal_by_linear,
            Class::Ortho => orthogonal,
        };
        let (from, to) = (from.matrix(), to.matrix());
        let scales = (Scale::of(&from), Scale::of(&to));
        let map = fit(&scales.0.scaled(from), &scales.1.scaled(to));
        Ok(Self { from: scales.0, map, to: scales.1 })
    }

    /// The one that takes every dimension for the other space's of the same number.
    fn none(from: usize, to: usize) -> Self {
        Self { from: Scale::none(from), map: DMatrix::identity(from, to), to: Scale::none(to) }
    }

    /// Rows of the first space in the second one, in its units.
    ///
    /// # Errors
    /// [`Error::WrongLength`] naming `rows` unless they are as long as those that it was fitted on.
    pub fn apply(&self, rows: &Rows) -> Result<Rows> {
        let expected = self.from.length();
        if rows.length() != expected {
            let (field, found) = ("rows".to_owned(), rows.length());
            return Err(Error::WrongLength { field, found, expected: format!("{expected} in each row") });
        }
        Ok(to_rows(&self.to.restored(self.from.scaled(rows.matrix()) * &self.map)))
    }

    /// R of the map x ↦ xR between the scaled spaces: a row for each dimension of the first, a column for each of the second.
    pub fn matrix(&self) -> Rows {
        to_rows(&self.map)
    }
}

/// Refuses anchors that nothing can be fitted on.
fn check(from: &Rows, to: &Rows) -> Result<()> {
    let field = "anchors".to_owned();
    if from.count() < 2 || from.count() != to.count() {
        let expected = format!("two or more, and as many as the other encoder’s {}", from.count());
        return Err(Error::WrongLength { field, found: to.count(), expected });
    }
    if [from, to].into_iter().flat_map(Rows::values).any(|value| !value.is_finite()) {
        let reason = "there is no translation, because the representations are not finite.".to_owned();
        return Err(Error::Invalid { field, reason });
    }
    Ok(())
}

fn to_rows(matrix: &DMatrix<f64>) -> Rows {
    // The entries of a matrix lie column by column.
    let values = matrix.transpose().iter().map(|&value| value as f32).collect();
    Rows::new(values, matrix.ncols())
}
