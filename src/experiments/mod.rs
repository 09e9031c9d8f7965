//! Experiments as data: a file says what is run, what is compared and what is expected; a verdict says whether it was found.
//!
//! An experiment of any kind yields [`Results`], arms × seeds → quantities by name, and [`judge`] compares them with what the
//! file expects. A new experiment of existing parts is a file; a new kind of experiments is a file here and a variant of [`Study`].

mod comparison;
mod experiment;
mod fields;
mod figures;
mod json;
mod results;
mod sentences;
mod sweep;
mod training;
mod translation;
mod verdict;

pub use comparison::{Comparison, Direction, Other};
pub use experiment::{Experiment, Extent, Study, Work};
pub use figures::{Figures, Origin};
pub use results::Results;
pub use sweep::{SweepArm, SweepPlan, SweepSize};
pub use training::{TrainingPlan, TrainingSize};
pub use translation::{Reads, TranslationArm, TranslationPlan, TranslationSize};
pub use verdict::{Judged, Judgement, MARGIN, MOST_SEEDS, Verdict, interval, judge};
