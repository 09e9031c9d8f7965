//! The names and shapes of an encoder's parameters by its own shape, without making it: what a file holds is compared with
//! what its description asks for before anything of that size exists.

use super::{Architecture, STEM};
use crate::{
    error::Result,
    pictures::SIDE,
    tensors::arrays::{Arrays, check_shape},
};

impl Architecture {
    /// Checks that arrays hold every parameter of an encoder of this shape under `prefix`.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) for an impossible shape, or naming the first tensor that is missing or of
    /// another shape.
    pub fn check_parameters(&self, prefix: &str, arrays: &Arrays) -> Result<()> {
        self.check()?;
        self.parameters().iter().try_for_each(|(name, shape)| check_shape(arrays, &format!("{prefix}.{name}"), shape))
    }

    /// The parameters of an encoder of this shape.
    pub fn parameters(&self) -> Vec<(String, Vec<usize>)> {
        let first = self.widths.first().copied().unwrap_or(1);
        let side = SIDE / self.stride.max(1);
        let mut all = convolution("stem", 3, first, STEM);
        all.push(("position".to_owned(), vec![1, first, side, side]));
        let mut inputs = first;
        for (index, &outputs) in self.widths.iter().enumerate() {
            for number in 0..self.blocks {
                let changes_shape = inputs != outputs || (index > 0 && number == 0);
                all.extend(block(&format!("stages.{index}.{number}"), inputs, outputs, changes_shape));
                inputs = outputs;
            }
        }
        if let Some(dimension) = self.neck {
            all.extend(linear("neck.hidden", self.joined(), self.joined()));
            all.extend(linear("neck.out", self.joined(), dimension));
        }
        all
    }
}

fn block(name: &str, inputs: usize, outputs: usize, changes_shape: bool) -> Vec<(String, Vec<usize>)> {
    let mut all = convolution(&format!("{name}.first"), inputs, outputs, 3);
    all.extend(convolution(&format!("{name}.second"), outputs, outputs, 3));
    if changes_shape {
        all.extend(convolution(&format!("{name}.shortcut"), inputs, outputs, 1));
    }
    all
}

fn convolution(name: &str, inputs: usize, outputs: usize, size: usize) -> Vec<(String, Vec<usize>)> {
    vec![(format!("{name}.weight"), vec![outputs, inputs, size, size]), (format!("{name}.bias"), vec![outputs])]
}

/// The parameters of a linear layer.
pub fn linear(name: &str, inputs: usize, outputs: usize) -> Vec<(String, Vec<usize>)> {
    vec![(format!("{name}.weight"), vec![inputs, outputs]), (format!("{name}.bias"), vec![outputs])]
}
