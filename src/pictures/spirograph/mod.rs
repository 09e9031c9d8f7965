//! The generator: a differentiable picture from ten factors (section 6 and appendix of the paper), and from those of the
//! hand that draws it.

mod curve;
mod render;
mod table;
mod way;

pub use curve::{CURVE_POINTS, CurvePoint, curve_point};
pub use render::{EXTENT, Normalisation, Palette, SIDE, Trace, colour, intensity};
pub use table::{B, BACKGROUND, FOREGROUND, GAPS, H, M, OFFSET, PACE, SIGMA, TABLE, TREMBLE, TURN, UNEVEN};
pub use way::{Time, WayPoint, place, times};
