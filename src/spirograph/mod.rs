//! The generator: a differentiable picture from ten factors (section 6 and appendix of the paper).

pub mod curve;
pub mod factors;
pub mod ranges;
pub mod render;
mod spec;

pub use curve::{CURVE_POINTS, CurvePoint, curve_points, smooth_curve};
pub use factors::{Factor, Factors, Role, Split};
pub use ranges::Ranges;
pub use render::{Normalisation, Palette, SIDE, Trace, colour, intensity, render, render_moving, to_rgba};
pub(crate) use render::{matrix, square_to_rgba};
pub use spec::FactorSpec;
