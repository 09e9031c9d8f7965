//! Forward-mode differentiation: a value and its tangent travel together through the same operations.
//!
//! Burn differentiates once, in reverse. The gradient penalty (section 3 of the paper) needs the derivative, by the
//! weights, of a derivative by the nuisance factors. So renderer and encoder are written once over a [`Mode`]: run in
//! [`Plain`] they give a value; run in [`Forward`] they give a value and its derivative along a direction, as ordinary
//! tensors that Burn's reverse mode then differentiates.

use burn::tensor::{Tensor, activation, module, ops::ConvOptions};

/// How the operations of renderer and encoder are carried out.
///
/// Shapes broadcast as Burn's do. Each operation's tangent is tested against central differences in
/// `tests/tangents.rs`.
pub trait Mode: Copy + 'static {
    /// A quantity of `D` dimensions.
    type Of<const D: usize>: Clone;

    /// A quantity that does not move.
    fn constant<const D: usize>(value: Tensor<D>) -> Self::Of<D>;
    /// The value, without its tangent.
    fn value<const D: usize>(a: &Self::Of<D>) -> Tensor<D>;

    /// `a + b`.
    fn add<const D: usize>(a: Self::Of<D>, b: Self::Of<D>) -> Self::Of<D>;
    /// `a − b`.
    fn sub<const D: usize>(a: Self::Of<D>, b: Self::Of<D>) -> Self::Of<D>;
    /// `a · b`, element by element.
    fn mul<const D: usize>(a: Self::Of<D>, b: Self::Of<D>) -> Self::Of<D>;
    /// `a / b`, element by element.
    fn div<const D: usize>(a: Self::Of<D>, b: Self::Of<D>) -> Self::Of<D>;
    /// `e^a`.
    fn exp<const D: usize>(a: Self::Of<D>) -> Self::Of<D>;
    /// The matrix product over the last two dimensions.
    fn matmul<const D: usize>(a: Self::Of<D>, b: Self::Of<D>) -> Self::Of<D>;
    /// The largest entry along the last dimension, which stays with length 1. At a tie the tangent is the mean of the
    /// tied entries' tangents.
    fn max_last<const D: usize>(a: Self::Of<D>) -> Self::Of<D>;

    /// The same entries in another shape.
    fn reshape<const D: usize, const E: usize>(a: Self::Of<D>, shape: [usize; E]) -> Self::Of<E>;
    /// Entries `start..start + length` along `dimension`.
    fn narrow<const D: usize>(a: Self::Of<D>, dimension: usize, start: usize, length: usize) -> Self::Of<D>;
    /// Rows `[batch, …]` side by side.
    fn join(parts: Vec<Self::Of<2>>) -> Self::Of<2>;
    /// The last two dimensions exchanged.
    fn transpose<const D: usize>(a: Self::Of<D>) -> Self::Of<D>;

    /// Two-dimensional convolution of images `[batch, in, rows, columns]` with a kernel `[out, in, k, k]` that does not
    /// move, zero padding of `(k − 1) / 2`.
    fn convolve(a: Self::Of<4>, weight: Tensor<4>, bias: Tensor<1>, stride: usize) -> Self::Of<4>;
    /// `max(a, 0)`; its derivative at zero is zero.
    fn relu<const D: usize>(a: Self::Of<D>) -> Self::Of<D>;
    /// `[batch, channels, rows, columns]` to its mean over the pixels, `[batch, channels]`.
    fn mean_over_pixels(a: Self::Of<4>) -> Self::Of<2>;
    /// Rows `[batch, dimension]` divided by their L2 norms.
    fn normalise(a: Self::Of<2>) -> Self::Of<2>;
}

/// Keeps a row of zeros from dividing by zero; far below the norm of any representation in use.
const SMALLEST_NORM: f64 = 1e-12;

/// Values alone.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Mode for Plain {
    type Of<const D: usize> = Tensor<D>;

    fn constant<const D: usize>(value: Tensor<D>) -> Tensor<D> {
        value
    }
    fn value<const D: usize>(a: &Tensor<D>) -> Tensor<D> {
        a.clone()
    }
    fn add<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
        a + b
    }
    fn sub<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
        a - b
    }
    fn mul<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
        a * b
    }
    fn div<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
        a / b
    }
    fn exp<const D: usize>(a: Tensor<D>) -> Tensor<D> {
        a.exp()
    }
    fn matmul<const D: usize>(a: Tensor<D>, b: Tensor<D>) -> Tensor<D> {
        a.matmul(b)
    }
    fn max_last<const D: usize>(a: Tensor<D>) -> Tensor<D> {
        a.max_dim(D - 1)
    }
    fn reshape<const D: usize, const E: usize>(a: Tensor<D>, shape: [usize; E]) -> Tensor<E> {
        a.reshape(shape)
    }
    fn narrow<const D: usize>(a: Tensor<D>, dimension: usize, start: usize, length: usize) -> Tensor<D> {
        a.narrow(dimension, start, length)
    }
    fn join(parts: Vec<Tensor<2>>) -> Tensor<2> {
        Tensor::cat(parts, 1)
    }
    fn transpose<const D: usize>(a: Tensor<D>) -> Tensor<D> {
        a.transpose()
    }
    fn convolve(a: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>, stride: usize) -> Tensor<4> {
        let options = same_padding(&weight, stride);
        module::conv2d(a, weight, Some(bias), options)
    }
    fn relu<const D: usize>(a: Tensor<D>) -> Tensor<D> {
        activation::relu(a)
    }
    fn mean_over_pixels(a: Tensor<4>) -> Tensor<2> {
        let [batch, channels, rows, columns] = a.dims();
        a.reshape([batch, channels, rows * columns]).mean_dim(2).reshape([batch, channels])
    }
    fn normalise(a: Tensor<2>) -> Tensor<2> {
        let norm = row_norm(a.clone());
        a / norm
    }
}

