//! NT-Xent, the normalised temperature-scaled cross-entropy (Chen et al. 2020, used in section 2 of the paper).

use burn::tensor::{Tensor, activation::log_softmax};

use crate::{products::product, tensors::Moving};

/// Added to a view's similarity with itself, which is no candidate: e^−10000 is zero in f32.
const EXCLUDED: f64 = -1e4;

/// The loss over the 2B rows of two views' projections, `[B, dimension]` each, row i of one the positive of row i of the
/// other; cosine similarity divided by `temperature`. Each row of `contrasts` `[C, dimension]` is a negative of every view,
/// and has no positive itself. Returns a tensor of one entry.
pub fn ntxent(first: Tensor<2>, second: Tensor<2>, contrasts: Option<Tensor<2>>, temperature: f64) -> Tensor<1> {
    let [pairs, _] = first.dims();
    let device = first.device();
    let rows = Moving::from(Tensor::cat(vec![first, second], 0)).normalise().value;
    let itself = Tensor::<2>::eye(2 * pairs, &device);
    // Row i's positive is row i ± B: the identity with its halves exchanged.
    let halves = itself.clone().split(pairs, 0);
    let positives = Tensor::cat(halves.into_iter().rev().collect(), 0);
    let mut similarity = product(rows.clone(), rows.clone().transpose()).div_scalar(temperature);
    similarity = similarity + itself.mul_scalar(EXCLUDED);
    if let Some(contrasts) = contrasts {
        let contrasts = Moving::from(contrasts).normalise().value;
        similarity = Tensor::cat(vec![similarity, product(rows, contrasts.transpose()).div_scalar(temperature)], 1);
    }
    let log_probability = log_softmax(similarity, 1).narrow(1, 0, 2 * pairs);
    (log_probability * positives).sum().div_scalar(-2.0 * pairs as f64)
}
