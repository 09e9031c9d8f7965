//! How blind an encoder is to what: one factor of a picture is moved and everything else kept still, for every factor.
//!
//! Everything is drawn once and encoded once; three measures are computed from the same representations.

mod blindness;
mod firing;
mod whitening;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use blindness::blindness_quantities;
pub use blindness::{Blindness, FactorBlindness, RANK_CORRELATION, UNREAD_SHARE, quantity_of};
pub use firing::Firing;
pub use whitening::{Whitening, whitened_cosine};

use super::{invariance::Invariance, unread::unread_shares};
use crate::{
    encoder::Encode,
    error::{Error, Result, within},
    model::{Probe, Samples},
    named::Named,
    pictures::{Factor, Scene, Source},
    random::{Purpose, stream},
    tensors::{Rows, arrays::read_entries},
};

/// Images that are encoded at once: few enough that a slow device can answer something else in between.
const CHUNK: usize = 128;
/// Whitening keeps one direction for so many clean samples at most. With so many, the variances that are found along
/// directions of equal variance lie between 0.4 and 1.8 of it (the law of Marchenko and Pastur); with fewer it is worse.
const CLEAN_FOR_EACH: usize = 8;
/// One clean sample in so many is kept from the probe, to test it.
const TEST_SHARE: usize = 4;
/// Most pictures of a sweep: their representations have to fit into memory.
pub const MOST_PICTURES: usize = 200_000;

/// How much is swept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SweepCounts {
    /// Samples that every factor is moved of, from 8 to 1024.
    pub samples: usize,
    /// Values that a factor is given, equally spaced over its range, from 2 to 32.
    pub values: usize,
    /// Further samples, for the covariance and for a probe, from 16 to 10,000.
    pub clean: usize,
}

impl SweepCounts {
    /// How many pictures that makes where so many factors move.
    pub fn pictures(self, factors: usize) -> usize {
        self.clean + self.samples * (1 + factors * self.values)
    }
}

/// The pictures of a sweep: clean samples, the samples that are moved, and these under every value of every factor.
#[derive(Debug, Clone)]
pub struct Sweep {
    size: SweepCounts,
    /// The factors that move, as they are to the encoder.
    factors: Vec<Factor>,
    scenes: Vec<Scene>,
    source: Source,
    seed: u64,
    device: Device,
}

/// A sweep under way: what has been encoded.
#[derive(Debug, Clone, Default)]
pub struct PartialSweep {
    representations: Rows,
}

impl Sweep {
    /// A sweep of the factors that pictures of a source differ in, and of those of the hand, where one draws them. The samples
    /// themselves are drawn without flaws, from the source's ranges, and of things that are held out where there are such.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] naming `samples`, `values`, `clean`, or the number of `pictures` that they make; what
    /// [`Source::check_things`] refuses.
    pub fn new(source: &Source, size: SweepCounts, seed: u64, device: &Device) -> Result<Self> {
        let SweepCounts { samples, values, clean } = size;
        within("samples", samples as f64, (8.0, 1024.0))?;
        within("values", values as f64, (2.0, 32.0))?;
        within("clean", clean as f64, (16.0, 10_000.0))?;
        source.check_things()?;
        let source = source.held_out();
        let (moving, still) = (source.with_free_hand(), source.with_free_hand().with_hand(0.0));
        let columns: Vec<_> = moving.columns_drawn().collect();
        within("pictures", size.pictures(columns.len()) as f64, (1.0, MOST_PICTURES as f64))?;
        let draw = |purpose, count| -> Vec<Scene> {
            (0..count as u64).flat_map(|index| still.sample(seed, purpose, index, 1)).collect()
        };
        let before = draw(Purpose::ProbeTest, samples);
        let mut scenes = [draw(Purpose::ProbeTraining, clean), before.clone()].concat();
        for &column in &columns {
            let (lower, upper) = moving.ranges()[column];
            scenes.extend(before.iter().flat_map(|scene| swept(scene, column, (lower, upper), values)));
        }
        let factors = columns.iter().map(|&column| source.factors()[column]).collect();
        let device = device.clone().without_autodiff();
        Ok(Self { size, factors, scenes, source: still, seed, device })
    }

