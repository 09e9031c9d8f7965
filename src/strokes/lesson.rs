//! Strokes of which every next position is known: to learn from, or to feel out what is being drawn.

use burn::tensor::{Device, Tensor};

use super::{
    pen::{pens, tensor},
    plane::Point,
    transformer::Transformer,
};

/// Fewest positions of a stroke that anything can be told from: three make a turn.
pub const FEWEST: usize = 3;

/// Strokes of equal lengths.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// What the network sees at each position but the first and the last, `[strokes, positions − 2, FEATURES]`.
    pens: Tensor<3>,
    /// How the pen turns there, `[strokes, positions − 2, 2]`.
    turns: Tensor<3>,
}

impl Lesson {
    /// Strokes by their positions in the plane, [`FEWEST`] or more.
    pub fn of(strokes: &[Vec<Point>], device: &Device) -> Self {
        Self::towards(strokes, strokes, device)
    }

    /// Strokes whose pens should go on to the positions of others: what a hand that is a little off should do next.
    pub fn towards(strokes: &[Vec<Point>], targets: &[Vec<Point>], device: &Device) -> Self {
        let (mut all_pens, mut all_turns) = (Vec::new(), Vec::new());
        for (stroke, target) in strokes.iter().zip(targets) {
            let (pens, next) = (pens(stroke), target.iter().skip(2));
            all_turns.push(pens.iter().zip(next).map(|(pen, &next)| pen.turn_to(next)).collect());
            all_pens.push(pens.iter().take(pens.len() - 1).map(|pen| pen.features()).collect());
        }
        Self { pens: tensor(&all_pens, device), turns: tensor(&all_turns, device) }
    }

    /// Tracked by Burn's reverse mode.
    pub fn autodiff(self) -> Self {
        Self { pens: self.pens.autodiff(), turns: self.turns.autodiff() }
    }

    /// How many strokes there are.
    pub fn count(&self) -> usize {
        self.pens.dims()[0]
    }

    /// Where it lies.
    pub fn device(&self) -> Device {
        self.pens.device()
    }

    /// The first `positions` of each stroke.
    pub fn first(&self, positions: usize) -> Self {
        let first = |part: &Tensor<3>| part.clone().narrow(1, 0, positions - 2);
        Self { pens: first(&self.pens), turns: first(&self.turns) }
    }

    /// Of each stroke the squared distances between predicted and true next positions, in steps, `[strokes, positions − 2]`.
    pub fn errors(&self, network: &Transformer, tokens: Tensor<2>) -> Tensor<2> {
        let [strokes, count, _] = self.pens.dims();
        let off = network.turns(tokens, self.pens.clone()) - self.turns.clone();
        off.square().sum_dim(2).reshape([strokes, count])
    }
}
