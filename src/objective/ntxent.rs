//! NT-Xent, the normalised temperature-scaled cross-entropy (Chen et al. 2020, used in section 2 of the paper).

use burn::tensor::{Tensor, activation::log_softmax};

use crate::{products::product, tensors::Moving};

/// Added to a view's similarity with itself, which is no candidate: e^−10000 is zero in f32.
const EXCLUDED: f64 = -1e4;

/// The loss over the 2B rows of two views' projections, `[B, dimension]` each, row i of one the positive of row i of the
/// other; cosine similarity divided by `temperature`. Returns a tensor of one entry.
pub fn ntxent(first: Tensor<2>, second: Tensor<2>, temperature: f64) -> Tensor<1> {
    let [pairs, _] = first.dims();
    let device = first.device();
    let rows = Moving::from(Tensor::cat(vec![first, second], 0)).normalise().value;
    let similarity = product(rows.clone(), rows.transpose()).div_scalar(temperature);
    let itself = Tensor::<2>::eye(2 * pairs, &device);
    let log_probability = log_softmax(similarity + itself.clone().mul_scalar(EXCLUDED), 1);
    // Row i's positive is row i ± B: the identity with its halves exchanged.
    let halves = itself.split(pairs, 0);
    let positives = Tensor::cat(halves.into_iter().rev().collect(), 0);
    (log_probability * positives).sum().div_scalar(-2.0 * pairs as f64)
}
