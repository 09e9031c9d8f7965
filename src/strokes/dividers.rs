//! A pair of dividers, walked along a line: positions that are all equally far from the next.
//!
//! They step over what is smaller than they are, so a trembling hand leaves them where a steady one would. By the length of the
//! line instead, a tremble would count as a longer way.

use super::plane::{Point, dot, length, minus, plus, stretched};

/// By which share of a step a point may miss it and count as one: positions that dividers have found are found again.
const ROUNDING: f64 = 1e-9;

/// Positions along a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// Where the dividers stood: the beginning of the line, then each a step away from the one before.
    pub positions: Vec<Point>,
    /// The longest way on the line between two of them, in steps: at least one, and much more where a turn was stepped over.
    pub longest: f64,
}

/// Walks dividers of width `step` along straight lines from point to point, to the end or for `most` positions.
pub fn walk(line: impl IntoIterator<Item = Point>, step: f64, most: usize) -> Walk {
    let mut line = line.into_iter();
    let mut walk = Walk { positions: line.next().into_iter().take(most).collect(), longest: 0.0 };
    let Some(mut foot) = walk.positions.first().copied() else { return walk };
    let (mut here, mut way) = (foot, 0.0);
    for next in line {
        while walk.positions.len() < most
            && let Some(reached) = leaving(foot, here, next, step)
        {
            walk.longest = walk.longest.max((way + length(minus(reached, here))) / step);
            walk.positions.push(reached);
            (foot, here, way) = (reached, reached, 0.0);
        }
        way += length(minus(next, here));
        here = next;
        if walk.positions.len() >= most {
            break;
        }
    }
    walk
}

/// Where the straight line from `from`, within the circle of radius `step` around `foot`, to `to` leaves it.
fn leaving(foot: Point, from: Point, to: Point, step: f64) -> Option<Point> {
    let (off, way) = (minus(from, foot), minus(to, from));
    if length(minus(to, foot)) < (1.0 - ROUNDING) * step {
        return None;
    }
    // |off + s·way| = step, for the larger of both s.
    let (square, half, rest) = (dot(way, way), dot(off, way), dot(off, off) - step * step);
    let root = (half * half - square * rest).max(0.0).sqrt();
    (square > 0.0).then(|| plus(from, stretched(way, ((root - half) / square).clamp(0.0, 1.0))))
}
