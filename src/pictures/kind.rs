//! What every kind of pictures has.

use std::{fmt::Debug, ops::Deref, sync::Arc};

use burn::tensor::{Device, Tensor};

use super::{
    drawing::Drawing,
    factor::{Factor, Scene},
};
use crate::tensors::Moving;

/// A kind of pictures: the factors that they are made from, and how. A new kind is a file that has this, and a line in the
/// list `kinds!` of this room.
pub trait Pictures: Debug + Send + Sync {
    /// Its name, as settings and files write it.
    fn name(&self) -> &'static str;

    /// The table of its factors.
    fn factors(&self) -> &'static [Factor];

    /// How many things it shows, each under any factors.
    fn things(&self) -> usize {
        1
    }

    /// Images `[B, 3, SIDE, SIDE]`, moving along `directions` `[B, factors]` where these are given.
    fn render(&self, scenes: &[Scene], directions: Option<Tensor<2>>, device: &Device) -> Moving<4>;

    /// Pictures of a drawing as if it were of this kind, and the scene that shows it as it was drawn; none where a drawing
    /// can be no such picture.
    fn of_drawing(&self, _drawing: &Drawing) -> Option<(Kind, Scene)> {
        None
    }
}

/// A kind of pictures as a value: of settings, of a source.
#[derive(Debug, Clone)]
pub struct Kind(Arc<dyn Pictures>);

impl<P: Pictures + 'static> From<P> for Kind {
    fn from(pictures: P) -> Self {
        Self(Arc::new(pictures))
    }
}

impl Deref for Kind {
    type Target = dyn Pictures;
    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}
