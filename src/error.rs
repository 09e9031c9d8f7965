//! What can go wrong, each with the field that caused it and a sentence that a visitor understands.

use burn::tensor::ExecutionError;
use thiserror::Error;

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that the library refuses or fails at.
///
/// No variant leaves anything changed behind it: the caller mends the field and calls again.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Error {
    /// A number is NaN, infinite or outside its bounds.
    #[error("{field} is {value}, but must lie between {lower} and {upper}.")]
    OutOfBounds {
        /// Name of the factor or setting.
        field: String,
        /// What was given.
        value: f64,
        /// Smallest value allowed.
        lower: f64,
        /// Largest value allowed.
        upper: f64,
    },
    /// A list or an array has the wrong number of entries.
    #[error("{field} has {found} entries, but needs {expected}.")]
    WrongLength {
        /// Name of the list.
        field: String,
        /// How many it has.
        found: usize,
        /// How many it needs.
        expected: String,
    },
    /// A drawing has nothing to look at.
    #[error("The drawing is empty: draw a stroke first.")]
    EmptyDrawing,
    /// A choice excludes what the method needs.
    #[error("{field}: {reason}")]
    Invalid {
        /// Name of the setting.
        field: String,
        /// What is wrong with it, as a sentence.
        reason: String,
    },
    /// The file of an experiment cannot be used.
    #[error("{path}: {field}: {reason}")]
    Experiment {
        /// The file.
        path: String,
        /// The field of the file, or the place in it.
        field: String,
        /// What is wrong with it and what would be right, as a sentence.
        reason: String,
    },
    /// A weights file cannot be used.
    #[error("The weights file cannot be used: {reason}")]
    Weights {
        /// Name of the tensor or of the part of the file.
        field: String,
        /// What is wrong with it, as a sentence.
        reason: String,
    },
    /// A training loss is not a number any more.
    #[error(
        "The loss was no longer a number at step {step}. The weights are back at step {restored}, the last good ones. \
         Lower {setting} and start again."
    )]
    Diverged {
        /// The step, counted from one.
        step: u64,
        /// The step whose weights were restored.
        restored: u64,
        /// The setting that most likely is too large.
        setting: String,
    },
    /// Nothing has been loaded to encode with.
    #[error("No weights are loaded yet: load an encoder first.")]
    NoWeights,
    /// The device failed in the middle of its work.
    #[error("The computing device failed: {reason}")]
    Device {
        /// The device's own words.
        reason: String,
    },
}

impl Error {
    /// A short stable name of the kind of error, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Error::OutOfBounds { .. } => "out_of_bounds",
            Error::WrongLength { .. } => "wrong_length",
            Error::EmptyDrawing => "empty_drawing",
            Error::Invalid { .. } => "invalid",
            Error::Experiment { .. } => "experiment",
            Error::Weights { .. } => "weights",
            Error::Diverged { .. } => "diverged",
            Error::NoWeights => "no_weights",
            Error::Device { .. } => "device",
        }
    }

    /// The field that the error is about.
    pub fn field(&self) -> &str {
        match self {
            Error::OutOfBounds { field, .. }
            | Error::WrongLength { field, .. }
            | Error::Invalid { field, .. }
            | Error::Experiment { field, .. }
            | Error::Weights { field, .. } => field,
            Error::Diverged { setting, .. } => setting,
            Error::EmptyDrawing => "drawing.strokes",
            Error::NoWeights => "weights",
            Error::Device { .. } => "device",
        }
    }
}

impl From<ExecutionError> for Error {
    fn from(error: ExecutionError) -> Self {
        Error::Device { reason: error.to_string() }
    }
}

/// Returns `value` if it is finite and within `lower..=upper`, else [`Error::OutOfBounds`] naming `field`.
pub fn within(field: &str, value: f64, bounds: (f64, f64)) -> Result<f64> {
    within_at(|| field.to_owned(), value, bounds)
}

/// [`within`] for one of many numbers: its name is made only where it is needed.
pub fn within_at(field: impl FnOnce() -> String, value: f64, (lower, upper): (f64, f64)) -> Result<f64> {
    if value.is_finite() && (lower..=upper).contains(&value) {
        Ok(value)
    } else {
        Err(Error::OutOfBounds { field: field(), value, lower, upper })
    }
}
