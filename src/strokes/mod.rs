//! Finishing a stroke: few-shot learning of sequences by a task token (Logeswaran et al. 2020, arXiv 2012.09543).
//!
//! A task is one Spirograph, as the positions of the pen. A small transformer predicts the next from those before it and
//! from a token that stands for the task. It is trained so that descent on the token alone, by the positions that are given, tells
//! it which Spirograph is being drawn; then it goes on by itself.

mod dividers;
mod figure;
mod layer;
mod lesson;
mod model;
mod plane;
mod run;
mod settings;
mod token;
mod transformer;
mod way;

pub use dividers::{Walk, walk};
pub use figure::{Figure, LENGTH, STEP};
pub use lesson::{FEWEST, Lesson};
pub use model::{StrokeDescription, StrokeModel};
pub use plane::Point;
pub use run::{StrokeLosses, StrokeRun};
pub use settings::StrokeSettings;
pub use token::Tokens;
pub use transformer::{Architecture, Memory, Transformer};
