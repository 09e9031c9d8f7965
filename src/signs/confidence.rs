//! Confidence: shares of one for each sign, and whether they can be believed.

/// Confidences by scores, the larger the likelier: the shares of their exponentials, which sum up to one. A score that is the
/// lowest there can be (−∞) has none; the scores are not all such.
pub fn confidence(scores: &[f64], temperature: f64) -> Vec<f64> {
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<_> = scores.iter().map(|score| ((score - best) / temperature).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// The number of the largest value, the first of several.
pub(super) fn largest(values: &[f64]) -> usize {
    let better = |best: usize, other: usize| if values[other] > values[best] { other } else { best };
    (0..values.len()).fold(0, better)
}

/// Intervals of confidence that are looked at one by one.
const BINS: usize = 10;

/// How often what was named with some confidence was right.
#[derive(Debug, Clone, Default)]
pub struct Reliability {
    bins: [Bin; BINS],
}

#[derive(Debug, Clone, Copy, Default)]
struct Bin {
    count: usize,
    confidence: f64,
    right: usize,
}

impl Reliability {
    /// Counts a naming with a confidence from 0 to 1.
    pub fn add(&mut self, confidence: f64, is_right: bool) {
        let bin = &mut self.bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.count += 1;
        bin.confidence += confidence;
        bin.right += usize::from(is_right);
    }

    /// The expected calibration error (Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017): by how much the share of what is
    /// right differs from the mean confidence, on average over all namings, with ten intervals of confidence; from 0 to 1. None
    /// of no naming.
    pub fn error(&self) -> Option<f64> {
        let count: usize = self.bins.iter().map(|bin| bin.count).sum();
        let off: f64 = self.bins.iter().map(|bin| (bin.right as f64 - bin.confidence).abs()).sum();
        (count > 0).then(|| off / count as f64)
    }
}
