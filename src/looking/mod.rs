//! Looking inside: how pictures change, what representations look like, the Spirograph in a drawing.

mod derivatives;
mod filters;
mod photograph;
mod refinement;
mod representation_map;
mod turned;

pub use derivatives::{Derivative, derivatives};
pub use filters::{Filters, filters};
pub use photograph::{PhotographDerivative, PhotographPicture, photograph_derivatives, render_photograph};
pub use refinement::{RefineRequest, RefinedStep, Refinement, losses_and_gradients, refine};
pub use representation_map::{MapRequest, RepresentationMap, principal_plane, representation_map, turned_towards};
pub use turned::{SIXTEENTHS, Turned, TurnedPicture, TurningAnchors, turned};
