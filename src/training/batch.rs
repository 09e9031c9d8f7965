//! The pairs of views of one step.

use crate::{
    random::{Purpose, stream},
    spirograph::{Factors, Split},
};

/// B pairs of views: row i of `first` and of `second` share the factors of interest.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// First views, with nuisance α.
    pub first: Vec<Factors>,
    /// Second views, with nuisance α′; δ = α′ − α is also the penalty's direction.
    pub second: Vec<Factors>,
}

/// The batch of a step: determined by seed and step, so that a resumed run sees what an unbroken one does.
pub fn draw_batch(seed: u64, step: u64, pairs: usize, split: &Split) -> Batch {
    let mut generator = stream(seed, Purpose::Training, step);
    let (first, second) = (0..pairs)
        .map(|_| {
            let first = Factors::random(&mut generator);
            (first, first.view(split, &mut generator))
        })
        .unzip();
    Batch { first, second }
}
