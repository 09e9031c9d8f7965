//! Ridge regression, in closed form, from rows to columns.

use nalgebra::{DMatrix, DVector, Dyn, RowDVector, SymmetricEigen};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    statistics::{centre, symmetric_eigen},
    tensors::Rows,
};

/// Weights of the ridge that are tried, as shares of the representation's mean variance: from just enough to solve the
/// system when a dimension is constant, to one that leaves little but the mean. Each is three times the one before.
const RIDGES: std::ops::Range<i32> = -15..8;
/// Keeps a row that the fit meets whatever it is from dividing by zero.
const LEAST_FREEDOM: f64 = 1e-9;

/// An affine map from a row to some numbers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Affine {
    /// One row of weights for each number.
    pub weights: Vec<Vec<f64>>,
    /// What is added to each number.
    pub offsets: Vec<f64>,
}

impl Affine {
    /// Checks that it makes so many finite numbers of rows of a length.
    ///
    /// # Errors
    /// [`Error::WrongLength`] or [`Error::Invalid`] naming its weights or offsets.
    pub fn check(&self, count: usize, length: usize) -> Result<()> {
        let has = |field: &str, found: usize, expected: usize| match found == expected {
            true => Ok(()),
            false => Err(Error::WrongLength { field: field.to_owned(), found, expected: expected.to_string() }),
        };
        has("probe.weights", self.weights.len(), count)?;
        has("probe.offsets", self.offsets.len(), count)?;
        self.weights.iter().try_for_each(|row| has("probe.weights", row.len(), length))?;
        if self.weights.iter().flatten().chain(&self.offsets).all(|value| value.is_finite()) {
            return Ok(());
        }
        let reason = "the probe holds numbers that are not finite.".to_owned();
        Err(Error::Invalid { field: "probe.weights".to_owned(), reason })
    }

    /// Fits min ‖y − w·r − c‖² + ridge·‖w‖² over the rows r for every column y. The ridge is the one with the least
    /// generalised cross-validation error (Golub, Heath and Wahba 1979): with many rows next to none, with few as much as
    /// it takes.
    ///
    /// # Errors
    /// [`Error::WrongLength`] for fewer than two rows, or a column of another length; [`Error::Invalid`] when the rows
    /// hold NaN or infinite numbers, so that no solution exists.
    pub fn fit(rows: &Rows, columns: &[Vec<f64>]) -> Result<Self> {
        let (middle, rows) = centred(rows, columns)?;
        let mut fitted = Self::default();
        if columns.is_empty() {
            // Its decomposition is the work.
            return Ok(fitted);
        }
        let system = System::new(&rows);
        for column in columns {
            let values = DVector::from_column_slice(column);
            let mean = values.mean();
            let values = values.add_scalar(-mean);
            let solution = system.solution(&values, system.ridge(&values));
            fitted.offsets.push(mean - (&middle * &solution)[0]);
            fitted.weights.push(solution.iter().copied().collect());
        }
        Ok(fitted)
    }

    /// For each row the numbers that a regression on all other rows would make of it: in closed form, by how much each row pulls
    /// the fit towards itself. Its ridge is the one, for all columns, by which these numbers are nearest to the rows' own.
    ///
    /// # Errors
    /// What [`fit`](Self::fit) refuses.
    pub fn left_out(rows: &Rows, columns: &[Vec<f64>]) -> Result<Vec<Vec<f64>>> {
        let (_, rows) = centred(rows, columns)?;
        let system = System::new(&rows);
        let values: Vec<_> = columns.iter().map(|column| DVector::from_column_slice(column)).collect();
        let missed = |ridge: f64| -> Vec<DVector<f64>> {
            let left = system.leverages(ridge).map(|leverage| (1.0 - leverage).max(LEAST_FREEDOM));
            let missed = |values: &DVector<f64>| {
                let values = values.add_scalar(-values.mean());
                (&values - &rows * system.solution(&values, ridge)).component_div(&left)
            };
            values.iter().map(missed).collect()
        };
        let squares = |missed: &[DVector<f64>]| missed.iter().map(|missed| missed.norm_squared()).sum::<f64>();
        let tried = system.ridges().map(missed).map(|missed| (squares(&missed), missed));
        let best = tried.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, missed)| missed).unwrap_or_default();
        let number = |row: usize| values.iter().zip(&best).map(|(values, missed)| values[row] - missed[row]).collect();
        Ok((0..rows.nrows()).map(number).collect())
    }

    /// The numbers of a row.
    pub fn apply(&self, row: &[f32]) -> Vec<f64> {
        let number = |(weights, offset): (&Vec<f64>, &f64)| {
            offset + weights.iter().zip(row).map(|(w, &r)| w * f64::from(r)).sum::<f64>()
        };
        self.weights.iter().zip(&self.offsets).map(number).collect()
    }
}

