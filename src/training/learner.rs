//! What is learned.

use burn::{module::Module, tensor::Device};

use super::{Settings, table::Objective};
use crate::{
    encoder::{Architecture, Encoder},
    error::Result,
    objective::{Critic, Head, PROJECTION},
    pictures::{Role, Symmetry},
    random::{Purpose, stream},
    tensors::{arrays::Arrays, parameters::with_parameters},
};

/// The encoder, and what is thrown away afterwards: the critic, and heads that some terms need.
#[derive(Module, Debug)]
pub struct Learner {
    /// Images to representations.
    pub encoder: Encoder,
    /// Representations to projections.
    pub critic: Critic,
    /// A view's projection to what the slow copy's projection of the other is, without negatives.
    pub predictor: Option<Head>,
    /// Both views' representations, one behind the other, to what has changed between them: a logit for each symmetry of the
    /// picture, then how far each equivariant factor has moved.
    pub change: Option<Head>,
    #[module(skip)]
    architecture: Architecture,
}

impl Learner {
    /// A learner with random weights determined by `seed`.
    pub fn new(architecture: &Architecture, seed: u64, device: &Device) -> Self {
        let mut generator = stream(seed, Purpose::Initialisation, 0);
        Self {
            encoder: Encoder::new(architecture, &mut generator, device),
            critic: Critic::new(architecture.dimension(), &mut generator, device),
            predictor: None,
            change: None,
            architecture: architecture.clone(),
        }
    }

    /// A trained encoder of the given shape with a critic of random weights determined by `seed`.
    pub fn from_encoder(encoder: Encoder, architecture: &Architecture, seed: u64, device: &Device) -> Self {
        let mut generator = stream(seed, Purpose::Initialisation, 1);
        let critic = Critic::new(architecture.dimension(), &mut generator, device);
        Self { encoder, critic, predictor: None, change: None, architecture: architecture.clone() }
    }

    /// The same with the heads that a run with these settings needs, and no others, of random weights: what heads of another run have
    /// learned is of other changes.
    ///
    /// # Errors
    /// What [`Settings::batches`] refuses.
    pub fn with_heads(self, settings: &Settings, device: &Device) -> Result<Self> {
        let heads = Heads::of(settings, &self.architecture)?;
        let head = |sizes: Option<[usize; 2]>, index| {
            sizes.map(|sizes| Head::new(sizes, &mut stream(settings.seed, Purpose::Initialisation, index), device))
        };
        Ok(Self { predictor: head(heads.predictor, 2), change: head(heads.change, 3), ..self })
    }

    /// The learner of a run with these settings, of a checkpoint's arrays, which lose its parameters.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming a tensor that does not fit; what [`with_heads`](Self::with_heads) refuses.
    pub fn restored(
        architecture: &Architecture,
        settings: &Settings,
        arrays: &mut Arrays,
        device: &Device,
    ) -> Result<Self> {
        Self::check_parameters(architecture, "learner", arrays)?;
        let heads = Heads::of(settings, architecture)?;
        for (name, sizes) in [("predictor", heads.predictor), ("change", heads.change)] {
            sizes.map_or(Ok(()), |sizes| Head::check_parameters(sizes, &format!("learner.{name}"), arrays))?;
        }
        // The weights drawn here are all replaced.
        with_parameters(Self::new(architecture, 0, device).with_heads(settings, device)?, "learner", arrays)
    }

    /// Checks that arrays hold every parameter of an encoder of a shape and of its critic under `prefix`.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming the first tensor that is missing or of another shape.
    pub(super) fn check_parameters(architecture: &Architecture, prefix: &str, arrays: &Arrays) -> Result<()> {
        architecture.check_parameters(&format!("{prefix}.encoder"), arrays)?;
        Critic::check_parameters(architecture.dimension(), &format!("{prefix}.critic"), arrays)
    }

    /// The encoder's shape.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }
}

/// The heads that a run needs, with the numbers that they take and make.
struct Heads {
    predictor: Option<[usize; 2]>,
    change: Option<[usize; 2]>,
}

impl Heads {
    fn of(settings: &Settings, architecture: &Architecture) -> Result<Self> {
        let batches = settings.batches()?;
        let symmetries = if batches.symmetry() == Role::Equivariant { Symmetry::COUNT } else { 0 };
        let change = [2 * architecture.dimension(), symmetries + batches.followed().len()];
        Ok(Self {
            predictor: (settings.objective == Objective::NoNegatives).then_some([PROJECTION, PROJECTION]),
            change: (settings.prediction > 0.0).then_some(change),
        })
    }
}
