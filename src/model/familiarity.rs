//! How far a representation is from those that are known.

use super::calibration::{array, check_sizes, numbers};
use crate::{
    error::{Error, Result},
    statistics::{centre, symmetric_eigen},
    tensors::{Rows, arrays::Arrays},
};

/// Principal axes along which known representations are described one by one.
const AXES: usize = 16;
/// How far a wide axis is narrowed: 0 leaves it as wide as it is, 1 makes it as narrow as the narrowest. Measured in few-shot
/// episodes of pictures and of drawings, by three encoders and by two side by side, with 0, a half, three quarters and 1.
const LEVELLING: f64 = 0.75;
/// An axis along which known representations differ by less than this share of the widest is none: single precision says no more of it.
const ROUNDING: f64 = 1e-6;

/// The mean of known representations, and how far they are from it: along each of their first principal axes, and in all
/// other directions together.
#[derive(Debug, Clone, PartialEq)]
pub struct Familiarity {
    mean: Vec<f64>,
    /// Rows of length one.
    axes: Vec<Vec<f64>>,
    /// The deviation along each axis.
    deviations: Vec<f64>,
    /// The root mean square of what is left.
    rest: f64,
}

impl Familiarity {
    /// That of some representations.
    ///
    /// # Errors
    /// [`Error::WrongLength`] for fewer than two rows.
    pub fn fit(rows: &Rows) -> Result<Self> {
        let (count, length) = (rows.count(), rows.length());
        if count < 2 {
            let expected = "two or more".to_owned();
            return Err(Error::WrongLength { field: "representations".to_owned(), found: count, expected });
        }
        let mut matrix = rows.matrix();
        let mean = matrix.row_mean();
        centre(&mut matrix, &mean);
        let eigen = symmetric_eigen(matrix.tr_mul(&matrix) / count as f64);
        let mut order: Vec<_> = (0..length).collect();
        order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
        let (first, others) = order.split_at(AXES.min(length));
        // Rounding can make an eigenvalue of zero negative.
        let variance = |&index: &usize| eigen.eigenvalues[index].max(0.0);
        Ok(Self {
            mean: mean.iter().copied().collect(),
            axes: first.iter().map(|&index| eigen.eigenvectors.column(index).iter().copied().collect()).collect(),
            deviations: first.iter().map(|index| variance(index).sqrt()).collect(),
            rest: others.iter().map(variance).sum::<f64>().sqrt(),
        })
    }

    /// The distance of a representation: around one for those that are known.
    pub fn distance(&self, representation: &[f32]) -> f64 {
        let off: Vec<f64> =
            representation.iter().zip(&self.mean).map(|(&value, mean)| f64::from(value) - mean).collect();
        let along: Vec<f64> =
            self.axes.iter().map(|axis| axis.iter().zip(&off).map(|(axis, off)| axis * off).sum()).collect();
        let known: f64 = along.iter().map(|along| along.powi(2)).sum();
        let rest = (off.iter().map(|off| off.powi(2)).sum::<f64>() - known).max(0.0).sqrt();
        let parts = along.iter().zip(&self.deviations).map(|(along, deviation)| share(*along, *deviation));
        let along = parts.sum::<f64>() / self.axes.len().max(1) as f64;
        // What is left, where there is more, counts as much as all axes together.
        if self.rest > 0.0 { ((along + share(rest, self.rest)) / 2.0).sqrt() } else { along.sqrt() }
    }

    /// A representation less the mean of known ones, narrowed along each axis, the more the farther these differ along it, so that
    /// what they differ in most does not drown what else they differ in.
    pub fn levelled(&self, representation: &[f32]) -> Vec<f32> {
        let mut off: Vec<f64> =
            representation.iter().zip(&self.mean).map(|(&value, mean)| f64::from(value) - mean).collect();
        let widest = self.deviations.iter().copied().fold(0.0, f64::max);
        let axes = || self.axes.iter().zip(&self.deviations).filter(|(_, deviation)| **deviation > ROUNDING * widest);
        let narrowest = axes().map(|(_, deviation)| *deviation).fold(widest, f64::min);
        for (axis, deviation) in axes() {
            let along: f64 = axis.iter().zip(&off).map(|(axis, off)| axis * off).sum();
            let less = along * (1.0 - (narrowest / deviation).powf(LEVELLING));
            off.iter_mut().zip(axis).for_each(|(off, axis)| *off -= less * axis);
        }
        off.into_iter().map(|off| off as f32).collect()
    }

    /// As arrays under `prefix`.
    pub(super) fn arrays(&self, prefix: &str) -> Arrays {
        let shape = [self.axes.len(), self.mean.len()];
        Arrays::from([
            (format!("{prefix}mean"), array(&[self.mean.len()], self.mean.iter().copied())),
            (format!("{prefix}axes"), array(&shape, self.axes.iter().flatten().copied())),
            (format!("{prefix}along"), array(&[self.axes.len()], self.deviations.iter().copied())),
            (format!("{prefix}rest"), array(&[1], [self.rest].into_iter())),
        ])
    }

    /// From arrays under `prefix`, which lose them.
    pub(super) fn read(prefix: &str, length: usize, arrays: &mut Arrays) -> Result<Self> {
        let mut values = |name: &str, shape: &[usize]| numbers(arrays, &format!("{prefix}{name}"), shape);
        let axes = AXES.min(length);
        let familiarity = Self {
            mean: values("mean", &[length])?,
            axes: values("axes", &[axes, length])?.chunks(length.max(1)).map(<[f64]>::to_vec).collect(),
            deviations: values("along", &[axes])?,
            rest: values("rest", &[1])?.into_iter().sum(),
        };
        check_sizes(&format!("{prefix}along"), &familiarity.deviations)?;
        check_sizes(&format!("{prefix}rest"), &[familiarity.rest])?;
        Ok(familiarity)
    }
}

/// The square of a distance in units of the usual one. Where the known ones do not differ, neither may this.
fn share(distance: f64, usual: f64) -> f64 {
    (distance / usual.max(f64::EPSILON)).powi(2)
}
