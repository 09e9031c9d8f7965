//! The skew Rényi objective (RényiCL, Lee and Shin 2022, equation 12).

use burn::tensor::Tensor;

use crate::{products::product, tensors::Moving};

/// The numbers of the objective.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Renyi {
    /// What cosine similarities are divided by.
    pub temperature: f64,
    /// The order γ of the divergence, above 1.
    pub order: f64,
    /// The skew α, between 0 and 1: the share of the pairs in what they are compared with.
    pub skew: f64,
}

/// The loss over two views' projections, `[B, dimension]` each, row i of one the positive of row i of the other and all
/// others its negatives. With f = cosine/temperature it is
///
/// −1/(γ − 1) · log mean e^((γ − 1) f) over positives + 1/γ · log(α · mean e^(γ f) over positives + (1 − α) · mean e^(γ f)
/// over negatives),
///
/// the means over the whole batch; the mean of both ways round. Pairs that are not alike add next to nothing to the first
/// mean, so that they are given up. Each row of `contrasts` `[C, dimension]` is one more negative of every view. Returns a
/// tensor of one entry, never below log(α)/γ.
pub fn renyi(first: Tensor<2>, second: Tensor<2>, contrasts: Option<Tensor<2>>, renyi: &Renyi) -> Tensor<1> {
    let normalised = |rows: Tensor<2>| Moving::from(rows).normalise().value;
    let (first, second, contrasts) = (normalised(first), normalised(second), contrasts.map(normalised));
    let one_way = one_way(first.clone(), second.clone(), contrasts.clone(), renyi);
    (one_way + self::one_way(second, first, contrasts, renyi)).div_scalar(2.0)
}

/// The loss where views look for their partners among the others, all normalised.
fn one_way(views: Tensor<2>, others: Tensor<2>, contrasts: Option<Tensor<2>>, renyi: &Renyi) -> Tensor<1> {
    let Renyi { temperature, order, skew } = *renyi;
    let [pairs, _] = views.dims();
    let device = views.device();
    let positives = (views.clone() * others.clone()).sum_dim(1).div_scalar(temperature);
    let columns = Tensor::cat([others].into_iter().chain(contrasts).collect(), 0);
    let [candidates, _] = columns.dims();
    let all = product(views, columns.transpose()).div_scalar(temperature);

    let uniform = Tensor::full([pairs, 1], 1.0 / pairs as f64, &device);
    let negative = (1.0 - skew) / (pairs * (candidates - 1)) as f64;
    let is_positive = Tensor::<2>::eye(pairs, &device);
    let is_positive = Tensor::cat(vec![is_positive, Tensor::zeros([pairs, candidates - pairs], &device)], 1);
    // Each weight by itself: the difference of the two would lose a small skew to rounding.
    let is_negative = is_positive.clone().neg().add_scalar(1.0);
    let weights = is_positive.mul_scalar(skew / pairs as f64) + is_negative.mul_scalar(negative);

    let agreement = log_mean_exp(positives.mul_scalar(order - 1.0), uniform).div_scalar(order - 1.0);
    log_mean_exp(all.mul_scalar(order), weights).div_scalar(order) - agreement
}

/// log Σ weight · e^value over all entries; the weights are positive and their sum is one. One entry.
fn log_mean_exp(values: Tensor<2>, weights: Tensor<2>) -> Tensor<1> {
    // The largest exponential is one, so that none is too large for single precision.
    let largest = values.clone().detach().max();
    let exponentials = (values - largest.clone().reshape([1, 1])).exp();
    (exponentials * weights).sum().log() + largest
}
