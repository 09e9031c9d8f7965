//! The batch of a step: pairs of views, what changes between them that is to be followed, and contrasts.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;

use super::{
    factor::{Role, Scene},
    source::Source,
    symmetry::Symmetry,
};
use crate::random::{Purpose, stream, uniform};

/// By which share of its range a contrast moves a factor: enough to be seen, and less than what tells most pairs apart.
const CONTRAST: (f64, f64) = (0.1, 0.3);
/// Parts of a batch, in each of which one change is shared by all pairs (as in CARE, Gupta et al. 2023): as many as there are
/// symmetries, so that each step has all of them.
const PARTS: usize = Symmetry::COUNT;
/// A change moves an equivariant factor by this share of its range at most: all values have room for it, in one direction.
const FARTHEST: f64 = 0.5;

/// B pairs of views: row i of `first` and of `second` show the same thing with the same factors of interest.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// First views, with nuisance α.
    pub first: Vec<Scene>,
    /// Second views, with nuisance α′; δ = α′ − α is also the penalty's direction.
    pub second: Vec<Scene>,
    /// Extra pictures, K for each pair one after the other: its first view but for one factor of interest.
    pub contrasts: Vec<Scene>,
    /// What changes from the first views to the second that is equivariant; none where nothing is.
    pub changes: Vec<Change>,
}

/// What changes from the first view to the second in some pairs, the same in all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The pairs.
    pub pairs: Range<usize>,
    /// What the second picture is changed by, where the picture's symmetry is equivariant.
    pub symmetry: Option<Symmetry>,
    /// How far each equivariant factor moves, as a share of its range.
    pub moves: Vec<f64>,
}

impl Source {
    /// The batch of a step, with so many contrasts for each pair: determined by seed and step, so that a resumed run sees what
    /// an unbroken one does. The pairs are the same whatever contrasts there are.
    pub fn batch(&self, seed: u64, step: u64, pairs: usize, contrasts: usize) -> Batch {
        let mut generator = stream(seed, Purpose::Training, step);
        let mut pair = |_| {
            let first = self.draw(&mut generator);
            let second = self.view(&first, &mut generator);
            (first, second)
        };
        let (mut first, mut second): (Vec<_>, Vec<_>) = (0..pairs).map(&mut pair).unzip();
        let changes = self.changes(&mut stream(seed, Purpose::Changes, step), pairs);
        for change in &changes {
            for pair in change.pairs.clone() {
                self.apply(change, &mut first[pair], &mut second[pair]);
            }
        }
        let mut generator = stream(seed, Purpose::Contrasts, step);
        let views = first.iter().flat_map(|view| std::iter::repeat_n(view, contrasts));
        let contrasts = views.map(|view| self.contrast(view, &mut generator)).collect();
        Batch { first, second, contrasts, changes }
    }

    /// The columns of the equivariant factors that are drawn from more than one value.
    pub fn followed(&self) -> Vec<usize> {
        self.moving(|role| role == Role::Equivariant).collect()
    }

    /// Whether anything is equivariant: a factor, or the picture's symmetry.
    pub fn has_equivariant(&self) -> bool {
        self.symmetry() == Role::Equivariant || !self.followed().is_empty()
    }

    /// The changes of a batch, one for each part of it.
    fn changes(&self, generator: &mut ChaCha8Rng, pairs: usize) -> Vec<Change> {
        if !self.has_equivariant() {
            return Vec::new();
        }
        let followed = self.followed().len();
        // Two pairs at least, so that there is something to compare.
        let parts = (pairs / 2).clamp(1, PARTS);
        let mut symmetries = Symmetry::all();
        for last in (1..symmetries.len()).rev() {
            symmetries.swap(last, uniform(generator, (0.0, (last + 1) as f64)) as usize);
        }
        let mut change = |part: usize| Change {
            pairs: part * pairs / parts..(part + 1) * pairs / parts,
            symmetry: (self.symmetry() == Role::Equivariant).then_some(symmetries[part]),
            moves: (0..followed).map(|_| uniform(generator, (-FARTHEST, FARTHEST))).collect(),
        };
        (0..parts).map(&mut change).collect()
    }

    /// Makes a second view differ by a change from the first, whose factors make room for it.
    fn apply(&self, change: &Change, first: &mut Scene, second: &mut Scene) {
        if let Some(symmetry) = change.symmetry {
            second.symmetry = symmetry;
        }
        for (column, by) in self.followed().into_iter().zip(&change.moves) {
            let (lower, upper) = self.ranges()[column];
            let by = by * (upper - lower);
            let share = (first.factors[column] - lower) / (upper - lower);
            let (least, most) = (lower.max(lower - by), upper.min(upper - by));
            first.factors[column] = least + share * (most - least);
            second.factors[column] = first.factors[column] + by;
        }
    }

    /// The same picture but for one factor of interest, which is moved by 10 to 30 % of its range, within it.
    fn contrast(&self, view: &Scene, generator: &mut ChaCha8Rng) -> Scene {
        let columns = self.contrasted();
        let mut contrast = view.clone();
        let [which, share, side] = [0, 1, 2].map(|_| uniform(generator, (0.0, 1.0)));
        if let Some(&column) = columns.get((which * columns.len() as f64) as usize) {
            let (lower, upper) = self.ranges()[column];
            let distance = (upper - lower) * (CONTRAST.0 + share * (CONTRAST.1 - CONTRAST.0));
            let value = view.factors[column];
            let by = if side < 0.5 { -distance } else { distance };
            let is_within = (lower..=upper).contains(&(value + by));
            contrast.factors[column] = if is_within { value + by } else { value - by };
        }
        contrast
    }
}
