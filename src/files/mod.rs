//! Formats of files, and how older versions wrote them.

mod csv;
mod described;
pub mod older;
mod safetensors;

pub(crate) use self::safetensors::broken;
pub use self::{
    csv::write_csv,
    described::{CHECKPOINT, DATA_SET, SESSION, STROKE_RUN, STROKES, WEIGHTS, read_described, write_described},
    safetensors::{read_arrays, write_arrays},
};
