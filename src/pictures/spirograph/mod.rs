//! The generator: a differentiable picture from ten factors (section 6 and appendix of the paper).

mod curve;
mod render;
mod table;

pub use curve::{CURVE_POINTS, CurvePoint, curve_point, curve_points, even_times, smooth_curve};
pub use render::{EXTENT, Normalisation, Palette, SIDE, Trace, colour, intensity};
pub use table::{B, BACKGROUND, FOREGROUND, H, M, SIGMA, TABLE};
