//! What a visitor, or an episode, has taught: examples with the sign that each is of.

use crate::{
    error::{Error, Result, within},
    tensors::Rows,
};

/// Most examples that are taught at once, of all signs together: the regression on them is their cube's work.
const MOST_EXAMPLES: usize = 256;
/// Most signs.
const MOST_SIGNS: f64 = 64.0;

/// Examples of signs, one at least.
#[derive(Debug, Clone, PartialEq)]
pub struct Taught {
    features: Rows,
    signs: Vec<usize>,
    count: usize,
}

impl Taught {
    /// Examples by their features, one example's after the other's, the number of each one's sign, and how many signs there are.
    /// Some signs may have no example: then nothing is named so.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`], [`Error::WrongLength`] or [`Error::Invalid`] naming `taught.count`, `taught.signs` or
    /// `taught.features`.
    pub fn new(features: Vec<f32>, signs: Vec<usize>, count: usize) -> Result<Self> {
        within("taught.count", count as f64, (1.0, MOST_SIGNS))?;
        if signs.is_empty() {
            let reason = "draw an example of a sign first.".to_owned();
            return Err(Error::Invalid { field: "taught.signs".to_owned(), reason });
        }
        if signs.len() > MOST_EXAMPLES {
            let expected = format!("at most {MOST_EXAMPLES}");
            return Err(Error::WrongLength { field: "taught.signs".to_owned(), found: signs.len(), expected });
        }
        if let Some(&sign) = signs.iter().find(|&&sign| sign >= count) {
            let reason = format!("an example is of sign {sign}, but they are counted from 0 to {}.", count - 1);
            return Err(Error::Invalid { field: "taught.signs".to_owned(), reason });
        }
        let length = features.len() / signs.len();
        if length == 0 || length * signs.len() != features.len() {
            let expected = format!("as many for each of the {} examples", signs.len());
            return Err(Error::WrongLength { field: "taught.features".to_owned(), found: features.len(), expected });
        }
        check_finite("taught.features", &features)?;
        Ok(Self::of(Rows::new(features, length), signs, count))
    }

    /// Any number of examples that are known to go together: one sign below `count` for each row, one row at least, all of them
    /// finite.
    pub(crate) fn of(features: Rows, signs: Vec<usize>, count: usize) -> Self {
        Self { features, signs, count }
    }

    /// The features of the examples, a row for each.
    pub fn features(&self) -> &Rows {
        &self.features
    }

    /// The number of each example's sign.
    pub fn signs(&self) -> &[usize] {
        &self.signs
    }

    /// How many signs there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Checks a row that is to be named: finite, and as long as the examples'.
    ///
    /// # Errors
    /// [`Error::WrongLength`] or [`Error::Invalid`] naming `drawn`.
    pub fn check_drawn(&self, drawn: &[f32]) -> Result<()> {
        if drawn.len() != self.features.length() {
            let expected = format!("{}, as many as the examples", self.features.length());
            return Err(Error::WrongLength { field: "drawn".to_owned(), found: drawn.len(), expected });
        }
        check_finite("drawn", drawn)
    }

    /// The numbers of the signs that have an example, in rising order.
    pub(super) fn known(&self) -> Vec<usize> {
        (0..self.count).filter(|sign| self.signs.contains(sign)).collect()
    }

    /// The same without one example.
    pub(super) fn without(&self, example: usize) -> Self {
        let left = || (0..self.signs.len()).filter(|&other| other != example);
        Self { features: self.features.select(left()), signs: left().map(|other| self.signs[other]).collect(), ..*self }
    }
}

fn check_finite(field: &str, values: &[f32]) -> Result<()> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => {
            let reason = "holds numbers that are not finite.".to_owned();
            Err(Error::Invalid { field: field.to_owned(), reason })
        }
    }
}