/// A value, and its derivative along a direction.
#[derive(Debug, Clone)]
pub struct Dual<const D: usize> {
    /// The value.
    pub value: Tensor<D>,
    /// Its derivative, of the same shape.
    pub tangent: Tensor<D>,
}

impl<const D: usize> Dual<D> {
    /// `value`, moving along `tangent`.
    pub fn new(value: Tensor<D>, tangent: Tensor<D>) -> Self {
        Self { value, tangent }
    }

    /// Applies a linear map to value and tangent alike.
    fn linear<const E: usize>(self, map: impl Fn(Tensor<D>) -> Tensor<E>) -> Dual<E> {
        Dual { value: map(self.value), tangent: map(self.tangent) }
    }
}

/// Values with tangents.
#[derive(Debug, Clone, Copy)]
pub struct Forward;

impl Mode for Forward {
    type Of<const D: usize> = Dual<D>;

    fn constant<const D: usize>(value: Tensor<D>) -> Dual<D> {
        Dual { tangent: value.zeros_like(), value }
    }
    fn value<const D: usize>(a: &Dual<D>) -> Tensor<D> {
        a.value.clone()
    }
    fn add<const D: usize>(a: Dual<D>, b: Dual<D>) -> Dual<D> {
        Dual { value: a.value + b.value, tangent: a.tangent + b.tangent }
    }
    fn sub<const D: usize>(a: Dual<D>, b: Dual<D>) -> Dual<D> {
        Dual { value: a.value - b.value, tangent: a.tangent - b.tangent }
    }
    fn mul<const D: usize>(a: Dual<D>, b: Dual<D>) -> Dual<D> {
        Dual { tangent: a.tangent * b.value.clone() + a.value.clone() * b.tangent, value: a.value * b.value }
    }
    fn div<const D: usize>(a: Dual<D>, b: Dual<D>) -> Dual<D> {
        let value = a.value / b.value.clone();
        Dual { tangent: (a.tangent - value.clone() * b.tangent) / b.value, value }
    }
    fn exp<const D: usize>(a: Dual<D>) -> Dual<D> {
        let value = a.value.exp();
        Dual { tangent: value.clone() * a.tangent, value }
    }
    fn matmul<const D: usize>(a: Dual<D>, b: Dual<D>) -> Dual<D> {
        Dual {
            tangent: a.tangent.matmul(b.value.clone()) + a.value.clone().matmul(b.tangent),
            value: a.value.matmul(b.value),
        }
    }
    fn max_last<const D: usize>(a: Dual<D>) -> Dual<D> {
        let value = a.value.clone().max_dim(D - 1);
        let is_smaller = a.value.lower(value.clone().expand(a.tangent.shape()));
        let ties = a.tangent.ones_like().mask_fill(is_smaller.clone(), 0.0).sum_dim(D - 1);
        Dual { tangent: a.tangent.mask_fill(is_smaller, 0.0).sum_dim(D - 1) / ties, value }
    }
    fn reshape<const D: usize, const E: usize>(a: Dual<D>, shape: [usize; E]) -> Dual<E> {
        a.linear(|part| part.reshape(shape))
    }
    fn narrow<const D: usize>(a: Dual<D>, dimension: usize, start: usize, length: usize) -> Dual<D> {
        a.linear(|part| part.narrow(dimension, start, length))
    }
    fn join(parts: Vec<Dual<2>>) -> Dual<2> {
        let (values, tangents) = parts.into_iter().map(|part| (part.value, part.tangent)).unzip();
        Dual { value: Tensor::cat(values, 1), tangent: Tensor::cat(tangents, 1) }
    }
    fn transpose<const D: usize>(a: Dual<D>) -> Dual<D> {
        a.linear(Tensor::transpose)
    }
    fn convolve(a: Dual<4>, weight: Tensor<4>, bias: Tensor<1>, stride: usize) -> Dual<4> {
        let options = same_padding(&weight, stride);
        Dual {
            tangent: module::conv2d(a.tangent, weight.clone(), None, options.clone()),
            value: module::conv2d(a.value, weight, Some(bias), options),
        }
    }
    fn relu<const D: usize>(a: Dual<D>) -> Dual<D> {
        let is_off = a.value.clone().lower_equal_elem(0.0);
        Dual { value: activation::relu(a.value), tangent: a.tangent.mask_fill(is_off, 0.0) }
    }
    fn mean_over_pixels(a: Dual<4>) -> Dual<2> {
        a.linear(Plain::mean_over_pixels)
    }
    fn normalise(a: Dual<2>) -> Dual<2> {
        let norm = row_norm(a.value.clone());
        let value = a.value / norm.clone();
        // Moving along the row itself changes only its norm: take that part of the tangent away.
        let along = (value.clone() * a.tangent.clone()).sum_dim(1);
        Dual { tangent: (a.tangent - value.clone() * along) / norm, value }
    }
}

fn same_padding(weight: &Tensor<4>, stride: usize) -> ConvOptions<2> {
    let [_, _, rows, columns] = weight.dims();
    ConvOptions::new([stride; 2], [(rows - 1) / 2, (columns - 1) / 2], [1; 2], 1)
}

/// The L2 norm of every row, `[batch, 1]`.
fn row_norm(rows: Tensor<2>) -> Tensor<2> {
    rows.square().sum_dim(1).add_scalar(SMALLEST_NORM * SMALLEST_NORM).sqrt()
}
