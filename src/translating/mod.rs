//! From the representations of one encoder to those of another, by a map that is fitted on anchors: pictures that both have
//! encoded (Maiorana et al. 2023, *Latent Space Translation via Semantic Alignment*, arXiv 2311.00664).

mod class;
mod maps;
mod rotation;
mod scale;
mod translation;

pub use class::Class;
pub use rotation::{PrincipalSpace, residual, rotation};
pub use translation::Translation;
