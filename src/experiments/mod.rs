//! Experiments as data: a file says what is run, what is compared and what is expected; a verdict says whether it was found.
//!
//! An experiment of any kind yields [`Results`], arms × seeds → quantities by name, and [`judge`] compares them with what the
//! file expects. A new experiment of existing parts is a file; a new kind of experiments is a file here and a variant of [`Study`].

mod comparison;
mod encoder_run;
mod episode_run;
mod episodes;
mod experiment;
mod fields;
mod figures;
mod json;
mod results;
mod sentences;
mod stroke_run;
mod strokes;
mod sweep;
mod sweep_run;
mod training;
mod translation;
mod translation_run;
mod verdict;

pub use comparison::{Comparison, Direction, Other};
pub use encoder_run::EncoderRun;
pub use episode_run::EpisodeRun;
pub use episodes::{EpisodeArm, EpisodeExtent, EpisodePlan};
pub use experiment::{Experiment, Extent, Study, Work};
pub use figures::{Figures, Origin};
pub use results::Results;
pub use stroke_run::StrokesRun;
pub use strokes::{StrokeArm, StrokeExtent, StrokePlan};
pub use sweep::{SweepArm, SweepExtent, SweepPlan};
pub use sweep_run::SweepRun;
pub use training::{TrainingExtent, TrainingPlan};
pub use translation::{TranslationArm, TranslationExtent, TranslationPlan};
pub use translation_run::TranslationRun;
pub use verdict::{Judged, Judgement, MARGIN, MOST_SEEDS, Verdict, interval, judge};
