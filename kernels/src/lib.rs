//! Convolution of images with channels last, on the CPU: natively and in the browser, in SIMD of whatever width the
//! processor has. Everything is a slice of `f32`, contiguous: images `[batch, rows, columns, in]`, weights
//! `[out, in, size, size]`, results `[batch, rows', columns', out]`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod finish;
mod parts;
mod patches;
mod product;
mod scratch;
mod shape;
mod tiles;
mod winograd;
mod work;

pub use self::{
    finish::{Finish, Gate},
    parts::{input_gradients, results, weight_gradient},
    shape::Shape,
    work::{Purpose, pack},
};
