//! Representations in units of their own spread: what the critic sees, and what the gradient penalty is taken of.

use burn::tensor::Tensor;

use crate::tensors::Moving;

/// Keeps a dimension that is the same in the whole batch from dividing by zero.
const SMALLEST_VARIANCE: f64 = 1e-6;

/// The mean and the deviation of every dimension over a batch, `[1, dimension]` each.
#[derive(Debug, Clone)]
pub struct Standardisation {
    mean: Tensor<2>,
    deviation: Tensor<2>,
}

impl Standardisation {
    /// That of a batch of representations `[batch, dimension]`.
    pub fn of(representations: Tensor<2>) -> Self {
        let mean = representations.clone().mean_dim(0);
        let variance = (representations - mean.clone()).square().mean_dim(0);
        Self { mean, deviation: variance.add_scalar(SMALLEST_VARIANCE).sqrt() }
    }

    /// Representations `[batch, dimension]`, of that batch or of others, standardised by it. Their tangents are those of
    /// each representation by its own factors: the batch stays as it is.
    pub fn apply(&self, representations: impl Into<Moving<2>>) -> Moving<2> {
        (representations.into() - self.mean.clone()) / self.deviation.clone()
    }
}
