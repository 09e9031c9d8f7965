//! Forward-mode differentiation: a value and its tangent travel together through the same operations.
//!
//! Burn differentiates once, in reverse. The gradient penalty (section 3 of the paper) needs the derivative, by the
//! weights, of a derivative by the nuisance factors. So renderer and encoder are written once over [`Moving`]: what stands
//! still has no tangent and costs nothing more than its value; what moves carries its derivative along a direction as an
//! ordinary tensor, which Burn's reverse mode then differentiates.

use std::ops::{Add, Div, Mul, Sub};

use burn::tensor::{Device, Tensor, activation};

use crate::products::product;

/// Keeps a row of zeros from dividing by zero; far below the norm of any representation in use.
const SMALLEST_NORM: f64 = 1e-12;

/// A quantity of `D` dimensions, and its derivative along a direction if it moves.
///
/// Shapes broadcast as Burn's do. Each operation's tangent is tested against central differences in
/// `tests/native/moving.rs`.
#[derive(Debug, Clone)]
pub struct Moving<const D: usize> {
    /// The value.
    pub value: Tensor<D>,
    /// Its derivative, of the same shape; none of what stands still.
    pub tangent: Option<Tensor<D>>,
}

impl<const D: usize> From<Tensor<D>> for Moving<D> {
    /// A quantity that stands still.
    fn from(value: Tensor<D>) -> Self {
        Self { value, tangent: None }
    }
}

impl<const D: usize> Moving<D> {
    /// `value`, moving along `tangent`.
    pub fn new(value: Tensor<D>, tangent: Tensor<D>) -> Self {
        Self::of(value, Some(tangent))
    }

    /// A tangent that broadcasting left smaller than its value is spread over it.
    fn of(value: Tensor<D>, tangent: Option<Tensor<D>>) -> Self {
        let tangent =
            tangent.map(|tangent| if tangent.dims() == value.dims() { tangent } else { tangent.expand(value.shape()) });
        Self { value, tangent }
    }

    /// Length of each dimension.
    pub fn dims(&self) -> [usize; D] {
        self.value.dims()
    }

    /// Where it lies.
    pub fn device(&self) -> Device {
        self.value.device()
    }

    /// The tangent; zeros of what stands still.
    pub fn tangent_or_zeros(&self) -> Tensor<D> {
        self.tangent.clone().unwrap_or_else(|| self.value.zeros_like())
    }

    /// Value and tangent, tracked by Burn's reverse mode.
    pub fn autodiff(self) -> Self {
        self.linear(Tensor::autodiff)
    }

    /// Applies a linear map to value and tangent alike.
    pub fn linear<const E: usize>(self, map: impl Fn(Tensor<D>) -> Tensor<E>) -> Moving<E> {
        Moving { value: map(self.value), tangent: self.tangent.map(map) }
    }

    /// A number added to every entry.
    pub fn shift(self, number: f64) -> Self {
        Self { value: self.value.add_scalar(number), ..self }
    }

    /// `e^a`.
    pub fn exp(self) -> Self {
        let value = self.value.exp();
        Self::of(value.clone(), self.tangent.map(|tangent| value * tangent))
    }

    /// The matrix product over the last two dimensions.
    pub fn matmul(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        let left = self.tangent.map(|tangent| product(tangent, other.value.clone()));
        let right = other.tangent.map(|tangent| product(self.value.clone(), tangent));
        Self::of(product(self.value, other.value), sum(left, right))
    }

    /// The largest entry along the last dimension, which stays with length 1. At a tie the tangent is the mean of the
    /// tied entries' tangents.
    pub fn max_last(self) -> Self {
        let value = self.value.clone().max_dim(D - 1);
        let tangent = self.tangent.map(|tangent| {
            let is_smaller = self.value.lower(value.clone().expand(tangent.shape()));
            let ties = tangent.ones_like().mask_fill(is_smaller.clone(), 0.0).sum_dim(D - 1);
            tangent.mask_fill(is_smaller, 0.0).sum_dim(D - 1) / ties
        });
        Self::of(value, tangent)
    }

    /// The same entries in another shape.
    pub fn reshape<const E: usize>(self, shape: [usize; E]) -> Moving<E> {
        self.linear(|part| part.reshape(shape))
    }

    /// Entries `start..start + length` along `dimension`.
    pub fn narrow(self, dimension: usize, start: usize, length: usize) -> Self {
        self.linear(|part| part.narrow(dimension, start, length))
    }

