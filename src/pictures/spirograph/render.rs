//! From a trace of pen positions to a picture.

use burn::tensor::{Device, Tensor};

use super::table::{BACKGROUND, FOREGROUND};
use crate::{
    pictures::factor::Scene,
    tensors::{Moving, arrays::matrix},
};

/// Pixels on each side of a picture.
pub const SIDE: usize = 32;
/// The picture shows the plane from −`EXTENT` to `EXTENT` both ways; pixels sit on both borders.
pub const EXTENT: f64 = 6.0;
/// Keeps an empty picture from dividing by zero (the published generator's constant).
const SMALLEST_MAXIMUM: f64 = 1e-8;

/// What the intensity is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalisation {
    /// The largest intensity of the image.
    Image,
    /// The largest intensity of each image row, as in the published data set.
    Row,
}

/// Where the pen was: `P` positions in each of `B` pictures.
pub struct Trace {
    /// Horizontal coordinates, `[B, P]`.
    pub x: Moving<2>,
    /// Vertical coordinates, `[B, P]`.
    pub y: Moving<2>,
    /// Widths of the pen, `[B, P]`.
    pub sigma: Moving<2>,
}

/// The two colours of each of `B` pictures, red, green, blue in [0, 1].
pub struct Palette {
    /// Foreground, `[B, 3]`.
    pub fore: Moving<2>,
    /// Background, `[B, 3]`.
    pub back: Moving<2>,
}

impl Palette {
    /// The colours of Spirographs; `displacement` as for [`trace`](crate::pictures::trace).
    pub fn of(scenes: &[Scene], displacement: Option<&Moving<2>>, device: &Device) -> Self {
        let channels = |columns: [usize; 3]| {
            let colours = matrix(scenes.iter().map(|scene| columns.map(|column| scene.factors[column])), device);
            match displacement {
                Some(displacement) => Moving::from(colours) + displacement.clone().select(&columns),
                None => colours.into(),
            }
        };
        Self { fore: channels(FOREGROUND), back: channels(BACKGROUND) }
    }
}

/// The intensity maps of traces, `[B, SIDE, SIDE]`: rows are x, columns are y, the largest entry of an image is 1.
///
/// The kernel exp(−((gx − x)² + (gy − y)²)/sigma) is a product of a function of gx and one of gy, so the mean over the
/// positions is one matrix product for each picture.
pub fn intensity(trace: Trace, normalisation: Normalisation) -> Moving<3> {
    let x_kernel = kernel(trace.x, trace.sigma.clone());
    let y_kernel = kernel(trace.y, trace.sigma);
    let [batch, _, positions] = x_kernel.dims();
    let mean = x_kernel.matmul(y_kernel.transpose()).linear(|sum| sum.div_scalar(positions as f64));
    let regions = match normalisation {
        Normalisation::Image => [batch, 1, SIDE * SIDE],
        Normalisation::Row => [batch, SIDE, SIDE],
    };
    let mean = mean.reshape(regions);
    let smallest = Tensor::full([1, 1, 1], SMALLEST_MAXIMUM, &mean.device());
    let maximum = mean.clone().max_last() + smallest;
    (mean / maximum).reshape([batch, SIDE, SIDE])
}

/// exp(−(g − p)²/sigma) for every grid line g and position p: `[B, SIDE, P]`.
fn kernel(position: Moving<2>, sigma: Moving<2>) -> Moving<3> {
    let lift = |rows: Moving<2>| {
        let [batch, columns] = rows.dims();
        rows.reshape([batch, 1, columns])
    };
    let step = 2.0 * EXTENT / (SIDE - 1) as f64;
    let lines = matrix([(0..SIDE).map(|line| line as f64 * step - EXTENT)].into_iter(), &position.device());
    let distance = Moving::from(lines.reshape([1, SIDE, 1])) - lift(position);
    ((distance.clone() * distance).linear(Tensor::neg) / lift(sigma)).exp()
}

/// Colours intensity maps `[B or 1, SIDE, SIDE]`: images `[B, 3, SIDE, SIDE]` with v·fore + (1 − v)·back.
pub fn colour(intensity: Moving<3>, palette: Palette) -> Moving<4> {
    let [maps, _, _] = intensity.dims();
    let intensity = intensity.reshape([maps, 1, SIDE, SIDE]);
    let lift = |colours: Moving<2>| {
        let [batch, channels] = colours.dims();
        colours.reshape([batch, channels, 1, 1])
    };
    let (fore, back) = (lift(palette.fore), lift(palette.back));
    intensity * (fore - back.clone()) + back
}
