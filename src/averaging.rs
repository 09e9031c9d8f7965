//! Test-time feature averaging (section 4 of the paper): the mean of the representations of M nuisance views.

use burn::tensor::{Device, Tensor};
use rand_chacha::ChaCha8Rng;

use crate::{
    drawing::Drawing,
    error::{Result, within},
    spirograph::{Factors, Normalisation, Palette, Split, colour, intensity, render},
    tangent::Plain,
};

/// The most views that are averaged at once.
pub const MOST_VIEWS: usize = 128;

/// Checks a number of views M.
///
/// # Errors
/// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming `views` unless it is from 1 to [`MOST_VIEWS`].
pub fn check_views(views: usize) -> Result<()> {
    within("views", views as f64, (1.0, MOST_VIEWS as f64)).map(|_| ())
}

/// Images `[views, 3, side, side]` of a Spirograph under newly drawn nuisance factors.
pub fn spirograph_views(
    factors: &Factors,
    views: usize,
    split: &Split,
    normalisation: Normalisation,
    generator: &mut ChaCha8Rng,
    device: &Device,
) -> Tensor<4> {
    let views: Vec<_> = (0..views).map(|_| factors.view(split, generator)).collect();
    render(&views, normalisation, device)
}

/// Images `[views, 3, side, side]` of a drawing in newly drawn colours, the red of the foreground kept: what a nuisance
/// can change of a drawing without redrawing it.
///
/// # Errors
/// What [`Drawing::trace`] refuses.
pub fn drawing_views(
    drawing: &Drawing,
    views: usize,
    split: &Split,
    generator: &mut ChaCha8Rng,
    device: &Device,
) -> Result<Tensor<4>> {
    let map = intensity::<Plain>(drawing.trace(device)?, Normalisation::Image);
    let palettes: Vec<_> = (0..views).map(|_| drawing.coloured().view(split, generator)).collect();
    Ok(colour::<Plain>(map, Palette::of(&palettes, device)))
}

/// Means over consecutive groups of `views` rows: `[samples · views, dimension]` to `[samples, dimension]`.
pub fn average(representations: Tensor<2>, views: usize) -> Tensor<2> {
    let [rows, dimension] = representations.dims();
    representations.reshape([rows / views, views, dimension]).mean_dim(1).reshape([rows / views, dimension])
}
