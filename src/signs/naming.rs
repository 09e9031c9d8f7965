//! Naming: what a drawing is, by both read-outs, and what each example would have been named, had it not been taught.

use serde::Serialize;

use super::{read_out::ReadOut, taught::Taught};
use crate::error::Result;

/// What a drawing is named.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SignNaming {
    /// By the nearest centroid: for each sign a confidence from 0 to 1. They sum up to one.
    pub centroid: Vec<f64>,
    /// By ridge regression, likewise.
    pub ridge: Vec<f64>,
}

impl SignNaming {
    /// What a drawing with these features is named by what was taught.
    ///
    /// # Errors
    /// [`Error::WrongLength`](crate::Error::WrongLength) or [`Error::Invalid`](crate::Error::Invalid) naming `drawn`, unless it is
    /// finite and as long as the examples' features.
    pub fn of(taught: &Taught, drawn: &[f32]) -> Result<Self> {
        taught.check_drawn(drawn)?;
        let by = |read_out: ReadOut| Ok::<_, crate::Error>(read_out.fit(taught)?.confidence(drawn));
        Ok(Self { centroid: by(ReadOut::Centroid)?, ridge: by(ReadOut::Ridge)? })
    }
}

/// How often an example of a sign (row) is named as each (column) by what all others taught. The rows of signs with a single
/// example are empty of counts: without it nothing could be named so.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SignConfusions {
    /// By the nearest centroid.
    pub centroid: Vec<Vec<usize>>,
    /// By ridge regression.
    pub ridge: Vec<Vec<usize>>,
}

impl SignConfusions {
    /// Those of what was taught.
    ///
    /// # Errors
    /// What [`ReadOut::fit`] refuses.
    pub fn of(taught: &Taught) -> Result<Self> {
        Ok(Self { centroid: confusions(ReadOut::Centroid, taught)?, ridge: confusions(ReadOut::Ridge, taught)? })
    }
}

fn confusions(read_out: ReadOut, taught: &Taught) -> Result<Vec<Vec<usize>>> {
    let mut counts = vec![vec![0; taught.count()]; taught.count()];
    let named = read_out.left_out(taught)?;
    for (&sign, named) in taught.signs().iter().zip(named) {
        if taught.signs().iter().filter(|&&other| other == sign).count() > 1 {
            counts[sign][named] += 1;
        }
    }
    Ok(counts)
}