    /// The last two dimensions exchanged.
    pub fn transpose(self) -> Self {
        self.linear(Tensor::transpose)
    }

    /// `max(a, 0)`; its derivative at zero is zero.
    pub fn relu(self) -> Self {
        let tangent = self.tangent.map(|tangent| tangent.mask_fill(self.value.clone().lower_equal_elem(0.0), 0.0));
        Self::of(activation::relu(self.value), tangent)
    }
}

impl Moving<4> {
    /// Images `[batch, channels, rows, columns]`, as pictures are stored, to `[batch, rows, columns, channels]`, as
    /// convolutions have them.
    pub fn channels_last(self) -> Self {
        self.linear(|part| part.permute([0, 2, 3, 1]))
    }

    /// Images `[batch, rows, columns, channels]` to their means over each cell of a grid of `cells` rows and columns that
    /// divide theirs, row by row: `[batch, cells · cells · channels]`.
    pub fn mean_over_cells(self, cells: usize) -> Moving<2> {
        let [batch, rows, columns, channels] = self.dims();
        self.linear(|part| {
            let lines = part.reshape([batch * cells, rows / cells, columns * channels]).mean_dim(1);
            let means = lines.reshape([batch * cells * cells, columns / cells, channels]).mean_dim(1);
            means.reshape([batch, cells * cells * channels])
        })
    }
}

impl Moving<2> {
    /// Rows `[batch, …]` side by side.
    pub fn join(parts: Vec<Self>) -> Self {
        let moves = parts.iter().any(|part| part.tangent.is_some());
        let tangent = moves.then(|| Tensor::cat(parts.iter().map(Self::tangent_or_zeros).collect(), 1));
        Self::of(Tensor::cat(parts.into_iter().map(|part| part.value).collect(), 1), tangent)
    }

    /// Some columns of rows, in the order given.
    pub fn select(self, columns: &[usize]) -> Self {
        Self::join(columns.iter().map(|&column| self.clone().narrow(1, column, 1)).collect())
    }

    /// Rows `[batch, dimension]` divided by their L2 norms.
    pub fn normalise(self) -> Self {
        let squares = self.value.clone().square().sum_dim(1);
        let norm = squares.add_scalar(SMALLEST_NORM * SMALLEST_NORM).sqrt();
        let value = self.value / norm.clone();
        let tangent = self.tangent.map(|tangent| {
            // Moving along the row itself changes only its norm: take that part of the tangent away.
            let along = (value.clone() * tangent.clone()).sum_dim(1);
            (tangent - value.clone() * along) / norm
        });
        Self::of(value, tangent)
    }
}

impl<const D: usize, T: Into<Moving<D>>> Add<T> for Moving<D> {
    type Output = Self;
    fn add(self, other: T) -> Self {
        let other = other.into();
        Self::of(self.value + other.value, sum(self.tangent, other.tangent))
    }
}

impl<const D: usize, T: Into<Moving<D>>> Sub<T> for Moving<D> {
    type Output = Self;
    fn sub(self, other: T) -> Self {
        let other = other.into();
        Self::of(self.value - other.value, difference(self.tangent, other.tangent))
    }
}

impl<const D: usize, T: Into<Moving<D>>> Mul<T> for Moving<D> {
    type Output = Self;
    fn mul(self, other: T) -> Self {
        let other = other.into();
        let left = self.tangent.map(|tangent| tangent * other.value.clone());
        let right = other.tangent.map(|tangent| self.value.clone() * tangent);
        Self::of(self.value * other.value, sum(left, right))
    }
}

impl<const D: usize, T: Into<Moving<D>>> Div<T> for Moving<D> {
    type Output = Self;
    fn div(self, other: T) -> Self {
        let other = other.into();
        let value = self.value / other.value.clone();
        // (a / b)′ = (a′ − (a / b)·b′) / b.
        let carried = other.tangent.map(|tangent| value.clone().mul(tangent));
        let tangent = difference(self.tangent, carried).map(|tangent| tangent / other.value);
        Self::of(value, tangent)
    }
}

fn sum<const D: usize>(a: Option<Tensor<D>>, b: Option<Tensor<D>>) -> Option<Tensor<D>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (a, b) => a.or(b),
    }
}

fn difference<const D: usize>(a: Option<Tensor<D>>, b: Option<Tensor<D>>) -> Option<Tensor<D>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a - b),
        (a, b) => a.or(b.map(Tensor::neg)),
    }
}
