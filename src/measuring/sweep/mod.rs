//! How blind an encoder is to what: one factor of a picture is moved and everything else kept still, for every factor.

mod whitening;

pub use whitening::{Whitening, whitened_cosine};
