//! The objective without negatives: each view predicts what a slow copy makes of the other (Disentangled Contrastive Learning,
//! Chen et al. 2021, after BYOL, Grill et al. 2020).

use burn::tensor::Tensor;

use crate::tensors::Moving;

/// 2 − 2·cos(q₁, z₂) and 2 − 2·cos(q₂, z₁), the mean of both over the batch: q are the predictions from a view `[B, length]`, z
/// the slow copy's projections of it, through which no gradient goes. One entry, from 0 to 4.
pub fn no_negatives(predictions: [Tensor<2>; 2], projections: [Tensor<2>; 2]) -> Tensor<1> {
    let normalised = |rows: Tensor<2>| Moving::from(rows).normalise().value;
    let [first, second] = projections.map(|rows| normalised(rows.detach()));
    let [from_first, from_second] = predictions.map(normalised);
    let agreement = (from_first * second).sum_dim(1) + (from_second * first).sum_dim(1);
    agreement.mean().neg().add_scalar(2.0)
}