/// Rows less their mean, and that mean, where a regression on them can be fitted.
fn centred(rows: &Rows, columns: &[Vec<f64>]) -> Result<(RowDVector<f64>, DMatrix<f64>)> {
    let count = rows.count();
    if count < 2 || columns.iter().any(|column| column.len() != count) {
        return Err(Error::WrongLength {
            field: "samples".to_owned(),
            found: count,
            expected: "two or more, one for each set of factors".to_owned(),
        });
    }
    if rows.values().iter().any(|value| !value.is_finite()) {
        return Err(Error::Invalid {
            field: "representations".to_owned(),
            reason: "no linear read-out exists, because the representations are not finite.".to_owned(),
        });
    }
    let mut rows = rows.matrix();
    let mean = rows.row_mean();
    centre(&mut rows, &mean);
    Ok((mean, rows))
}

/// A ridge regression on centred rows X, diagonalised, so that every ridge costs next to nothing: by the eigenvectors of XᵀX, or
/// of XXᵀ where there are fewer rows than dimensions, whose eigenvalues are the same but for zeros.
struct System<'a> {
    rows: &'a DMatrix<f64>,
    eigen: SymmetricEigen<f64, Dyn>,
}

impl<'a> System<'a> {
    fn new(rows: &'a DMatrix<f64>) -> Self {
        let gram = if Self::is_wide(rows) { rows * rows.transpose() } else { rows.tr_mul(rows) };
        Self { rows, eigen: symmetric_eigen(gram) }
    }

    /// Whether there are fewer rows than dimensions.
    fn is_wide(rows: &DMatrix<f64>) -> bool {
        rows.nrows() < rows.ncols()
    }

    /// The eigenvalues; rounding can make one of zero negative.
    fn eigenvalues(&self) -> DVector<f64> {
        self.eigen.eigenvalues.map(|value| value.max(0.0))
    }

    /// Vᵀy or, of narrow rows, VᵀXᵀy for values y of mean zero, one for each row.
    fn turned(&self, values: &DVector<f64>) -> DVector<f64> {
        match Self::is_wide(self.rows) {
            true => self.eigen.eigenvectors.tr_mul(values),
            false => self.eigen.eigenvectors.tr_mul(&self.rows.tr_mul(values)),
        }
    }

    /// The ridge with the least generalised cross-validation error for values of mean zero, one for each row.
    fn ridge(&self, values: &DVector<f64>) -> f64 {
        let count = self.rows.nrows();
        let is_wide = Self::is_wide(self.rows);
        let (eigenvalues, turned) = (self.eigenvalues(), self.turned(values));
        // The squared entries of VᵀXᵀy, with the eigenvectors V of XᵀX; those of XXᵀ give them without the root of an eigenvalue.
        let moments = turned.zip_map(&eigenvalues, |turned, value| turned.powi(2) * if is_wide { value } else { 1.0 });
        let squares = values.norm_squared();
        let error = |ridge: f64| {
            let (mut residual, mut freedom) = (squares, 1.0);
            for (&value, &moment) in eigenvalues.iter().zip(moments.iter()) {
                let shrunk = value + ridge;
                residual += moment * (value / shrunk - 2.0) / shrunk;
                freedom += value / shrunk;
            }
            // With as many free numbers as rows every row is met, which says nothing of others.
            let left = count as f64 - freedom;
            if left > 0.0 { residual.max(0.0) / left.powi(2) } else { f64::INFINITY }
        };
        let best = self.ridges().map(|ridge| (error(ridge), ridge)).min_by(|a, b| a.0.total_cmp(&b.0));
        best.map_or(1.0, |(_, ridge)| ridge)
    }

    /// The ridges that are tried.
    fn ridges(&self) -> impl Iterator<Item = f64> {
        let unit = self.eigenvalues().sum() / self.rows.ncols() as f64 + f64::MIN_POSITIVE;
        RIDGES.map(move |power| unit * 3.0_f64.powi(power))
    }

    /// The solution for values of mean zero, one for each row.
    fn solution(&self, values: &DVector<f64>, ridge: f64) -> DVector<f64> {
        let eigenvalues = self.eigenvalues();
        if eigenvalues.sum() == 0.0 {
            // Rows that are all alike say nothing but the mean.
            return DVector::zeros(self.rows.ncols());
        }
        let shrunk = self.turned(values).zip_map(&eigenvalues, |turned, value| turned / (value + ridge));
        let solution = &self.eigen.eigenvectors * shrunk;
        if Self::is_wide(self.rows) { self.rows.tr_mul(&solution) } else { solution }
    }

    /// By how much the fit to a row moves with its own value, for each row: the diagonal of 1/n + X(XᵀX + ridge)⁻¹Xᵀ.
    fn leverages(&self, ridge: f64) -> DVector<f64> {
        let (count, is_wide) = (self.rows.nrows(), Self::is_wide(self.rows));
        let eigenvalues = self.eigenvalues();
        let along = if is_wide { self.eigen.eigenvectors.clone() } else { self.rows * &self.eigen.eigenvectors };
        let of_row = |row: usize| {
            let part = |(index, &value): (usize, &f64)| {
                let squared = along[(row, index)].powi(2) * if is_wide { value } else { 1.0 };
                squared / (value + ridge)
            };
            1.0 / count as f64 + eigenvalues.iter().enumerate().map(part).sum::<f64>()
        };
        DVector::from_iterator(count, (0..count).map(of_row))
    }
}
