//! Coordinates in which clean representations spread alike in every direction, and how far a change turns in them.
//!
//! The measure is that of Ericsson, Gouk and Hospedales, *Why Do Self-Supervised Models Transfer?* (2111.11398), section 4.1.
//! It does not change when all representations are moved, turned or scaled.

use nalgebra::{DMatrix, DVector, RowDVector, SymmetricEigen};

use crate::{
    error::{Error, Result},
    statistics::{centre, symmetric_eigen},
    tensors::Rows,
};

/// Directions whose variance is less than this share of the mean variance are left out: what is divided by so little is
/// mostly noise.
const LEAST_VARIANCE: f64 = 1e-4;

/// The mean of clean representations, and the directions and spreads of their variance.
#[derive(Debug, Clone, PartialEq)]
pub struct Whitening {
    mean: RowDVector<f64>,
    /// A column for each direction that is kept: its unit vector divided by the deviation along it.
    axes: DMatrix<f64>,
}

impl Whitening {
    /// That of clean rows, by the eigenvectors of their unbiased covariance. Directions with next to no variance are left
    /// out, and of the others those with the least, so that `most` are kept at most.
    ///
    /// # Errors
    /// [`Error::WrongLength`] for fewer than two rows; [`Error::Invalid`] naming `representations` when they are not
    /// finite, or do not differ.
    pub fn of(clean: &Rows, most: usize) -> Result<Self> {
        let count = clean.count();
        if count < 2 {
            let expected = "two rows or more".to_owned();
            return Err(Error::WrongLength { field: "clean".to_owned(), found: count, expected });
        }
        let mut rows = clean.matrix();
        let mean = rows.row_mean();
        centre(&mut rows, &mean);
        let covariance = rows.tr_mul(&rows) / (count - 1) as f64;
        if covariance.iter().any(|entry| !entry.is_finite()) {
            return Err(unusable("are not finite"));
        }
        let axes = kept_axes(covariance, most);
        if axes.ncols() == 0 {
            return Err(unusable("do not differ from picture to picture"));
        }
        Ok(Self { mean, axes })
    }

    /// How many directions are kept.
    pub fn kept(&self) -> usize {
        self.axes.ncols()
    }

    /// The mean cosine between the clean mean's differences from rows `before` and from rows `after` a change: 1 where the
    /// change moves nothing, about 0 where nothing is left of what there was.
    ///
    /// # Errors
    /// [`Error::WrongLength`] unless there are as many rows after as before, one at least, as long as the clean ones;
    /// [`Error::Invalid`] naming `representations` when they are not finite.
    pub fn cosine(&self, before: &Rows, after: &Rows) -> Result<f64> {
        for (field, rows) in [("before", before), ("after", after)] {
            let (found, expected) = (rows.values().len(), before.count() * self.mean.len());
            if found != expected || found == 0 {
                let expected = format!("{expected}, {} for each row before", self.mean.len());
                return Err(Error::WrongLength { field: field.to_owned(), found, expected });
            }
        }
        let (before, after) = (self.whitened(before), self.whitened(after));
        let cosines = before.row_iter().zip(after.row_iter()).map(|(before, after)| {
            // A row in the very middle has no direction.
            before.dot(&after) / (before.norm() * after.norm()).max(f64::MIN_POSITIVE)
        });
        let cosine = cosines.sum::<f64>() / before.nrows() as f64;
        if cosine.is_finite() { Ok(cosine) } else { Err(unusable("are not finite")) }
    }

    /// Rows about the mean, in the directions that are kept.
    fn whitened(&self, rows: &Rows) -> DMatrix<f64> {
        let mut rows = rows.matrix();
        centre(&mut rows, &self.mean);
        rows * &self.axes
    }
}

/// [`Whitening::cosine`] with all directions kept that have a variance worth the name, and their number.
///
/// # Errors
/// What [`Whitening::of`] and [`Whitening::cosine`] refuse.
pub fn whitened_cosine(clean: &Rows, before: &Rows, after: &Rows) -> Result<(f64, usize)> {
    let whitening = Whitening::of(clean, clean.length())?;
    Ok((whitening.cosine(before, after)?, whitening.kept()))
}

/// The eigenvectors of a covariance, divided by the roots of their eigenvalues, the largest first.
fn kept_axes(covariance: DMatrix<f64>, most: usize) -> DMatrix<f64> {
    let length = covariance.nrows();
    let SymmetricEigen { eigenvalues, eigenvectors } = symmetric_eigen(covariance);
    let least = LEAST_VARIANCE * eigenvalues.mean();
    let mut kept: Vec<_> = (0..length).filter(|&index| eigenvalues[index] > least.max(0.0)).collect();
    kept.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
    kept.truncate(most);
    let axes: Vec<DVector<f64>> =
        kept.iter().map(|&index| eigenvectors.column(index) / eigenvalues[index].sqrt()).collect();
    if axes.is_empty() { DMatrix::zeros(length, 0) } else { DMatrix::from_columns(&axes) }
}

fn unusable(why: &str) -> Error {
    let reason = format!("nothing can be said of the representations, because they {why}.");
    Error::Invalid { field: "representations".to_owned(), reason }
}
