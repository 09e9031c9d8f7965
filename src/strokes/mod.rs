//! Finishing a stroke: few-shot learning of sequences by a task token (Logeswaran et al. 2020, arXiv 2012.09543).
//!
//! A task is one Spirograph, as the positions of the pen. A small transformer predicts the next from those before it and
//! from a token that stands for the task. It is trained so that descent on the token alone, by the positions that are given, tells
//! it which Spirograph is being drawn; then it goes on by itself.

mod comparing;
mod dividers;
mod figure;
mod finishing;
mod formula;
mod going_on;
mod layer;
mod lesson;
mod model;
mod pen;
mod plane;
mod run;
mod settings;
mod token;
mod transformer;

pub use comparing::{Finishes, GIVEN, HORIZON, errors, test_figures};
pub use dividers::{Walk, walk};
pub use figure::{Figure, LENGTH, STEP};
pub use finishing::{FinishRequest, FinishedStroke, finish};
pub use formula::{Followed, fit, follow};
pub use going_on::go_on;
pub use lesson::{FEWEST, Lesson};
pub use model::{StrokeDescription, StrokeModel};
pub use plane::Point;
pub use run::{StrokeLosses, StrokeRun};
pub use settings::StrokeSettings;
pub use token::{Felt, TOKEN_STEPS, Tokens, feel_out};
pub use transformer::{Architecture, Memory, Transformer};
