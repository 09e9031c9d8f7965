//! Training: one step as a function of the step's number, and the run that is made of them.

mod adam;
mod checkpoint;
mod learner;
mod losses;
mod optimiser;
mod run;
mod settings;
mod slow_copy;
pub(crate) mod table;
mod terms;
mod views;

pub use checkpoint::{Checkpoint, CheckpointDescription};
pub use learner::Learner;
pub use losses::LossPoint;
pub use optimiser::Optimiser;
pub use run::Run;
pub use settings::Settings;
pub use slow_copy::SlowCopy;
pub use table::{Control, CriticInput, Framing, MatchingBy, Objective, PenaltyOf, Schedule, SettingSpec, Value};
pub use terms::{TERMS, Term};
pub use views::{CriticScale, EncodedViews};
