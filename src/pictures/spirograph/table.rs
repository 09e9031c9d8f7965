//! The ten factors of a Spirograph.

use crate::pictures::factor::{Factor, Role};

/// Column of the radius of the fixed circle.
pub const M: usize = 0;
/// Column of the radius of the rolling circle.
pub const B: usize = 1;
/// Column of the pen's distance from the rolling circle's centre.
pub const H: usize = 2;
/// Column of the width of the pen, sigma.
pub const SIGMA: usize = 3;
/// Columns of red, green and blue of the foreground.
pub const FOREGROUND: [usize; 3] = [4, 6, 8];
/// Columns of red, green and blue of the background.
pub const BACKGROUND: [usize; 3] = [5, 7, 9];

const FOREGROUND_RANGE: (f64, f64) = (0.4, 1.0);
const BACKGROUND_RANGE: (f64, f64) = (0.0, 0.6);
const SIZE: &str = "Radius of the fixed circle that the other one rolls in: the size of the figure.";
const PETALS: &str = "Radius of the rolling circle: how many petals, and how they overlap.";
const REACH: &str = "Distance of the pen from the rolling circle's centre: how far the petals reach.";
const FADING: &str = "Width of the pen: how softly the curve fades.";

/// The factors, in the order of the columns of the reference files, with their roles in the paper. The neutral values
/// make a pleasant Spirograph to begin with.
pub static TABLE: [Factor; 10] = [
    row("m", "fixed circle", SIZE, (2.0, 5.0), 4.0, Role::Interest),
    row("b", "rolling circle", PETALS, (0.1, 1.1), 0.6, Role::Interest),
    row("h", "pen offset", REACH, (0.5, 2.5), 1.4, Role::Nuisance),
    // The scale of the kernel exp(−d²/sigma).
    row("sigma", "pen width", FADING, (0.25, 1.0), 0.4, Role::Interest),
    row("fore.r", "foreground red", "Red of the curve.", FOREGROUND_RANGE, 0.95, Role::Interest),
    row("back.r", "background red", "Red of the paper.", BACKGROUND_RANGE, 0.1, Role::Nuisance),
    row("fore.g", "foreground green", "Green of the curve.", FOREGROUND_RANGE, 0.75, Role::Nuisance),
    row("back.g", "background green", "Green of the paper.", BACKGROUND_RANGE, 0.12, Role::Nuisance),
    row("fore.b", "foreground blue", "Blue of the curve.", FOREGROUND_RANGE, 0.45, Role::Nuisance),
    row("back.b", "background blue", "Blue of the paper.", BACKGROUND_RANGE, 0.3, Role::Nuisance),
];

const fn row(
    name: &'static str,
    label: &'static str,
    meaning: &'static str,
    (lower, upper): (f64, f64),
    neutral: f64,
    role: Role,
) -> Factor {
    Factor { name, label, meaning, lower, upper, neutral, role, is_differentiable: true }
}
