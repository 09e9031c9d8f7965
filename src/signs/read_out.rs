//! Read-outs: from the features of a drawing to a confidence for each sign.

use super::{
    confidence::{confidence, largest},
    taught::Taught,
};
use crate::{error::Result, model::Affine, tensors::Rows};

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

    /// By how much scores differ where the confidence does by a factor of e.
    fn temperature(self) -> f64 {
        match self {
            Self::Centroid => 0.1,
            Self::Ridge => 0.1,
        }
    }

    /// Fits it to some examples.
    ///
    /// # Errors
    /// What [`Affine::fit`] refuses, which examples that were checked are not.
    pub fn fit(self, taught: &Taught) -> Result<Namer> {
        let known = taught.known();
        let scores = match self {
            Self::Centroid => Scores::Centroids(centroids(taught, &known)),
            // One sign alone has nothing that it could be told from.
            Self::Ridge if known.len() < 2 => Scores::Centroids(centroids(taught, &known)),
            Self::Ridge => {
                let is = |sign: usize| taught.signs().iter().map(|&other| f64::from(u8::from(other == sign))).collect();
                let columns: Vec<_> = known.iter().map(|&sign| is(sign)).collect();
                Scores::Regression(Affine::fit(taught.features(), &columns)?)
            }
        };
        Ok(Namer { known, count: taught.count(), temperature: self.temperature(), scores })
    }
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
    temperature: f64,
    scores: Scores,
}

#[derive(Debug, Clone)]
enum Scores {
    Centroids(Rows),
    Regression(Affine),
}

impl Namer {
    /// The confidence that a drawing with these features, as long as the examples', is each of the signs. They sum up to one.
    pub fn confidence(&self, drawn: &[f32]) -> Vec<f64> {
        let scores = match &self.scores {
            Scores::Centroids(centroids) => {
                centroids.iter().map(|centroid| -squared_distance(centroid, drawn)).collect()
            }
            Scores::Regression(map) => map.apply(drawn),
        };
        let mut confidences = vec![0.0; self.count];
        for (&sign, confidence) in self.known.iter().zip(confidence(&scores, self.temperature)) {
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
