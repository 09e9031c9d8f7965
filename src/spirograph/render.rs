//! From a trace of pen positions to a picture, in any [`Mode`].

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    curve::{CURVE_FACTORS, curve_points},
    factors::{Factor, Factors},
};
use crate::tangent::{Dual, Forward, Mode, Plain};

/// Pixels on each side of a picture.
pub const SIDE: usize = 32;
/// The picture shows the plane from −`EXTENT` to `EXTENT` both ways; pixels sit on both borders.
pub const EXTENT: f64 = 6.0;
/// Keeps an empty picture from dividing by zero (the published generator's constant).
const SMALLEST_MAXIMUM: f64 = 1e-8;

/// What the intensity is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Normalisation {
    /// The largest intensity of the image.
    #[default]
    Image,
    /// The largest intensity of each image row, as in the published data set.
    Row,
}

/// Where the pen was: `P` positions in each of `B` pictures.
pub struct Trace<M: Mode> {
    /// Horizontal coordinates, `[B, P]`.
    pub x: M::Of<2>,
    /// Vertical coordinates, `[B, P]`.
    pub y: M::Of<2>,
    /// Width of the pen, `[B, 1]`, or `[B, P]` where it changes along the way.
    pub sigma: M::Of<2>,
}

/// The two colours of each of `B` pictures, red, green, blue in [0, 1].
pub struct Palette<M: Mode> {
    /// Foreground, `[B, 3]`.
    pub fore: M::Of<2>,
    /// Background, `[B, 3]`.
    pub back: M::Of<2>,
}

impl Trace<Plain> {
    /// The traces of Spirographs.
    pub fn spirographs(factors: &[Factors], device: &Device) -> Self {
        let curves: Vec<_> = factors.iter().map(curve_points).collect();
        let coordinate =
            |of: fn(&super::curve::CurvePoint) -> f64| matrix(curves.iter().map(|c| c.iter().map(of)), device);
        Self {
            x: coordinate(|point| point.x),
            y: coordinate(|point| point.y),
            sigma: matrix(factors.iter().map(|f| [f.get(Factor::Sigma)].into_iter()), device),
        }
    }
}

impl<M: Mode> Trace<M> {
    /// The traces of Spirographs whose factors are `factors + displacement`, to first order.
    ///
    /// `displacement` is `[B, 10]`, zero, and carries the derivatives: in [`Plain`] mode those that Burn's reverse mode
    /// tracks, in [`Forward`](crate::tangent::Forward) mode the direction of the tangent.
    pub fn displaced(factors: &[Factors], displacement: &M::Of<2>, device: &Device) -> Self {
        let Trace { x, y, sigma } = Trace::<Plain>::spirographs(factors, device);
        let column = |factor: Factor| M::narrow(displacement.clone(), 1, factor.column(), 1);
        let curves: Vec<_> = factors.iter().map(curve_points).collect();
        let (mut x, mut y) = (M::constant(x), M::constant(y));
        for (index, factor) in CURVE_FACTORS.into_iter().enumerate() {
            let dx = matrix(curves.iter().map(|curve| curve.iter().map(move |point| point.dx[index])), device);
            let dy = matrix(curves.iter().map(|curve| curve.iter().map(move |point| point.dy[index])), device);
            x = M::add(x, M::mul(M::constant(dx), column(factor)));
            y = M::add(y, M::mul(M::constant(dy), column(factor)));
        }
        Self { x, y, sigma: M::add(M::constant(sigma), column(Factor::Sigma)) }
    }
}

impl Palette<Plain> {
    /// The colours of Spirographs.
    pub fn of(factors: &[Factors], device: &Device) -> Self {
        let channels = |channels: [Factor; 3]| {
            matrix(factors.iter().map(|f| channels.into_iter().map(move |factor| f.get(factor))), device)
        };
        Self {
            fore: channels([Factor::ForeRed, Factor::ForeGreen, Factor::ForeBlue]),
            back: channels([Factor::BackRed, Factor::BackGreen, Factor::BackBlue]),
        }
    }
}

impl<M: Mode> Palette<M> {
    /// The colours of Spirographs whose factors are `factors + displacement`; see [`Trace::displaced`].
    pub fn displaced(factors: &[Factors], displacement: &M::Of<2>, device: &Device) -> Self {
        let Palette { fore, back } = Palette::<Plain>::of(factors, device);
        // The last six columns are foreground and background of red, green, blue in turn.
        let colours = M::narrow(displacement.clone(), 1, Factor::ForeRed.column(), 6);
        let pairs = M::reshape(colours, [factors.len(), 3, 2]);
        let part = |which| M::reshape(M::narrow(pairs.clone(), 2, which, 1), [factors.len(), 3]);
        Self { fore: M::add(M::constant(fore), part(0)), back: M::add(M::constant(back), part(1)) }
    }
}

