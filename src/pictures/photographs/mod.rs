//! Photographs as a kind of pictures: the things are crops of them, and the factors change their colours.
//!
//! The transformations are those of the paper's experiments on natural images: brightness, contrast, saturation and hue, which
//! have a derivative and are α; and what goes with them in training without being in α: a random crop of the crop, a
//! reflection, and sometimes no colour at all.

pub mod cifar;
mod crops;
mod framing;
mod jitter;

use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData};

pub use crops::{Crops, FEWEST_CROPS, Photo, Place};
pub use jitter::{JITTER, jitter};

use self::{framing::Framing, jitter::without_colour};
use super::{
    factor::{Factor, Scene},
    kind::Pictures,
    spirograph::SIDE,
};
use crate::tensors::Moving;

/// Photographs of which no crop is at hand: what a file names that was made with some.
pub const PHOTOGRAPHS: Photographs = Photographs { name: "photographs", crops: None };

/// Photographs, cut into crops.
#[derive(Debug, Clone)]
pub struct Photographs {
    pub(super) name: &'static str,
    crops: Option<Arc<Crops>>,
}

impl Photographs {
    /// With crops to show.
    pub fn of(crops: Crops) -> Self {
        Self { crops: Some(Arc::new(crops)), ..PHOTOGRAPHS }
    }

    /// The crops, where they are at hand.
    pub fn crops(&self) -> Option<&Crops> {
        self.crops.as_deref()
    }
}

impl Pictures for Photographs {
    fn name(&self) -> &'static str {
        self.name
    }

    fn factors(&self) -> &'static [Factor] {
        &JITTER
    }

    fn things(&self) -> usize {
        self.crops().map_or(0, Crops::count)
    }

    fn held_out(&self) -> usize {
        self.crops().map_or(0, Crops::held_out)
    }

    fn label(&self, thing: usize) -> usize {
        self.crops().map_or(0, |crops| crops.label(thing))
    }

    fn labels(&self) -> usize {
        self.crops().map_or(1, |crops| crops.label_names().len())
    }

    fn digest(&self) -> Option<String> {
        self.crops().map(Crops::digest)
    }

    fn is_framed(&self) -> bool {
        true
    }

    fn leaves_neutral(&self, noise: u64) -> bool {
        !Framing::of(noise).is_jittered
    }

    fn render(&self, scenes: &[Scene], directions: Option<Tensor<2>>, device: &Device) -> Moving<4> {
        let framings: Vec<_> = scenes.iter().map(|scene| Framing::of(scene.noise)).collect();
        let blank = vec![0; Crops::LENGTH];
        let image = |(scene, framing): (&Scene, &Framing)| {
            framing.cut(self.crops().and_then(|crops| crops.pixels(scene.thing)).unwrap_or(&blank))
        };
        let values: Vec<f32> = scenes.iter().zip(&framings).flat_map(image).collect();
        let images = Tensor::from_data(TensorData::new(values, [scenes.len(), 3, SIDE, SIDE]), device);
        let factors: Vec<_> = scenes.iter().map(|scene| scene.factors.as_slice()).collect();
        let is_grey: Vec<_> = framings.iter().map(|framing| framing.is_grey).collect();
        without_colour(jitter(images, &factors, directions), &is_grey)
    }
}
