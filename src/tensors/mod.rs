//! Tensors: with tangents, away from any device. Nothing here knows what they are of.

pub mod arrays;
mod moving;
pub mod parameters;
mod rows;

pub use moving::Moving;
pub use rows::Rows;
