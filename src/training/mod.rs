//! Training: one step as a function of the step's number, and the run that is made of them.

mod adam;
mod checkpoint;
mod learner;
mod losses;
mod optimiser;
mod run;
mod settings;
pub(crate) mod table;
mod terms;

pub use checkpoint::{Checkpoint, CheckpointDescription};
pub use learner::Learner;
pub use losses::LossPoint;
pub use optimiser::Optimiser;
pub use run::Run;
pub use settings::Settings;
pub use table::{Control, MatchingBy, Objective, PenaltyOf, Schedule, SettingSpec, Value};
pub use terms::{TERMS, Term};
