//! Measuring: how good an encoder is, what moves its representation, and the library against reference values.

mod anchors;
mod calibrating;
mod equivariance;
mod evaluation;
mod geometry;
mod held_out;
mod invariance;
mod parallel;
mod recognition;
mod sensitivity;
mod stitching;
mod subjects;
mod sweep;
mod unread;
mod verification;

pub use anchors::{ANCHORS, Anchors};
pub use calibrating::{Coverage, PROBE_VIEWS, coverage, fit_reader, fit_readers};
pub use equivariance::{EQUIVARIANCE_QUANTITIES, Equivariance, PartialTurning, Turning};
pub use evaluation::{
    Evaluation, EvaluationRequest, ProbeSet, Protocol, ReadBackError, averaged_samples, evaluate, fit_probe,
    invariance, means_of_views,
};
pub use geometry::{COLLAPSED, Geometry, alignment, uniformity};
pub use held_out::{HeldOut, Measurement, PartialMeasurement, ReadTogether, VIEWS};
pub use invariance::Invariance;
pub use parallel::Parallel;
pub use recognition::{PartialRecognition, Recognised, Recognition};
pub use sensitivity::{SensitivityRequest, held_out_penalty, sensitivities};
pub use stitching::{Reads, Stitching, StitchingPlan};
pub use subjects::{Hands, Subjects};
pub use sweep::{
    Blindness, FactorBlindness, Firing, MOST_PICTURES, PartialSweep, RANK_CORRELATION, Sweep, SweepCounts,
    UNREAD_SHARE, Whitening, quantity_of, whitened_cosine,
};
pub use verification::{
    Against, Check, Comparison, GPU_TOLERANCE, IMAGE_TOLERANCE, JACOBIAN_TOLERANCE, Reference, TOLERANCE, Verification,
    check, verify,
};
