//! Training: one step as a function of the step's number, and the run that is made of them.

mod batch;
mod checkpoint;
mod learner;
mod losses;
mod optimiser;
mod run;
mod settings;
pub(crate) mod table;

pub use batch::{Batch, draw_batch};
pub use checkpoint::{Checkpoint, CheckpointDescription};
pub(crate) use checkpoint::{read_described, write_described};
pub use learner::Learner;
pub use losses::{LossPoint, Losses};
pub use optimiser::Optimiser;
pub use run::Run;
pub use settings::Settings;
pub use table::{Control, PenaltyOf, Schedule, SettingSpec, Value};