/// The intensity maps of traces, `[B, SIDE, SIDE]`: rows are x, columns are y, the largest entry of an image is 1.
///
/// The kernel exp(−((gx − x)² + (gy − y)²)/sigma) is a product of a function of gx and one of gy, so the mean over the
/// positions is one matrix product for each picture.
pub fn intensity<M: Mode>(trace: Trace<M>, normalisation: Normalisation) -> M::Of<3> {
    let x_kernel = kernel::<M>(trace.x, trace.sigma.clone());
    let y_kernel = kernel::<M>(trace.y, trace.sigma);
    let [batch, _, positions] = M::value(&x_kernel).dims();
    let device = M::value(&x_kernel).device();
    let count = Tensor::full([1, 1, 1], positions as f64, &device);
    let mean = M::div(M::matmul(x_kernel, M::transpose(y_kernel)), M::constant(count));
    let regions = match normalisation {
        Normalisation::Image => [batch, 1, SIDE * SIDE],
        Normalisation::Row => [batch, SIDE, SIDE],
    };
    let mean = M::reshape(mean, regions);
    let smallest = Tensor::full([1, 1, 1], SMALLEST_MAXIMUM, &device);
    let maximum = M::add(M::max_last(mean.clone()), M::constant(smallest));
    M::reshape(M::div(mean, maximum), [batch, SIDE, SIDE])
}

/// exp(−(g − p)²/sigma) for every grid line g and position p: `[B, SIDE, P]`.
fn kernel<M: Mode>(position: M::Of<2>, sigma: M::Of<2>) -> M::Of<3> {
    let device = M::value(&position).device();
    let lift = |rows: M::Of<2>| {
        let [batch, columns] = M::value(&rows).dims();
        M::reshape(rows, [batch, 1, columns])
    };
    let step = 2.0 * EXTENT / (SIDE - 1) as f64;
    let lines = matrix([(0..SIDE).map(|line| line as f64 * step - EXTENT)].into_iter(), &device);
    let distance = M::sub(M::constant(lines.reshape([1, SIDE, 1])), lift(position));
    let minus_one = M::constant(Tensor::full([1, 1, 1], -1.0, &device));
    M::exp(M::div(M::mul(M::mul(distance.clone(), distance), minus_one), lift(sigma)))
}

/// Colours intensity maps `[B or 1, SIDE, SIDE]`: images `[B, 3, SIDE, SIDE]` with v·fore + (1 − v)·back.
pub fn colour<M: Mode>(intensity: M::Of<3>, palette: Palette<M>) -> M::Of<4> {
    let [maps, _, _] = M::value(&intensity).dims();
    let intensity = M::reshape(intensity, [maps, 1, SIDE, SIDE]);
    let lift = |colours: M::Of<2>| {
        let [batch, channels] = M::value(&colours).dims();
        M::reshape(colours, [batch, channels, 1, 1])
    };
    let (fore, back) = (lift(palette.fore), lift(palette.back));
    M::add(M::mul(intensity, M::sub(fore, back.clone())), back)
}

/// Images `[B, 3, SIDE, SIDE]` of Spirographs.
pub fn render(factors: &[Factors], normalisation: Normalisation, device: &Device) -> Tensor<4> {
    let map = intensity::<Plain>(Trace::spirographs(factors, device), normalisation);
    colour::<Plain>(map, Palette::of(factors, device))
}

/// Images `[B, 3, SIDE, SIDE]` of Spirographs whose factors move along `direction`, `[B, 10]`.
pub fn render_moving(
    factors: &[Factors],
    direction: Tensor<2>,
    normalisation: Normalisation,
    device: &Device,
) -> Dual<4> {
    let displacement = Dual::new(direction.zeros_like(), direction);
    let trace = Trace::<Forward>::displaced(factors, &displacement, device);
    let palette = Palette::<Forward>::displaced(factors, &displacement, device);
    colour::<Forward>(intensity::<Forward>(trace, normalisation), palette)
}

/// Images as data `[B, 3, SIDE, SIDE]` to RGBA bytes `[B, SIDE, SIDE, 4]` as people look at them: x to the right, y up.
pub fn to_rgba(images: &[f32]) -> Vec<u8> {
    square_to_rgba(images, SIDE)
}

/// [`to_rgba`] for images of any size, `[B, 3, side, side]`.
pub(crate) fn square_to_rgba(images: &[f32], side: usize) -> Vec<u8> {
    let plane = side * side;
    let mut bytes = Vec::with_capacity(images.len() / 3 * 4);
    for image in images.chunks_exact(3 * plane) {
        for row in 0..side {
            for column in 0..side {
                let pixel = column * side + (side - 1 - row);
                let channel = |index: usize| (image[index * plane + pixel].clamp(0.0, 1.0) * 255.0).round() as u8;
                bytes.extend([channel(0), channel(1), channel(2), u8::MAX]);
            }
        }
    }
    bytes
}

/// Rows of numbers as a tensor.
pub(crate) fn matrix<R>(rows: impl ExactSizeIterator<Item = R>, device: &Device) -> Tensor<2>
where
    R: Iterator<Item = f64>,
{
    let count = rows.len();
    let values: Vec<f32> = rows.flatten().map(|value| value as f32).collect();
    let columns = values.len() / count.max(1);
    Tensor::from_data(TensorData::new(values, [count, columns]), device)
}
