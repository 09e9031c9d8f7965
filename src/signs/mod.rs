//! Signs: drawings that are told apart by a few examples of each, on representations that nothing is trained on any more.
//!
//! After Rizve, Khan, Khan and Shah, *Exploring Complementary Strengths of Invariant and Equivariant Representations for Few-Shot
//! Learning* (CVPR 2021, arXiv 2103.01315): the representation is frozen, one encoder's or several side by side, and a read-out
//! is fitted on a few examples. How well that works is measured on episodes: tasks of a few classes with a few examples each.

mod characters;
mod confidence;
mod episodes;
mod features;
mod naming;
mod pool;
mod read_out;
mod tasks;
mod taught;

pub use characters::{Character, characters};
pub use confidence::{Reliability, confidence};
pub use episodes::{EpisodesPlan, FewShot, half_width};
pub use features::{joined, sign_features};
pub use naming::{SignConfusions, SignNaming};
pub use read_out::{Namer, ReadOut, TEMPERATURE};
pub use tasks::{MOST_CLASSES, MOST_WAYS, Samples, Task};
pub use taught::Taught;
