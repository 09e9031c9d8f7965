//! The factors of a Spirograph: the paper's ten, and those of the hand that draws it.

use std::f64::consts::FRAC_PI_4;

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

/// Columns of how far the figure is off the middle, to the right and up.
pub const OFFSET: [usize; 2] = [10, 11];
/// Column of the angle by which the figure is turned, counterclockwise, in radians.
pub const TURN: usize = 12;
/// Column of how much the hand trembles.
pub const TREMBLE: usize = 13;
/// Column of the share of the curve that is missing.
pub const GAPS: usize = 14;
/// Column of how much the width of the pen changes along the way.
pub const UNEVEN: usize = 15;
/// Column of the hand's pace.
pub const PACE: usize = 16;

/// The values that a factor can be drawn with: of a colour, of a length that may vanish, of one that may not (the curve's
/// phase and the pen's kernel are divided by it), of a share, and of what has no bounds.
const COLOUR: (f64, f64) = (0.0, 1.0);
const LENGTH: (f64, f64) = (0.0, f64::INFINITY);
const POSITIVE: (f64, f64) = (0.05, f64::INFINITY);
const SHARE: (f64, f64) = (0.0, 1.0);
const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

const FOREGROUND_RANGE: (f64, f64) = (0.4, 1.0);
const BACKGROUND_RANGE: (f64, f64) = (0.0, 0.6);
const SIZE: &str = "Radius of the fixed circle that the other one rolls in: the size of the figure.";
const PETALS: &str = "Radius of the rolling circle: how many petals, and how they overlap.";
const REACH: &str = "Distance of the pen from the rolling circle's centre: how far the petals reach.";
const FADING: &str = "Width of the pen: how softly the curve fades.";

const TREMOR: &str = "How much the hand trembles: the deviation of each fortieth of the curve from its place.";
const WIDTHS: &str = "How much the pen's width changes: the deviation of the logarithm of each fortieth's.";
const PACING: &str = "Where the pen's positions lie: even by the angle of the rolling circle (0) or by length (1).";

/// The factors: the paper's ten in the order of the columns of the reference files, with their roles there, then the
/// hand's, fixed in the paper. The neutral values make a pleasant Spirograph to begin with, and a hand without flaws.
pub static TABLE: [Factor; 17] = [
    row("m", "fixed circle", SIZE, (2.0, 5.0), LENGTH, 4.0, Role::Interest),
    row("b", "rolling circle", PETALS, (0.1, 1.1), POSITIVE, 0.6, Role::Interest),
    row("h", "pen offset", REACH, (0.5, 2.5), ANY, 1.4, Role::Nuisance),
    // The scale of the kernel exp(−d²/sigma).
    row("sigma", "pen width", FADING, (0.25, 1.0), POSITIVE, 0.4, Role::Interest),
    row("fore.r", "foreground red", "Red of the curve.", FOREGROUND_RANGE, COLOUR, 0.95, Role::Interest),
    row("back.r", "background red", "Red of the paper.", BACKGROUND_RANGE, COLOUR, 0.1, Role::Nuisance),
    row("fore.g", "foreground green", "Green of the curve.", FOREGROUND_RANGE, COLOUR, 0.75, Role::Nuisance),
    row("back.g", "background green", "Green of the paper.", BACKGROUND_RANGE, COLOUR, 0.12, Role::Nuisance),
    row("fore.b", "foreground blue", "Blue of the curve.", FOREGROUND_RANGE, COLOUR, 0.45, Role::Nuisance),
    row("back.b", "background blue", "Blue of the paper.", BACKGROUND_RANGE, COLOUR, 0.3, Role::Nuisance),
    flaw("offset.x", "offset right", "How far the figure is off the middle, to the right.", (-2.0, 2.0), ANY),
    flaw("offset.y", "offset up", "How far the figure is off the middle, up.", (-2.0, 2.0), ANY),
    flaw("turn", "turn", "Angle by which the figure is turned, counterclockwise.", (-FRAC_PI_4, FRAC_PI_4), ANY),
    flaw("tremble", "tremble", TREMOR, (0.0, 0.5), LENGTH),
    // Which pieces are missing changes at once.
    Factor {
        is_differentiable: false,
        ..flaw("gaps", "gaps", "Share of the curve that is missing.", (0.0, 0.5), SHARE)
    },
    flaw("uneven", "uneven width", WIDTHS, (0.0, 0.7), LENGTH),
    row("pace", "pace", PACING, (0.0, 1.0), SHARE, 0.0, Role::Fixed),
];

/// A flaw of the hand: none at zero, and small ones are commoner than large ones.
const fn flaw(
    name: &'static str,
    label: &'static str,
    meaning: &'static str,
    range: (f64, f64),
    drawable: (f64, f64),
) -> Factor {
    Factor { is_mostly_neutral: true, ..row(name, label, meaning, range, drawable, 0.0, Role::Fixed) }
}

const fn row(
    name: &'static str,
    label: &'static str,
    meaning: &'static str,
    (lower, upper): (f64, f64),
    drawable: (f64, f64),
    neutral: f64,
    role: Role,
) -> Factor {
    let (is_mostly_neutral, is_differentiable) = (false, true);
    Factor { name, label, meaning, lower, upper, drawable, neutral, role, is_mostly_neutral, is_differentiable }
}
