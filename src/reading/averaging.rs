//! Test-time feature averaging (section 4 of the paper): the mean of the representations of M nuisance views.

use burn::tensor::Tensor;

use crate::error::{Result, within};

/// The most views that are averaged at once.
pub const MOST_VIEWS: usize = 128;

/// Checks a number of views M.
///
/// # Errors
/// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming `views` unless it is from 1 to [`MOST_VIEWS`].
pub fn check_views(views: usize) -> Result<()> {
    within("views", views as f64, (1.0, MOST_VIEWS as f64)).map(|_| ())
}

/// Means over consecutive groups of `views` rows: `[samples · views, dimension]` to `[samples, dimension]`.
pub fn average(representations: Tensor<2>, views: usize) -> Tensor<2> {
    let [rows, dimension] = representations.dims();
    representations.reshape([rows / views, views, dimension]).mean_dim(1).reshape([rows / views, dimension])
}
