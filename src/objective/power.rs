//! Power normalisation: what Disentangled Contrastive Learning (Chen et al. 2021) gives its heads in the place of negatives.

use burn::tensor::Tensor;

/// Keeps a row or a dimension of zeros from dividing by zero.
const SMALLEST_POWER: f64 = 1e-6;

/// The root of each dimension's mean square over a batch of rows whose own mean square is one, `[1, dimension]`.
///
/// Nothing is centred: a dimension that is the same in the whole batch stays the same.
#[derive(Debug, Clone)]
pub struct PowerNormalisation {
    root: Tensor<2>,
}

impl PowerNormalisation {
    /// That of a batch of representations `[batch, dimension]`.
    pub fn of(representations: Tensor<2>) -> Self {
        let mean = of_unit_power(representations).square().mean_dim(0);
        Self { root: mean.add_scalar(SMALLEST_POWER).sqrt() }
    }

    /// Representations `[batch, dimension]`, of that batch or of others: each divided by the root of its mean square, then each
    /// dimension by the batch's.
    pub fn apply(&self, representations: Tensor<2>) -> Tensor<2> {
        of_unit_power(representations) / self.root.clone()
    }
}

fn of_unit_power(rows: Tensor<2>) -> Tensor<2> {
    let power = rows.clone().square().mean_dim(1);
    rows / power.add_scalar(SMALLEST_POWER).sqrt()
}
