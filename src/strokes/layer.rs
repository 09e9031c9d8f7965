//! A layer of the transformer (Vaswani et al. 2017): attention to what came before, then a small network for each position.
//!
//! Each works on inputs whose root mean square is one (Zhang and Sennrich 2019), and is added to its input.

use burn::{
    module::{Module, Param},
    tensor::{
        Device, Tensor, TensorData,
        activation::{relu, softmax},
    },
};
use rand_chacha::ChaCha8Rng;

use super::transformer::Architecture;
use crate::{encoder::Linear, products::product};

/// Keeps a position of zeros from dividing by zero.
const SMALLEST_SQUARE: f64 = 1e-6;
/// Added to what attention must not see: e^−10000 is zero in f32.
const EXCLUDED: f32 = -1e4;

/// Keys and values of the positions so far, `[strokes · heads, positions, width / heads]` each.
pub type Seen = Option<[Tensor<3>; 2]>;

/// One layer.
#[derive(Module, Debug)]
pub struct Layer {
    before_attention: Norm,
    /// Queries, keys and values side by side.
    attention: Linear,
    joined: Linear,
    before_hidden: Norm,
    hidden: Linear,
    out: Linear,
    #[module(skip)]
    heads: usize,
}

impl Layer {
    /// A layer with random weights.
    pub fn new(architecture: &Architecture, generator: &mut ChaCha8Rng, device: &Device) -> Self {
        let &Architecture { width, hidden, heads, .. } = architecture;
        Self {
            before_attention: Norm::new(width, device),
            attention: Linear::new(width, 3 * width, generator, device),
            joined: Linear::new(width, width, generator, device),
            before_hidden: Norm::new(width, device),
            hidden: Linear::new(width, hidden, generator, device),
            out: Linear::new(hidden, width, generator, device),
            heads,
        }
    }

    /// Positions `[strokes, positions, width]` after the layer; `seen` holds those before them, and then them as well.
    pub fn apply(&self, positions: Tensor<3>, seen: &mut Seen) -> Tensor<3> {
        let attended = self.attend(self.before_attention.apply(positions.clone()), seen);
        let positions = positions + linear(&self.joined, attended);
        let hidden = relu(linear(&self.hidden, self.before_hidden.apply(positions.clone())));
        positions + linear(&self.out, hidden)
    }

    /// What each position takes from itself and those before it.
    fn attend(&self, positions: Tensor<3>, seen: &mut Seen) -> Tensor<3> {
        let [strokes, count, width] = positions.dims();
        let part = width / self.heads;
        let all = linear(&self.attention, positions);
        let [queries, keys, values] = [0, 1, 2].map(|index| {
            let one = all.clone().narrow(2, index * width, width).reshape([strokes, count, self.heads, part]);
            one.swap_dims(1, 2).reshape([strokes * self.heads, count, part])
        });
        let [keys, values] = match seen.take() {
            Some([old_keys, old_values]) => {
                [Tensor::cat(vec![old_keys, keys], 1), Tensor::cat(vec![old_values, values], 1)]
            }
            None => [keys, values],
        };
        *seen = Some([keys.clone(), values.clone()]);
        let weights = product(queries.div_scalar((part as f64).sqrt()), keys.swap_dims(1, 2));
        let weights = weights + later(count, &values);
        let taken = product(softmax(weights, 2), values).reshape([strokes, self.heads, count, part]);
        taken.swap_dims(1, 2).reshape([strokes, count, width])
    }
}

/// What keeps each of the `count` last positions from those after it, `[1, count, positions]`.
fn later(count: usize, values: &Tensor<3>) -> Tensor<3> {
    let all = values.dims()[1];
    let excluded = |row: usize| (0..all).map(move |column| if column > row { EXCLUDED } else { 0.0 });
    let entries: Vec<f32> = (all - count..all).flat_map(excluded).collect();
    Tensor::from_data(TensorData::new(entries, [1, count, all]), &values.device())
}

/// A linear layer at each position.
pub fn linear(layer: &Linear, positions: Tensor<3>) -> Tensor<3> {
    let [strokes, count, width] = positions.dims();
    let rows = layer.apply(positions.reshape([strokes * count, width])).value;
    let [_, outputs] = rows.dims();
    rows.reshape([strokes, count, outputs])
}

/// Divides each position by its root mean square, and stretches each dimension by a number that is learned.
#[derive(Module, Debug)]
pub struct Norm {
    scale: Param<Tensor<1>>,
}

impl Norm {
    /// One that stretches nothing yet.
    pub fn new(width: usize, device: &Device) -> Self {
        Self { scale: Param::from_tensor(Tensor::ones([width], device)) }
    }

    /// Positions `[strokes, positions, width]`.
    pub fn apply(&self, positions: Tensor<3>) -> Tensor<3> {
        let size = positions.clone().square().mean_dim(2).add_scalar(SMALLEST_SQUARE).sqrt();
        positions / size * self.scale.val().unsqueeze()
    }
}
