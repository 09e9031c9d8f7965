//! Distribution matching: how far apart two parts of a batch are (as in Invariant Causal Mechanisms through Distribution
//! Matching, Chevalley et al. 2022).
//!
//! Both measures are of rows `[n, dimension]` under several splits at once, and are the mean over them. A split says with
//! one number for each row which part it is in: `splits` is `[n, splits]`, a column has 1/|x| for the rows of the first
//! part, −1/|y| for those of the second and 0 for rows that are in neither. A column of zeros, where a part is empty, adds
//! nothing. Each returns a tensor of one entry.

use burn::tensor::{Device, Tensor};

use crate::{products::product, tensors::arrays::matrix};

/// The bandwidths' exponents: kernels e^(−g·d²) of all scales at once, g = 10⁻³ … 10³.
const EXPONENTS: std::ops::RangeInclusive<i32> = -3..=3;
/// Halvings that find the median: enough for single precision to tell one number from the next where the median is at
/// least a two-hundredth of the largest.
const HALVINGS: usize = 32;

/// The splits of rows by the median of each quantity: those up to the lower median first. `quantities` has a value for
/// each row.
pub fn median_splits(quantities: &[Vec<f64>], device: &Device) -> Tensor<2> {
    let split = |values: &Vec<f64>| {
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let median = sorted.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(0.0);
        let firsts = values.iter().filter(|&&value| value <= median).count();
        let seconds = values.len() - firsts;
        let entry = |value: f64| if value <= median { 1.0 / firsts as f64 } else { -1.0 / seconds as f64 };
        // Where all values are equal there is no second part.
        values.iter().map(|&value| if seconds == 0 { 0.0 } else { entry(value) }).collect::<Vec<_>>()
    };
    matrix(quantities.iter().map(split), device).transpose()
}

/// The squared maximum mean discrepancy of both parts, the biased estimate, with the kernel Σ_g e^(−g·d²/median).
///
/// The median is that of the squared distances of all rows, and no gradient goes through it: without it most of the
/// bandwidths would have no gradient where representations are long or short.
pub fn mmd(rows: Tensor<2>, splits: Tensor<2>) -> Tensor<1> {
    let distances = squared_distances(rows);
    let relative = distances.clone() / lower_median(distances.detach());
    let kernel = EXPONENTS.map(|exponent| relative.clone().mul_scalar(-10f64.powi(exponent)).exp());
    let kernel = kernel.reduce(|sum, scale| sum + scale).unwrap_or(relative);
    // One split s has the discrepancy sᵀKs.
    let [_, count] = splits.dims();
    (product(kernel, splits.clone()) * splits).sum().div_scalar(count as f64)
}

/// The mean over dimensions of the squared difference of both parts' means, plus the mean over entries of that of their
/// covariances, which are unbiased.
pub fn coral(rows: Tensor<2>, splits: Tensor<2>) -> Tensor<1> {
    let [_, count] = splits.dims();
    let each = (0..count).map(|split| coral_of_one(rows.clone(), splits.clone().narrow(1, split, 1)));
    each.fold(Tensor::zeros([1], &rows.device()), |sum, one| sum + one).div_scalar(count as f64)
}

/// [`coral`] of one split, `[n, 1]`.
fn coral_of_one(rows: Tensor<2>, split: Tensor<2>) -> Tensor<1> {
    let [_, dimension] = rows.dims();
    let [first, second] = [split.clone(), split.neg()].map(|split| Part::of(&rows, split));
    // The squared length of Σ w·x·xᵀ is Σ w·w′·(x·x′)²: as many numbers as there are pairs of rows, not of dimensions.
    let centred = first.centred + second.centred;
    let squares = product(centred.clone(), centred.transpose()).square();
    let weights = first.weights - second.weights;
    let covariances = (product(squares, weights.clone()) * weights).sum();
    (first.mean - second.mean).square().mean() + covariances.div_scalar((dimension * dimension) as f64)
}

/// One part of some rows.
struct Part {
    /// `[1, dimension]`.
    mean: Tensor<2>,
    /// Its rows without the mean, `[n, dimension]`; zeros for all other rows.
    centred: Tensor<2>,
    /// With these the squares of centred rows sum up to the unbiased covariance, `[n, 1]`.
    weights: Tensor<2>,
}

impl Part {
    /// The rows for which `split` is positive.
    fn of(rows: &Tensor<2>, split: Tensor<2>) -> Self {
        let is_in = split.clamp_min(0.0).sign();
        let count = is_in.clone().sum_dim(0);
        let mean = product(is_in.clone().transpose(), rows.clone()) / count.clone().clamp_min(1.0);
        let centred = (rows.clone() - mean.clone()) * is_in.clone();
        Self { mean, centred, weights: is_in / count.sub_scalar(1.0).clamp_min(1.0) }
    }
}

/// The squared distances of all rows from each other, `[n, n]`.
fn squared_distances(rows: Tensor<2>) -> Tensor<2> {
    let [count, _] = rows.dims();
    // About their mean, where products are smallest and single precision loses the least.
    let middle = rows.clone().detach().mean_dim(0);
    let rows = rows - middle;
    let squares = rows.clone().square().sum_dim(1);
    let products = product(rows.clone(), rows.transpose());
    let distances = squares.clone() + squares.transpose() - products.mul_scalar(2.0);
    let is_other = Tensor::<2>::eye(count, &distances.device()).neg().add_scalar(1.0);
    distances.clamp_min(0.0) * is_other
}

/// The median of squared distances `[n, n]` between distinct rows, `[1, 1]`: the lower of the two middle ones where their
/// number is even. Where that is zero, the smallest that is not.
///
/// By halving the interval that it lies in: sorting would wait for the device.
fn lower_median(distances: Tensor<2>) -> Tensor<2> {
    let [count, _] = distances.dims();
    let device = distances.device();
    // Each pair of rows is there twice.
    let smaller = 2 * ((count * count.saturating_sub(1) / 2).saturating_sub(1) / 2);
    let one = |value: Tensor<1>| value.reshape([1, 1]);
    let mut upper = one(distances.clone().max());
    let mut lower = upper.zeros_like();
    // No row counts with itself.
    let distances = distances + Tensor::<2>::eye(count, &device).mul_scalar(f64::from(f32::MAX));
    let are_up_to = |bound: &Tensor<2>| distances.clone().lower_equal(bound.clone().expand([count, count]));
    for _ in 0..HALVINGS {
        let middle = (lower.clone() + upper.clone()).div_scalar(2.0);
        let is_below = one(are_up_to(&middle).float().sum()).lower_equal_elem(smaller as f64).float();
        let is_above = is_below.clone().neg().add_scalar(1.0);
        lower = lower * is_above.clone() + middle.clone() * is_below.clone();
        upper = upper * is_below + middle * is_above;
    }
    one(distances.clone().mask_fill(are_up_to(&lower), f32::MAX).min())
}
