//! Spirograph Lab: invariant representation learning on Spirographs.
//!
//! The ideas are those of Foster, Pukdee and Rainforth, *Improving Transformation Invariance in Contrastive
//! Representation Learning* (ICLR 2021, arXiv 2010.09515), "the paper" below. Data flows one way:
//!
//! ```text
//! factors ─render→ image ─encode→ representation ─average over views→ probe → factors, read back
//! ```
//!
//! Each module uses those above it in the list below, and none beneath; `docs/architecture.md` has the picture.
//! Everything but [`web`] knows nothing of browsers, and runs on any Burn device.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod error;
pub mod named;
pub mod random;
mod statistics;
pub mod words;

pub mod products;
pub mod tensors;

pub mod convolution;

pub mod files;
pub mod pictures;

pub mod encoder;
pub mod objective;

pub mod training;

pub mod model;

pub mod translating;

pub mod reading;

pub mod signs;

pub mod measuring;

pub mod fine_tuning;
pub mod looking;

pub mod strokes;

pub mod experiments;

#[cfg(target_arch = "wasm32")]
pub mod web;

pub use error::{Error, Result};
