//! Strokes of which every next position is known: to learn from, or to feel out what is being drawn.

use burn::tensor::{Device, Tensor};

use super::{
    plane::Point,
    transformer::Transformer,
    way::{Frame, pens, tensor},
};

/// Fewest positions of a stroke that anything can be told from: the first two put it into its frame, the third is a turn.
pub const FEWEST: usize = 3;

/// Strokes of equal lengths.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The pen at each position but the last, `[strokes, positions − 1, FEATURES]`.
    pens: Tensor<3>,
    /// How it turns there, `[strokes, positions − 1, 2]`.
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
            let frame = Frame::of(stroke);
            let in_frame = |position: &Point| frame.into_frame(*position);
            let (stroke, target): (Vec<_>, Vec<_>) =
                (stroke.iter().map(in_frame).collect(), target.iter().map(in_frame).collect());
            let pens = pens(&stroke);
            all_turns.push(pens.iter().zip(&target[1..]).map(|(pen, &next)| pen.turn_to(next)).collect());
            all_pens.push(pens[..pens.len() - 1].iter().map(|pen| pen.features()).collect());
        }
        Self { pens: tensor(&all_pens, device), turns: tensor(&all_turns, device) }
    }

    /// Tracked by Burn's reverse mode.
    pub fn autodiff(self) -> Self {
        Self { pens: self.pens.autodiff(), turns: self.turns.autodiff() }
    }

    /// The first `positions` of each stroke.
    pub fn first(&self, positions: usize) -> Self {
        let first = |part: &Tensor<3>| part.clone().narrow(1, 0, positions - 1);
        Self { pens: first(&self.pens), turns: first(&self.turns) }
    }

    /// Of each stroke the squared distances between predicted and true next positions, in steps, `[strokes, positions − 2]`:
    /// the first displacement is to the right in any stroke, and is left out.
    pub fn errors(&self, network: &Transformer, tokens: Tensor<2>) -> Tensor<2> {
        let [strokes, count, _] = self.pens.dims();
        let off = network.turns(tokens, self.pens.clone()) - self.turns.clone();
        off.narrow(1, 1, count - 1).square().sum_dim(2).reshape([strokes, count - 1])
    }
}
