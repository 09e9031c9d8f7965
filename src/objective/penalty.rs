//! The gradient penalty (section 3 of the paper).
//!
//! The paper penalises (e·∇α F(t(x, α))·(α′ − α))² for a random sign vector e. Its mean over e is exactly ‖J·δ‖² with
//! J = ∂F/∂α and δ = α′ − α, which forward mode gives in one pass, so that is what is computed: the same expectation
//! with less variance. F is the L2-normalised form of what is given: of the representation itself, as in the paper, or of
//! the representation standardised over the batch (see [`Standardisation`](super::Standardisation)).

use burn::tensor::Tensor;

use crate::tensors::Moving;

/// ‖J·δ‖² for each representation, `[batch]`; the tangent of `representations` `[batch, dimension]` is along δ.
pub fn squared_derivatives(representations: Moving<2>) -> Tensor<1> {
    let [batch, _] = representations.dims();
    representations.normalise().tangent_or_zeros().square().sum_dim(1).reshape([batch])
}

/// The mean of ‖J·δ‖² over the batch, each term clipped from above at `clip`, so that a few views to which the
/// representation is very sensitive do not decide the step. A tensor of one entry.
pub fn gradient_penalty(representations: Moving<2>, clip: Option<f64>) -> Tensor<1> {
    let terms = squared_derivatives(representations);
    match clip {
        Some(clip) => terms.clamp_max(clip),
        None => terms,
    }
    .mean()
}
