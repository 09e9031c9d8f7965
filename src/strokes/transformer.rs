//! The network: a small causal transformer over the turns of a pen, with a token in front that says what is being drawn.

use burn::{
    module::{Module, Param},
    tensor::{Device, Tensor},
};
use rand_chacha::ChaCha8Rng;

use super::{
    figure::LENGTH,
    layer::{Layer, Norm, Seen, linear},
    pen::FEATURES,
};
use crate::encoder::{Linear, normal_tensor};

/// Standard deviation of the first embedding of each place in the sequence.
const PLACE_DEVIATION: f64 = 0.1;

/// The network's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Architecture {
    /// Numbers of a position between the layers.
    pub width: usize,
    /// The same within a layer's small network.
    pub hidden: usize,
    /// Layers.
    pub layers: usize,
    /// Heads of attention, which divide the width.
    pub heads: usize,
    /// Numbers of the task token.
    pub token: usize,
}

impl Default for Architecture {
    fn default() -> Self {
        Self { width: 64, hidden: 128, layers: 2, heads: 4, token: 16 }
    }
}

/// What the network has read of some strokes: to go on, it need not read it again.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    layers: Vec<Seen>,
    count: usize,
}

/// The network. Of each position it predicts by how much the pen turns next, as a point of the plane: the last turn, and
/// what the layers add to it.
#[derive(Module, Debug)]
pub struct Transformer {
    task: Linear,
    pen: Linear,
    /// `[LENGTH, width]`.
    place: Param<Tensor<2>>,
    layers: Vec<Layer>,
    before_out: Norm,
    out: Linear,
    #[module(skip)]
    token: usize,
}

impl Transformer {
    /// A network with random weights.
    pub fn new(architecture: &Architecture, generator: &mut ChaCha8Rng, device: &Device) -> Self {
        let &Architecture { width, layers, token, .. } = architecture;
        Self {
            task: Linear::new(token, width, generator, device),
            pen: Linear::new(FEATURES, width, generator, device),
            place: Param::from_tensor(normal_tensor([LENGTH, width], PLACE_DEVIATION, generator, device)),
            layers: (0..layers).map(|_| Layer::new(architecture, generator, device)).collect(),
            before_out: Norm::new(width, device),
            out: Linear::new(width, 2, generator, device),
            token,
        }
    }

    /// How many numbers a task token has.
    pub fn token(&self) -> usize {
        self.token
    }

    /// Of strokes with task tokens `[strokes, token]` and pens `[strokes, positions, FEATURES]` the turn after each position,
    /// `[strokes, positions, 2]`. No position knows of those after it.
    pub fn turns(&self, tokens: Tensor<2>, pens: Tensor<3>) -> Tensor<3> {
        self.read(tokens, pens).0
    }

    /// [`Self::turns`], and the memory of them.
    pub fn read(&self, tokens: Tensor<2>, pens: Tensor<3>) -> (Tensor<3>, Memory) {
        let mut memory = Memory { layers: vec![None; self.layers.len()], count: 0 };
        let task = self.task.apply(tokens).value.unsqueeze_dim::<3>(1);
        let count = pens.dims()[1];
        let positions = Tensor::cat(vec![task, self.embedded(pens.clone(), 0)], 1);
        let read = self.through_layers(positions, &mut memory);
        memory.count = count;
        (self.predicted(read.narrow(1, 1, count), pens), memory)
    }

    /// The turn after one more position of each stroke, `[strokes, 1, FEATURES]`: `[strokes, 1, 2]`.
    pub fn go_on(&self, pens: Tensor<3>, memory: &mut Memory) -> Tensor<3> {
        let read = self.through_layers(self.embedded(pens.clone(), memory.count), memory);
        memory.count += 1;
        self.predicted(read, pens)
    }

    /// Pens as inputs of the first layer, the first of them at a place in the sequence.
    fn embedded(&self, pens: Tensor<3>, first: usize) -> Tensor<3> {
        let places = self.place.val().narrow(0, first, pens.dims()[1]);
        linear(&self.pen, pens) + places.unsqueeze()
    }

    fn through_layers(&self, positions: Tensor<3>, memory: &mut Memory) -> Tensor<3> {
        let layers = self.layers.iter().zip(&mut memory.layers);
        layers.fold(positions, |positions, (layer, seen)| layer.apply(positions, seen))
    }

    fn predicted(&self, read: Tensor<3>, pens: Tensor<3>) -> Tensor<3> {
        pens.narrow(2, 0, 2) + linear(&self.out, self.before_out.apply(read))
    }
}
