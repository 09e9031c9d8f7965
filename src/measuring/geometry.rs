//! How representations lie: how near the views of one thing are to each other, and how evenly all are spread.

use serde::{Deserialize, Serialize};

use crate::{statistics::normalised, tensors::Rows};

/// Most rows that are compared with each other.
const MOST: usize = 256;
/// The factor before the squared distance in the uniformity.
const SHARPNESS: f64 = 2.0;
/// Representations that spread by less are taken for collapsed: a network of random weights spreads them by some hundredths, and
/// a trained one by a tenth or more.
pub const COLLAPSED: f64 = 1e-3;

/// Measures of L2-normalised representations.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Geometry {
    /// The mean squared distance of two views of one thing, from 0 to 4 (alignment, Wang and Isola 2020).
    pub alignment: f32,
    /// The logarithm of the mean of e^(−2·d²) over distinct pairs: 0 where all are alike, about −4 where they are evenly spread
    /// over a sphere (uniformity, Wang and Isola 2020).
    pub uniformity: f32,
    /// Their variance, summed over dimensions: 0 where all are alike, 1 where they point anywhere.
    pub spread: f32,
    /// Whether they have collapsed: all are nearly alike, whatever is seen.
    pub collapsed: bool,
}

impl Geometry {
    /// That of pictures with `views` views each, two or more, the representations of one's views after the other's.
    pub fn of(representations: &Rows, views: usize) -> Self {
        let view = |number: usize| representations.select((number..representations.count()).step_by(views));
        let (firsts, seconds) = (view(0), view(1));
        let most = firsts.select(0..firsts.count().min(MOST));
        let spread = spread(&firsts);
        Self {
            alignment: alignment(&firsts, &seconds) as f32,
            uniformity: uniformity(&most) as f32,
            spread: spread as f32,
            collapsed: spread < COLLAPSED,
        }
    }
}

/// The mean squared distance of L2-normalised rows `firsts` from the rows of the same number in `seconds`.
pub fn alignment(firsts: &Rows, seconds: &Rows) -> f64 {
    let distances = firsts.iter().zip(seconds.iter()).map(|(first, second)| {
        normalised(first).zip(normalised(second)).map(|(first, second)| (first - second).powi(2)).sum::<f64>()
    });
    distances.sum::<f64>() / firsts.count() as f64
}

/// The logarithm of the mean over distinct pairs of L2-normalised rows of e^(−2·d²), with their distance d.
pub fn uniformity(rows: &Rows) -> f64 {
    let normalised: Vec<Vec<f64>> = rows.iter().map(|row| normalised(row).collect()).collect();
    let closeness = |(index, row): (usize, &Vec<f64>)| {
        let distance = |other: &Vec<f64>| row.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
        normalised[..index].iter().map(|other| (-SHARPNESS * distance(other)).exp()).sum::<f64>()
    };
    let pairs = normalised.len() * normalised.len().saturating_sub(1) / 2;
    (normalised.iter().enumerate().map(closeness).sum::<f64>() / pairs.max(1) as f64).ln()
}

/// The variance of L2-normalised rows, summed over dimensions: the mean of ‖row‖² less ‖mean‖². Rows of zeros have no length to be
/// divided by, and stay: an encoder all of whose units are dead has collapsed as well.
fn spread(rows: &Rows) -> f64 {
    let (mut mean, mut squares, share) = (vec![0.0; rows.length()], 0.0, 1.0 / rows.count() as f64);
    for row in rows.iter() {
        for (sum, value) in mean.iter_mut().zip(normalised(row)) {
            *sum += share * value;
            squares += share * value.powi(2);
        }
    }
    (squares - mean.iter().map(|value| value.powi(2)).sum::<f64>()).max(0.0)
}
