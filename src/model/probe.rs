//! The probe: a linear read-out from representations to factors.

use serde::{Deserialize, Serialize};

use super::ridge::Affine;
use crate::{
    error::{Error, Result},
    named::Named,
    pictures::{Factor, Scene, column},
    tensors::Rows,
};

/// Representations with the pictures that they are of.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// A row for each picture.
    pub representations: Rows,
    /// What each picture shows.
    pub scenes: Vec<Scene>,
    /// The table of the scenes' factors.
    pub table: &'static [Factor],
}

impl Samples {
    /// The samples of these numbers, in this order.
    pub fn select(&self, samples: std::ops::Range<usize>) -> Self {
        let end = samples.end.min(self.scenes.len());
        let samples = samples.start.min(end)..end;
        Self {
            representations: self.representations.select(samples.clone()),
            scenes: self.scenes[samples].to_vec(),
            table: self.table,
        }
    }

    /// The values of one factor.
    fn values(&self, factor: &str) -> Result<Vec<f64>> {
        let column = column(self.table, factor)?;
        Ok(self.scenes.iter().map(|scene| scene.factors[column]).collect())
    }
}

/// An affine map from a representation to the factors of interest; the usual one reads none.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Probe {
    /// The names of the factors that are read back.
    pub targets: Vec<String>,
    /// The map to their values.
    #[serde(flatten)]
    pub map: Affine,
}

impl Probe {
    /// Fits a probe to some factors by ridge regression.
    ///
    /// # Errors
    /// What [`Affine::fit`] refuses; [`Error::Invalid`] naming a factor that the samples do not
    /// have.
    pub fn fit(samples: &Samples, targets: &[&str]) -> Result<Self> {
        let columns = targets.iter().map(|target| samples.values(target)).collect::<Result<Vec<_>>>()?;
        let map = Affine::fit(&samples.representations, &columns)?;
        Ok(Self { targets: targets.iter().map(|&target| target.to_owned()).collect(), map })
    }

    /// Checks that it reads each of some factors once, from representations of a length. It reads none where none is of interest.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `targets`, or the factor that is not there; [`Error::WrongLength`] naming the weights.
    pub fn check(&self, factors: &[Factor], length: usize) -> Result<()> {
        let refuse = |reason: String| Err(Error::Invalid { field: "targets".to_owned(), reason });
        if self.targets.is_empty() && factors.iter().any(|factor| factor.role.is_read()) {
            return refuse("the probe reads no factor; it must read one at least.".to_owned());
        }
        for (index, target) in self.targets.iter().enumerate() {
            column(factors, target)?;
            if self.targets[..index].contains(target) {
                return refuse(format!("the probe reads {target} twice."));
            }
        }
        self.map.check(self.targets.len(), length)
    }

    /// Reads the targets from one representation.
    pub fn read(&self, representation: &[f32]) -> Vec<f64> {
        self.map.apply(representation)
    }

    /// Mean squared error for each target.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming a target that the samples do not have.
    pub fn mean_squared_errors(&self, samples: &Samples) -> Result<Named<f32>> {
        let read: Vec<_> = samples.representations.iter().map(|representation| self.read(representation)).collect();
        let error = |(index, target): (usize, &String)| {
            let truths = samples.values(target)?;
            let squares = read.iter().zip(&truths).map(|(read, truth)| (read[index] - truth).powi(2));
            Ok((target.clone(), (squares.sum::<f64>() / truths.len() as f64) as f32))
        };
        self.targets.iter().enumerate().map(error).collect()
    }
}