    /// The names of the quantities that a sweep of a source has: of every factor that is moved, and what is not read of those in
    /// which the clean samples differ, which are drawn without flaws of the hand.
    pub fn quantity_names(source: &Source) -> Vec<String> {
        let names =
            |source: &Source| -> Vec<_> { source.columns_drawn().map(|column| source.table()[column].name).collect() };
        let moving = source.with_free_hand();
        blindness_quantities(&names(&moving), &names(&moving.with_hand(0.0)))
    }

    /// How much of a sweep is done, from 0 to 1.
    pub fn share(&self, sweeping: &PartialSweep) -> f64 {
        sweeping.representations.count() as f64 / self.scenes.len() as f64
    }

    /// Encodes one part; whether nothing but [`finish`](Self::finish) is left.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn advance(&self, encoder: &impl Encode, sweeping: &mut PartialSweep) -> Result<bool> {
        let rest = &self.scenes[sweeping.representations.count()..];
        let chunk = &rest[..CHUNK.min(rest.len())];
        if !chunk.is_empty() {
            let representations = encoder.encode(self.source.render(chunk, &self.device).into()).value;
            let [_, dimension] = representations.dims();
            sweeping.representations.append(Rows::new(read_entries(representations).await?, dimension));
        }
        Ok(sweeping.representations.count() == self.scenes.len())
    }

    /// What the sweep has found, once all parts are done.
    ///
    /// # Errors
    /// [`Error::WrongLength`] while parts are missing; [`Error::Invalid`] naming `representations` when they are not finite,
    /// or do not differ.
    pub fn finish(&self, sweeping: PartialSweep) -> Result<Blindness> {
        let PartialSweep { representations: all } = sweeping;
        let SweepCounts { samples, values, clean } = self.size;
        if all.count() != self.scenes.len() {
            let expected = self.scenes.len().to_string();
            return Err(Error::WrongLength { field: "representations".to_owned(), found: all.count(), expected });
        }
        let clean_rows = all.select(0..clean);
        let whitening = Whitening::of(&clean_rows, clean / CLEAN_FOR_EACH)?;
        let unread = self.unread(clean_rows)?;
        // Each sample's row before as often as there are rows of it after.
        let before = all.select((0..samples * values).map(|row| clean + row / values));
        let of_factor = |(number, factor): (usize, &Factor)| {
            let first = clean + samples * (1 + number * values);
            let after = all.select(first..first + samples * values);
            let mut generator = stream(self.seed, Purpose::Shuffles, number as u64);
            let Firing { score, chance } = Firing::of(&after, values, &mut generator);
            Ok(FactorBlindness {
                name: factor.name.to_owned(),
                role: factor.role,
                variance_share: Invariance::of(&after, values)?.nuisance_share as f32,
                whitened_cosine: whitening.cosine(&before, &after)? as f32,
                firing: score as f32,
                chance: chance as f32,
                unread: unread.get(factor.name).copied(),
            })
        };
        let factors = self.factors.iter().enumerate().map(of_factor).collect::<Result<_>>()?;
        let (kept, most_firing) = (whitening.kept(), Firing::most(samples) as f32);
        Ok(Blindness { samples, values, clean, kept, of: all.length(), most_firing, factors })
    }

    /// What a probe on most of the clean samples does not read of the others, of the factors that these differ in.
    fn unread(&self, representations: Rows) -> Result<Named<f32>> {
        let scenes = self.scenes[..self.size.clean].to_vec();
        let all = Samples { representations, scenes, table: self.source.table() };
        let fitted = self.size.clean - self.size.clean / TEST_SHARE;
        let names: Vec<_> = self.source.columns_drawn().map(|column| self.source.table()[column].name).collect();
        let tested = all.select(fitted..self.size.clean);
        let errors = Probe::fit(&all.select(0..fitted), &names)?.mean_squared_errors(&tested)?;
        unread_shares(&errors, &tested.scenes, self.source.table())
    }
}

/// A scene with one factor at values equally spaced from the lower to the upper end of a range.
fn swept(scene: &Scene, column: usize, (lower, upper): (f64, f64), values: usize) -> impl Iterator<Item = Scene> {
    (0..values).map(move |number| {
        let mut moved = scene.clone();
        moved.factors[column] = lower + (upper - lower) * number as f64 / (values - 1) as f64;
        moved
    })
}
