//! The encoder: a small residual network of plain convolutions, biases and additions.
//!
//! There is no normalisation layer: one over a whole image would erase absolute colour, and the red of the foreground is
//! to be read back. Residual branches begin at zero instead (Fixup, Zhang et al. 2019), which keeps the signal's scale
//! whatever the depth.

mod convolution;
mod parameters;

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor},
};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

pub(crate) use convolution::normal_tensor;
pub use convolution::{Convolution, Linear};
pub(crate) use parameters::linear;

use crate::{
    error::{Error, Result},
    pictures::SIDE,
    random::{Purpose, stream},
    tensors::{Moving, arrays::Arrays, parameters::with_parameters},
};

/// Something that turns images into representations.
pub trait Encode {
    /// Images `[batch, 3, rows, columns]` to representations `[batch, dimension]`.
    fn encode(&self, images: Moving<4>) -> Moving<2>;
}

/// The mid-grey that is taken from every pixel first, so that inputs lie around zero: the average of the mean
/// background, 0.3, and the mean foreground, 0.7, weighted by how little of a picture is curve.
const MID_GREY: f64 = 0.4;

/// Rows and columns of the stem's kernel.
const STEM: usize = 5;

/// The last stage is averaged over each cell of a grid of this many rows and columns.
const CELLS: usize = 2;

/// Standard deviation of the first position embedding: small beside the stem's outputs, so that pictures count more.
const POSITION_DEVIATION: f64 = 0.1;

/// Widest stage that a file may ask for.
const LARGEST_WIDTH: usize = 2048;

/// The shape of an [`Encoder`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Architecture {
    /// Channels of each stage. Each stage after the first works at half the resolution of the one before.
    pub widths: Vec<usize>,
    /// Residual blocks in each stage.
    pub blocks: usize,
    /// Stride of the stem: the first stage works at this part of the image's resolution. With 4 most of the work is left
    /// to stages of few pixels and many channels, whose matrix products are the fastest (docs/performance.md).
    #[serde(default = "quarter")]
    pub stride: usize,
    /// Whether the early stages are part of the representation, or the last alone.
    #[serde(default = "always")]
    pub joins_stages: bool,
    /// Length of the representation where a neck makes it from what the stages make; without one it is that itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neck: Option<usize>,
}

/// The stride of files that do not name it.
fn quarter() -> usize {
    4
}

/// Files that do not say it join all stages.
fn always() -> bool {
    true
}

impl Default for Architecture {
    fn default() -> Self {
        Self { widths: vec![64, 128], blocks: 2, stride: 4, joins_stages: true, neck: None }
    }
}

impl Architecture {
    /// Length of the representation.
    pub fn dimension(&self) -> usize {
        self.neck.unwrap_or(self.joined())
    }

    /// How many numbers the stages make: the channels of all, those of the last once for each of its cells.
    fn joined(&self) -> usize {
        let last = self.widths.last().copied().unwrap_or(0);
        let early = self.widths.iter().sum::<usize>() - last;
        CELLS * CELLS * last + if self.joins_stages { early } else { 0 }
    }

    /// The shape in a few words, however long its lists are.
    fn in_words(&self) -> String {
        let widths: Vec<_> = self.widths.iter().take(6).collect();
        format!("widths {widths:?}, blocks {}, stride {}, neck {:?}", self.blocks, self.stride, self.neck)
    }

