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

    /// How many of the things, the last ones, are held out: nothing learns from them, and everything is measured on them. Without
    /// any, both are done with all things.
    fn held_out(&self) -> usize {
        0
    }

    /// How many labels things have, and which one a thing has.
    fn labels(&self) -> usize {
        1
    }

    /// See [`labels`](Self::labels).
    fn label(&self, _thing: usize) -> usize {
        0
    }

    /// What tells its things from those of another of the same name; none where the name says it all.
    fn digest(&self) -> Option<String> {
        None
    }

    /// Whether the views of a training run also differ in what has no derivative, which a scene's noise decides.
    fn is_framed(&self) -> bool {
        false
    }

    /// Whether a view of such noise leaves the factors that vary at their neutral values.
    fn leaves_neutral(&self, _noise: u64) -> bool {
        false
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
