//! Spirograph Lab: invariant representation learning on Spirographs.
//!
//! The ideas are those of Foster, Pukdee and Rainforth, *Improving Transformation Invariance in Contrastive
//! Representation Learning* (ICLR 2021, arXiv 2010.09515), "the paper" below. Data flows one way:
//!
//! ```text
//! factors ─render→ image ─encode→ representation ─average over views→ probe → factors, read back
//! ```
//!
//! Everything but [`web`] knows nothing of browsers, and runs on any Burn device.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod averaging;
pub mod csv;
pub mod drawing;
pub mod encoder;
pub mod error;
pub mod evaluation;
pub mod fine_tuning;
pub mod hand;
pub mod held_out;
pub mod invariance;
pub mod model;
pub mod objective;
pub mod probe;
pub mod random;
pub mod read_back;
pub mod refinement;
pub mod representation_map;
pub mod sensitivity;
pub mod signed_pictures;
pub mod spirograph;
mod statistics;
pub mod tangent;
pub mod training;
pub mod verification;

#[cfg(target_arch = "wasm32")]
pub mod web;

pub use error::{Error, Result};
