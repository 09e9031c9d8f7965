//! Which units of a representation fire for the same picture whatever one factor of it is, and how steady luck would be.
//!
//! The measure is that of Goodfellow and others, *Measuring Invariances in Deep Networks* (2009), in the form of Purushwalkam
//! and Gupta, *Demystifying Contrastive Self-Supervised Learning* (2007.13916), section 4.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::tensors::Rows;

/// A unit fires for about this share of all pictures: for as many as fill the nearest number of whole sets, one at least, so
/// that every set can fire as a whole or not at all.
const SHARE: f64 = 0.05;
/// The score is the mean of so many units, those that score highest.
const TOP: usize = 25;
/// Times that the pictures are shuffled: the mean over the top units varies little.
const SHUFFLES: usize = 4;

/// How steadily units fire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Firing {
    /// The share of a set's pictures for which a unit fires, over the sets in which it fires at all, divided by its share of
    /// all pictures: the mean of the top units.
    pub score: f64,
    /// The same of pictures that are shuffled over the sets, which is not 1: a set counts only where something fires.
    pub chance: f64,
}

impl Firing {
    /// The highest score of so many sets, where a unit fires for some of them as a whole and for no picture of the others:
    /// about 20.
    pub fn most(sets: usize) -> f64 {
        sets as f64 / whole_sets(sets) as f64
    }

    /// That of sets of `values` rows each, one set after the other: the pictures of a set differ in one factor.
    pub fn of(rows: &Rows, values: usize, generator: &mut ChaCha8Rng) -> Self {
        let sets = rows.count() / values.max(1);
        let units =
            Units { firing: firing_rows(rows, whole_sets(sets) * values), sets, values, most: Self::most(sets) };
        let mut places: Vec<usize> = (0..rows.count()).collect();
        let score = units.score(&places);
        let mut shuffled = || {
            places.shuffle(generator);
            units.score(&places)
        };
        let chance = (0..SHUFFLES).map(|_| shuffled()).sum::<f64>() / SHUFFLES as f64;
        Self { score, chance }
    }
}

/// Units and the rows for which they fire.
struct Units {
    /// For each unit the rows with its largest values, and those with its smallest.
    firing: Vec<[Vec<usize>; 2]>,
    sets: usize,
    values: usize,
    /// All pictures for each for which a unit fires.
    most: f64,
}

impl Units {
    /// The mean score of the top units, each by its better side, where the rows lie at other places among the sets.
    fn score(&self, places: &[usize]) -> f64 {
        let better =
            |sides: &[Vec<usize>; 2]| sides.iter().map(|rows| self.steadiness(rows, places)).fold(0.0, f64::max);
        let mut scores: Vec<_> = self.firing.iter().map(better).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        scores.truncate(TOP);
        scores.iter().sum::<f64>() / scores.len().max(1) as f64
    }

    /// The score of a unit that fires for some rows.
    fn steadiness(&self, rows: &[usize], places: &[usize]) -> f64 {
        let mut counts = vec![0; self.sets];
        for &row in rows {
            counts[places[row] / self.values] += 1;
        }
        let firing = counts.iter().filter(|&&count| count > 0).count();
        self.most * rows.len() as f64 / (firing * self.values).max(1) as f64
    }
}

/// How many sets the pictures fill for which a unit fires.
fn whole_sets(sets: usize) -> usize {
    ((SHARE * sets as f64).round() as usize).max(1)
}

/// For each unit the `firing` rows above its upper threshold and those below its lower one, or fewer where several rows lie
/// at the threshold: a unit that is the same for all pictures does not fire.
fn firing_rows(rows: &Rows, firing: usize) -> Vec<[Vec<usize>; 2]> {
    let count = rows.count();
    let firing = firing.min(count.saturating_sub(1));
    let of_unit = |unit: usize| {
        let values: Vec<_> = rows.values().iter().skip(unit).step_by(rows.length()).copied().collect();
        let mut order: Vec<_> = (0..count).collect();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        let upper = values[order[firing]];
        let lower = values[order[count - 1 - firing]];
        let largest = order[..firing].iter().copied().filter(|&row| values[row] > upper).collect();
        let smallest = order[count - firing..].iter().copied().filter(|&row| values[row] < lower).collect();
        [largest, smallest]
    };
    if count == 0 { Vec::new() } else { (0..rows.length()).map(of_unit).collect() }
}
