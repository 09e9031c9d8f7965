//! Training: one step as a function of the step's number, and the run that is made of them.

mod batch;
mod optimiser;
mod run;
mod settings;

pub use batch::{Batch, draw_batch};
pub use optimiser::Optimiser;
pub use run::{Learner, Losses, Run};
pub use settings::Settings;
