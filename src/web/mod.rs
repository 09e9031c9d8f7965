//! The boundary to the browser: the only place that names wasm-bindgen, web-sys, js-sys and serde-wasm-bindgen.
//!
//! Nothing is computed here. Every failure leaves as an [`EngineError`], a plain object with a sentence for people.

mod device;
mod engine;
mod experiments;
mod inspection;
mod photographs;
mod signs;
mod slot;
mod strokes;
mod sweeping;
mod training;
mod translating;
mod turning;
mod types;

pub use device::DeviceReport;
pub use engine::{Engine, log_to_console};
pub use experiments::ExperimentProgress;
pub use signs::{NameSignRequest, SignFeaturesRequest, SignReader, TaughtSigns};
pub use training::{ArmReport, SessionReport, TrainingRequest, TrainingTables};
pub use translating::{SideBySideRequest, TranslationProgress, TranslationRequest};
pub use types::{EncoderReport, EngineError, SourceReport};
