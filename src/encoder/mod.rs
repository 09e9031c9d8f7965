//! The encoder: a small residual network of plain convolutions, biases and additions.
//!
//! There is no normalisation layer: one over a whole image would erase absolute colour, and the red of the foreground is
//! to be read back. Residual branches begin at zero instead (Fixup, Zhang et al. 2019), which keeps the signal's scale
//! whatever the depth.

mod convolution;
pub mod parameters;

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

pub use convolution::{Convolution, Linear};

use self::parameters::{Arrays, with_parameters};
use crate::{
    error::{Error, Result},
    random::{Purpose, stream},
    tangent::{Mode, Plain},
};

/// Something that turns images into representations, in any [`Mode`].
pub trait Encode {
    /// Images `[batch, 3, rows, columns]` to representations `[batch, dimension]`.
    fn encode<M: Mode>(&self, images: M::Of<4>) -> M::Of<2>;
}

/// The mid-grey that is taken from every pixel first, so that inputs lie around zero: the average of the mean
/// background, 0.3, and the mean foreground, 0.7, weighted by how little of a picture is curve.
const MID_GREY: f64 = 0.4;

/// Widest stage that a file may ask for.
const LARGEST_WIDTH: usize = 2048;

/// The shape of an [`Encoder`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Architecture {
    /// Channels of each stage. The first stage works at half the image's resolution, each further one at half of that.
    pub widths: Vec<usize>,
    /// Residual blocks in each stage.
    pub blocks: usize,
}

impl Default for Architecture {
    fn default() -> Self {
        Self { widths: vec![16, 32, 64, 128], blocks: 2 }
    }
}

impl Architecture {
    /// Length of the representation: the channels of all stages.
    pub fn dimension(&self) -> usize {
        self.widths.iter().sum()
    }

    /// Checks a shape that came from a file, so that a broken one cannot ask for all memory.
    ///
    /// # Errors
    /// [`Error::Weights`] unless there are one to five stages of a usable width and depth.
    pub fn check(&self) -> Result<()> {
        let Architecture { widths, blocks } = self;
        let is_usable = |size: usize| (1..=LARGEST_WIDTH).contains(&size);
        // 32 pixels can be halved five times.
        if (1..=5).contains(&widths.len()) && widths.iter().all(|&width| is_usable(width)) && (1..=16).contains(blocks)
        {
            return Ok(());
        }
        let reason = format!("it asks for an encoder of an impossible shape, {self:?}.");
        Err(Error::Weights { field: "metadata".to_owned(), reason })
    }
}

/// Two convolutions, and the input added to what they make of it.
#[derive(Module, Debug)]
pub struct Block {
    first: Convolution,
    second: Convolution,
    /// Brings the input to the output's shape where these differ.
    shortcut: Option<Convolution>,
}

impl Block {
    /// `depth` is the number of blocks in the whole network.
    fn new(
        inputs: usize,
        outputs: usize,
        stride: usize,
        depth: usize,
        generator: &mut ChaCha8Rng,
        device: &Device,
    ) -> Self {
        let changes_shape = stride != 1 || inputs != outputs;
        // Fixup's factor for branches of two layers: depth^(−1/2).
        let gain = (depth as f64).powf(-0.5);
        Self {
            first: Convolution::new(inputs, outputs, 3, stride, gain, generator, device),
            second: Convolution::new(outputs, outputs, 3, 1, 0.0, generator, device),
            shortcut: changes_shape.then(|| Convolution::new(inputs, outputs, 1, stride, 1.0, generator, device)),
        }
    }

    fn apply<M: Mode>(&self, input: M::Of<4>) -> M::Of<4> {
        let inner = M::relu(self.first.apply::<M>(input.clone()));
        let branch = self.second.apply::<M>(inner);
        let straight = match &self.shortcut {
            Some(shortcut) => shortcut.apply::<M>(input),
            None => input,
        };
        M::relu(M::add(straight, branch))
    }
}

/// The network: stem 3×3 of stride 2, then stages of residual blocks. The representation is the mean over the pixels of
/// what each stage makes, all stages joined: size and shape show best late, the width of the pen early.
#[derive(Module, Debug)]
pub struct Encoder {
    stem: Convolution,
    stages: Vec<Vec<Block>>,
}

impl Encoder {
    /// An encoder of the given shape with random weights.
    pub fn new(architecture: &Architecture, generator: &mut ChaCha8Rng, device: &Device) -> Self {
        let Architecture { widths, blocks } = architecture;
        let first = widths.first().copied().unwrap_or(1);
        let stem = Convolution::new(3, first, 3, 2, 1.0, generator, device);
        let depth = widths.len() * blocks;
        let mut inputs = first;
        let mut stages = Vec::new();
        for (index, &outputs) in widths.iter().enumerate() {
            let mut stage = Vec::new();
            for block in 0..*blocks {
                let stride = if index > 0 && block == 0 { 2 } else { 1 };
                stage.push(Block::new(inputs, outputs, stride, depth, generator, device));
                inputs = outputs;
            }
            stages.push(stage);
        }
        Self { stem, stages }
    }

    /// The encoder of a shape and of parameters under `prefix` in `arrays`, which lose them.
    ///
    /// # Errors
    /// [`Error::Weights`] for an impossible shape, or naming a tensor that does not fit.
    pub fn restored(architecture: &Architecture, prefix: &str, arrays: &mut Arrays, device: &Device) -> Result<Self> {
        architecture.check()?;
        // The weights drawn here are all replaced.
        let mut generator = stream(0, Purpose::Initialisation, 0);
        with_parameters(Self::new(architecture, &mut generator, device), prefix, arrays)
    }

    /// Representations `[batch, dimension]` of images `[batch, 3, rows, columns]`.
    pub fn representations(&self, images: Tensor<4>) -> Tensor<2> {
        self.encode::<Plain>(images)
    }
}

impl Encode for Encoder {
    fn encode<M: Mode>(&self, images: M::Of<4>) -> M::Of<2> {
        let grey = Tensor::full([1, 1, 1, 1], MID_GREY, &M::value(&images).device());
        let centred = M::sub(images, M::constant(grey));
        let mut features = M::relu(self.stem.apply::<M>(centred));
        let mut means = Vec::new();
        for stage in &self.stages {
            features = stage.iter().fold(features, |features, block| block.apply::<M>(features));
            means.push(M::mean_over_pixels(features.clone()));
        }
        M::join(means)
    }
}
