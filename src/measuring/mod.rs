//! Measuring: how good an encoder is, what moves its representation, and the library against reference values.

mod calibrating;
mod evaluation;
mod held_out;
mod invariance;
mod parallel;
mod sensitivity;
mod stitching;
mod subjects;
mod sweep;
mod unread;
mod verification;

pub use calibrating::{Coverage, PROBE_VIEWS, coverage, fit_reader, fit_readers};
pub use evaluation::{
    Evaluation, EvaluationRequest, ProbeSet, Protocol, ReadBackError, averaged_samples, evaluate, fit_probe,
    invariance, means_of_views,
};
pub use held_out::{HeldOut, Measurement, PartialMeasurement, ReadTogether, VIEWS};
pub use invariance::Invariance;
pub use parallel::Parallel;
pub use sensitivity::{SensitivityRequest, held_out_penalty, sensitivities};
pub use stitching::{ANCHORS, Reads, Stitching, StitchingPlan, anchors, translation};
pub use subjects::{Hands, Subjects};
pub use sweep::{Blindness, FactorBlindness, Firing, PartialSweep, Sweep, SweepSize, Whitening, whitened_cosine};
pub use verification::{
    Against, Check, Comparison, GPU_TOLERANCE, IMAGE_TOLERANCE, JACOBIAN_TOLERANCE, Reference, TOLERANCE, Verification,
    check, verify,
};