    /// Checks a shape that came from a file, so that a broken one cannot ask for all memory.
    ///
    /// # Errors
    /// [`Error::Weights`] unless there are stages of a usable width and depth, and a pixel is left for each cell.
    pub fn check(&self) -> Result<()> {
        let Architecture { widths, blocks, stride, neck, .. } = self;
        let is_usable = |size: &usize| (1..=LARGEST_WIDTH).contains(size);
        let has_pixels = [1, 2, 4, 8].contains(stride)
            && (1..=4).contains(&widths.len())
            && (SIDE / stride) >> (widths.len() - 1) >= CELLS;
        if has_pixels && widths.iter().chain(neck).all(is_usable) && (1..=16).contains(blocks) {
            return Ok(());
        }
        let reason = format!("it asks for an encoder of an impossible shape, {}.", self.in_words());
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

    fn apply(&self, input: Moving<4>) -> Moving<4> {
        let inner = self.first.apply_relu(input.clone(), None);
        let straight = match &self.shortcut {
            Some(shortcut) => shortcut.apply(input, None),
            None => input,
        };
        self.second.apply_relu(inner, Some(straight))
    }
}

/// Linear, ReLU, linear, from what the stages make to the representation. What the critic need not see can be forgotten
/// here, where the joined stages keep it.
#[derive(Module, Debug)]
struct Neck {
    hidden: Linear,
    out: Linear,
}

impl Neck {
    fn new(inputs: usize, outputs: usize, generator: &mut ChaCha8Rng, device: &Device) -> Self {
        let hidden = Linear::new(inputs, inputs, generator, device);
        Self { hidden, out: Linear::new(inputs, outputs, generator, device) }
    }
}

/// The network: stem, then stages of residual blocks. To the stem's output a learned embedding of the position is added
/// (as in vision transformers, Dosovitskiy et al. 2021): how large a figure is shows in where it ends.
///
/// What each stage makes is averaged over the pixels, and all stages are joined: size and shape show best late, the width
/// of the pen early. The last stage is averaged over the four quarters of the picture one by one. That, or what a neck
/// makes of it, is the representation.
#[derive(Module, Debug)]
pub struct Encoder {
    stem: Convolution,
    position: Param<Tensor<4>>,
    stages: Vec<Vec<Block>>,
    neck: Option<Neck>,
    #[module(skip)]
    joins_stages: bool,
}

impl Encoder {
    /// An encoder of the given shape with random weights.
    pub fn new(architecture: &Architecture, generator: &mut ChaCha8Rng, device: &Device) -> Self {
        let &Architecture { ref widths, blocks, stride, joins_stages, neck } = architecture;
        let first = widths.first().copied().unwrap_or(1);
        let stem = Convolution::new(3, first, STEM, stride, 1.0, generator, device);
        let position = [1, first, SIDE / stride, SIDE / stride];
        let position = Param::from_tensor(normal_tensor(position, POSITION_DEVIATION, generator, device));
        let depth = widths.len() * blocks;
        let mut inputs = first;
        let mut stages = Vec::new();
        for (index, &outputs) in widths.iter().enumerate() {
            let mut stage = Vec::new();
            for block in 0..blocks {
                let stride = if index > 0 && block == 0 { 2 } else { 1 };
                stage.push(Block::new(inputs, outputs, stride, depth, generator, device));
                inputs = outputs;
            }
            stages.push(stage);
        }
        let neck = neck.map(|dimension| Neck::new(architecture.joined(), dimension, generator, device));
        Self { stem, position, stages, neck, joins_stages }
    }

    /// The same stages under a new neck, with random weights, where the shape asks for one.
    pub fn with_new_read_out(self, architecture: &Architecture, generator: &mut ChaCha8Rng, device: &Device) -> Self {
        let neck = architecture.neck.map(|dimension| Neck::new(architecture.joined(), dimension, generator, device));
        Self { neck, joins_stages: architecture.joins_stages, ..self }
    }

    /// The encoder of a shape and of parameters under `prefix` in `arrays`, which lose them.
    ///
    /// # Errors
    /// [`Error::Weights`] for an impossible shape, or naming a tensor that does not fit.
    pub fn restored(architecture: &Architecture, prefix: &str, arrays: &mut Arrays, device: &Device) -> Result<Self> {
        architecture.check_parameters(prefix, arrays)?;
        // The weights drawn here are all replaced.
        let mut generator = stream(0, Purpose::Initialisation, 0);
        with_parameters(Self::new(architecture, &mut generator, device), prefix, arrays)
    }

    /// The filters of the first layer, `[count, 3, size, size]`.
    pub fn filters(&self) -> Tensor<4> {
        self.stem.weight().without_autodiff()
    }

    /// Representations `[batch, dimension]` of images `[batch, 3, rows, columns]`.
    pub fn representations(&self, images: Tensor<4>) -> Tensor<2> {
        self.encode(images.into()).value
    }
}

impl Encode for Encoder {
    fn encode(&self, images: Moving<4>) -> Moving<2> {
        let position = Moving::from(self.position.val()).channels_last();
        let mut features = self.stem.apply_relu(images.shift(-MID_GREY).channels_last(), Some(position));
        let mut parts = Vec::new();
        for (index, stage) in self.stages.iter().enumerate() {
            features = stage.iter().fold(features, |features, block| block.apply(features));
            if self.joins_stages && index + 1 < self.stages.len() {
                parts.push(features.clone().mean_over_cells(1));
            }
        }
        parts.push(features.mean_over_cells(CELLS));
        let joined = Moving::join(parts);
        match &self.neck {
            Some(neck) => neck.out.apply(neck.hidden.apply(joined).relu()),
            None => joined,
        }
    }
}
