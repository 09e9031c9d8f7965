//! Characters as drawings: letters of several alphabets, digits and symbols, each a few thin lines.

use crate::{
    error::{Error, Result},
    pictures::{
        Drawing, Stroke,
        spirograph::{BACKGROUND, FOREGROUND, SIGMA, TABLE},
    },
};

/// The file that `tools/characters.py` makes of the Hershey fonts: a line for each, with its name, a tab, and its strokes, separated by
/// semicolons, of coordinates x and y in turn.
const FILE: &str = include_str!("characters/hershey.txt");

/// How wide or high a character is, whichever is more, in a picture that is 12 wide.
const SIZE: f64 = 8.0;

/// A character.
#[derive(Debug, Clone, PartialEq)]
pub struct Character {
    /// The font that it comes from, and its place there.
    pub name: &'static str,
    /// How it is drawn: in the middle, [`SIZE`] wide or high, with a pen and in colours of the usual kind.
    pub drawing: Drawing,
}

/// All characters, in the order of the file.
///
/// # Errors
/// [`Error::Invalid`] naming the line of the file that is none.
pub fn characters() -> Result<Vec<Character>> {
    FILE.lines().enumerate().map(|(number, line)| character(line).ok_or_else(|| broken(number))).collect()
}

fn character(line: &'static str) -> Option<Character> {
    let (name, strokes) = line.split_once('\t')?;
    let strokes: Vec<_> = strokes.split(';').map(points).collect::<Option<_>>()?;
    let [left, right] = bounds(&strokes, |point| point.0)?;
    let [lower, upper] = bounds(&strokes, |point| point.1)?;
    let unit = SIZE / (right - left).max(upper - lower);
    let placed = |(x, y): (f64, f64)| ((x - (left + right) / 2.0) * unit, (y - (lower + upper) / 2.0) * unit);
    let width = TABLE[SIGMA].neutral;
    let stroke = |points: Vec<_>| Stroke { points: points.into_iter().map(placed).collect(), width };
    let colour = |columns: [usize; 3]| columns.map(|column| TABLE[column].neutral);
    let strokes = strokes.into_iter().map(stroke).collect();
    Some(Character {
        name,
        drawing: Drawing { strokes, foreground: colour(FOREGROUND), background: colour(BACKGROUND) },
    })
}

/// The points of a stroke.
fn points(text: &str) -> Option<Vec<(f64, f64)>> {
    let numbers: Vec<f64> = text.split(' ').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let pairs = numbers.chunks(2).map(|pair| match *pair {
        [x, y] => Some((x, y)),
        _ => None,
    });
    pairs.collect()
}

/// The least and the largest coordinate of one axis.
fn bounds(strokes: &[Vec<(f64, f64)>], axis: fn(&(f64, f64)) -> f64) -> Option<[f64; 2]> {
    let all = || strokes.iter().flatten().map(axis);
    Some([all().reduce(f64::min)?, all().reduce(f64::max)?])
}

fn broken(number: usize) -> Error {
    Error::Invalid { field: "characters".to_owned(), reason: format!("line {} holds no character.", number + 1) }
}
