//! The eight symmetries of the square: turns by quarters and reflections, which are exact on the pixels of a picture.

use burn::tensor::{Int, Tensor, TensorData};
use rand_chacha::ChaCha8Rng;

use super::factor::Scene;
use crate::{random::uniform, tensors::Moving};

/// A symmetry of the square: perhaps a reflection of left and right, then some quarter turns counterclockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Symmetry {
    quarters: u8,
    is_reflected: bool,
}

impl Symmetry {
    /// How many there are.
    pub const COUNT: usize = 8;

    /// All of them, the one that changes nothing first.
    pub fn all() -> [Self; Self::COUNT] {
        std::array::from_fn(|number| Self { quarters: number as u8 % 4, is_reflected: number >= 4 })
    }

    /// Its place in [`all`](Self::all).
    pub fn number(self) -> usize {
        usize::from(self.quarters) + if self.is_reflected { 4 } else { 0 }
    }

    /// A draw, each as likely as the other.
    pub fn draw(generator: &mut ChaCha8Rng) -> Self {
        Self::all()[uniform(generator, (0.0, Self::COUNT as f64)) as usize]
    }

    /// This one after another.
    pub fn after(self, before: Self) -> Self {
        // A reflection turns what comes before it the other way round.
        let quarters = if self.is_reflected { 4 - before.quarters } else { before.quarters };
        Self { quarters: (self.quarters + quarters) % 4, is_reflected: self.is_reflected != before.is_reflected }
    }

    /// Images `[B, channels, SIDE, SIDE]`, changed by it: rows are x, columns are y.
    pub fn apply(self, images: Tensor<4>) -> Tensor<4> {
        let images = if self.is_reflected { images.flip([2]) } else { images };
        match self.quarters {
            1 => images.swap_dims(2, 3).flip([2]),
            2 => images.flip([2, 3]),
            3 => images.swap_dims(2, 3).flip([3]),
            _ => images,
        }
    }
}

/// Images `[B, channels, SIDE, SIDE]` of scenes, each changed by its scene's symmetry.
pub(super) fn changed(images: Moving<4>, scenes: &[Scene]) -> Moving<4> {
    if scenes.iter().all(|scene| scene.symmetry == Symmetry::default()) {
        return images;
    }
    let mut order: Vec<_> = (0..scenes.len()).collect();
    order.sort_by_key(|&row| scenes[row].symmetry);
    let mut back = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, &row)| back[row] = place);
    let groups: Vec<_> = order.chunk_by(|&a, &b| scenes[a].symmetry == scenes[b].symmetry).collect();
    images.linear(|images| {
        let rows = |rows: &[usize]| {
            let rows: Vec<_> = rows.iter().map(|&row| row as i32).collect();
            let count = rows.len();
            Tensor::<1, Int>::from_data(TensorData::new(rows, [count]), &images.device().without_autodiff())
        };
        let group = |group: &&[usize]| scenes[group[0]].symmetry.apply(images.clone().select(0, rows(group)));
        Tensor::cat(groups.iter().map(group).collect(), 0).select(0, rows(&back))
    })
}
