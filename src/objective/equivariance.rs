//! Equivariance: the representation moves with a change of the picture in a way that can be predicted, or that keeps its inner
//! products.

use burn::tensor::{Tensor, activation::log_softmax};

use crate::{products::product, tensors::Moving};

/// The mean over distinct pairs of rows of the squared difference of inner products before a change and after it, which is
/// the same for all rows (Shakerinava et al. 2022, the form for O(n) as in CARE, Gupta et al. 2023). Rows `[n, dimension]`,
/// L2-normalised here; one entry. With a single row it is zero.
pub fn isometry(before: Tensor<2>, after: Tensor<2>) -> Tensor<1> {
    let [count, _] = before.dims();
    let products = |rows: Tensor<2>| {
        let rows = Moving::from(rows).normalise().value;
        product(rows.clone(), rows.transpose())
    };
    let difference = products(before) - products(after);
    let is_other = Tensor::<2>::eye(count, &difference.device()).neg().add_scalar(1.0);
    let pairs = (count * count.saturating_sub(1)).max(1) as f64;
    (difference.square() * is_other).sum().div_scalar(pairs)
}

/// The cross-entropy of which one of some changes it was, by logits `[B, changes]` and a row of zeros with a single one for each
/// pair; one entry.
pub fn choice_error(logits: Tensor<2>, is_change: Tensor<2>) -> Tensor<1> {
    let [pairs, _] = logits.dims();
    (log_softmax(logits, 1) * is_change).sum().div_scalar(-(pairs as f64))
}

/// The mean over pairs and factors of the squared error of how far equivariant factors have moved, `[B, factors]` both; one entry.
pub fn moves_error(predicted: Tensor<2>, moves: Tensor<2>) -> Tensor<1> {
    (predicted - moves).square().mean()
}
