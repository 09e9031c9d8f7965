//! Read-outs: from the features of a drawing to a confidence for each sign.

use super::{
    confidence::{confidence, largest},
    taught::Taught,
};
use crate::{error::Result, model::Affine, tensors::Rows};

/// By how much scores differ where the confidence does by a factor of e. With both read-outs it has nearly the least mean
/// logarithmic loss that a constant can have over episodes of drawn Spirographs and characters, five ways with one and with five
/// examples, by each of the encoders `base`, `invariant` and `other` and by two of them side by side. How well it holds is measured
/// with every episode: the calibration errors of docs/experiments.md.
pub const TEMPERATURE: f64 = 0.12;

/// The squared distance below which features, of length one, are those of the same drawing.
const SAME: f64 = 1e-3;

/// How signs are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOut {
    /// By the distance from the mean of each sign's examples.
    Centroid,
    /// By ridge regression on the examples: one for its own sign, zero for all others.
    Ridge,
}

impl ReadOut {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Centroid, Self::Ridge];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Centroid => "centroid",
            Self::Ridge => "ridge",
        }
    }

    /// Fits it to some examples.
    ///
    /// # Errors
    /// What [`Affine::fit`] refuses, which examples that were checked are not.
    pub fn fit(self, taught: &Taught) -> Result<Namer> {
        let known = taught.known();
        let scores = match self {
            // One sign alone has nothing that it could be told from.
            _ if known.len() < 2 => Scores::Alone,
            Self::Centroid => Scores::distances(centroids(taught, &known)),
            Self::Ridge => Scores::Regression(Affine::fit(taught.features(), &is_of(taught, &known))?),
        };
        Ok(Namer { known, count: taught.count(), scores })
    }

    /// What each example would be named by all others; of a sign with no other example it says nothing.
    ///
    /// # Errors
    /// What [`fit`](Self::fit) refuses.
    pub fn left_out(self, taught: &Taught) -> Result<Vec<usize>> {
        let known = taught.known();
        if self == Self::Ridge && known.len() > 1 {
            let scores = Affine::left_out(taught.features(), &is_of(taught, &known))?;
            return Ok(scores.iter().map(|scores| known[largest(scores)]).collect());
        }
        let examples = taught.features().iter().enumerate();
        examples.map(|(example, drawn)| Ok(self.fit(&taught.without(example))?.name(drawn))).collect()
    }
}

/// For each of some signs a column that says of every example whether it is of the sign.
fn is_of(taught: &Taught, known: &[usize]) -> Vec<Vec<f64>> {
    let is = |sign: usize| taught.signs().iter().map(|&other| f64::from(u8::from(other == sign))).collect();
    known.iter().map(|&sign| is(sign)).collect()
}

/// The mean of each sign's examples.
fn centroids(taught: &Taught, known: &[usize]) -> Rows {
    let mut all = Rows::default();
    for &sign in known {
        let examples: Vec<_> = (0..taught.signs().len()).filter(|&example| taught.signs()[example] == sign).collect();
        let count = examples.len();
        all.append(taught.features().select(examples).means(count));
    }
    all
}

/// A read-out that is fitted.
#[derive(Debug, Clone)]
pub struct Namer {
    /// The signs that have a score, in the order of the scores.
    known: Vec<usize>,
    count: usize,
    scores: Scores,
}

#[derive(Debug, Clone)]
enum Scores {
    /// There is one sign.
    Alone,
    /// Squared distances from the centroids, with the mean one between these as the unit.
    Distances(Rows, f64),
    Regression(Affine),
}

impl Scores {
    fn distances(centroids: Rows) -> Self {
        let pairs = centroids.iter().flat_map(|one| centroids.iter().map(|other| squared_distance(one, other)));
        let (sum, count) = (pairs.sum::<f64>(), centroids.count());
        let unit = (sum / (count * (count - 1)) as f64).max(SAME);
        Self::Distances(centroids, unit)
    }

    fn of(&self, drawn: &[f32]) -> Vec<f64> {
        match self {
            Self::Alone => vec![0.0],
            Self::Distances(centroids, unit) => {
                centroids.iter().map(|centroid| -squared_distance(centroid, drawn) / unit).collect()
            }
            Self::Regression(map) => map.apply(drawn),
        }
    }
}

impl Namer {
    /// The confidence that a drawing with these features, as long as the examples', is each of the signs. They sum up to one.
    pub fn confidence(&self, drawn: &[f32]) -> Vec<f64> {
        let mut confidences = vec![0.0; self.count];
        for (&sign, confidence) in self.known.iter().zip(confidence(&self.scores.of(drawn), TEMPERATURE)) {
            confidences[sign] = confidence;
        }
        confidences
    }

    /// The sign that such a drawing most likely is.
    pub fn name(&self, drawn: &[f32]) -> usize {
        largest(&self.confidence(drawn))
    }
}

fn squared_distance(one: &[f32], other: &[f32]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum()
}
