//! Drawings as pictures: strokes that become positions of the generator's own pen, drawn again by a hand.

use super::{
    drawing::{Drawing, Stroke},
    factor::Scene,
    hand::{Hand, PIECES},
    pen::{Pen, Position},
    spirograph::{CURVE_POINTS, TABLE},
};

/// The way of the pen through all strokes of a drawing.
#[derive(Debug, Clone)]
pub struct Strokes {
    /// Strokes of one point: they have no length, and count as one position each beside the others.
    dots: Vec<Place>,
    /// Straight lines.
    lines: Vec<Line>,
    /// The length of all lines.
    length: f64,
}

/// A place of the pen, and its width there.
#[derive(Debug, Clone, Copy)]
struct Place {
    point: (f64, f64),
    width: f64,
}

/// A straight line.
#[derive(Debug, Clone, Copy)]
struct Line {
    begin: (f64, f64),
    end: (f64, f64),
    width: f64,
    length: f64,
    /// The length of all lines before it.
    behind: f64,
}

impl Strokes {
    /// The way through a drawing's strokes.
    pub fn of(drawing: &Drawing) -> Self {
        let (mut dots, mut lines, mut length) = (Vec::new(), Vec::new(), 0.0);
        for Stroke { points, width } in &drawing.strokes {
            let before = length;
            for pair in points.windows(2) {
                let &[begin, end] = pair else { continue };
                let line = Line {
                    begin,
                    end,
                    width: *width,
                    length: (end.0 - begin.0).hypot(end.1 - begin.1),
                    behind: length,
                };
                length += line.length;
                lines.push(line);
            }
            if length == before {
                dots.extend(points.first().map(|&point| Place { point, width: *width }));
            }
        }
        Self { dots, lines, length }
    }

    /// The pen that draws them again with a hand. It has as many positions as a Spirograph's, spread evenly over the length
    /// of what the hand draws, so that the picture is of the family that the encoder was trained on.
    pub fn pen(&self, hand: &Hand) -> Pen {
        let mut positions: Vec<_> = self.dots.iter().map(|dot| position(hand, *dot, 0.0)).collect();
        if self.length == 0.0 {
            // Dots alone are repeated: the number of positions is the same for every drawing.
            return Pen::at(positions.iter().copied().cycle().take(CURVE_POINTS).collect());
        }
        positions.truncate(CURVE_POINTS / 2);
        let rest = CURVE_POINTS - positions.len();
        // The middles of as many equal parts of what is drawn.
        positions.extend((0..rest).map(|index| {
            let place = hand.place((index as f64 + 0.5) / rest as f64);
            position(hand, self.at(place / PIECES as f64 * self.length), place)
        }));
        Pen::at(positions)
    }

    /// What a hand draws that draws them again: a stroke for each part of a straight line within a piece of the way, which stays
    /// straight. Nothing of the pieces that are missing.
    pub fn drawn_by(&self, hand: &Hand) -> Vec<Stroke> {
        let put = |(x, y): (f64, f64), along: f64| {
            let [x, y] = hand.put(hand.trembled([x, y], along).0).0;
            (x, y)
        };
        let dot = |dot: &Place| Stroke { points: vec![put(dot.point, 0.0)], width: hand.width(dot.width, 0.0).value };
        let part = |piece: usize, line: &Line| {
            let along = |length: f64| length / self.length * PIECES as f64;
            let (from, to) =
                (along(line.behind).max(piece as f64), along(line.behind + line.length).min(piece as f64 + 1.0));
            let point = |along: f64| put(line.at(along / PIECES as f64 * self.length), along);
            (line.length > 0.0 && from < to).then(|| Stroke {
                points: vec![point(from), point(to)],
                width: hand.width(line.width, piece as f64).value,
            })
        };
        let parts = hand.drawn.iter().flat_map(|&piece| self.lines.iter().filter_map(move |line| part(piece, line)));
        self.dots.iter().map(dot).chain(parts).collect()
    }

    /// The pen that drew them.
    pub fn pen_as_drawn(&self) -> Pen {
        self.pen(&Hand::of(&Scene::neutral(&TABLE), false))
    }

    /// The place with a length of the way behind it.
    fn at(&self, length: f64) -> Place {
        let number = self.lines.partition_point(|line| line.behind + line.length < length).min(self.lines.len() - 1);
        let line = &self.lines[number];
        Place { point: line.at(length), width: line.width }
    }
}

impl Line {
    /// The point with a length of the way behind it.
    fn at(&self, length: f64) -> (f64, f64) {
        let part = (length - self.behind) / self.length.max(f64::MIN_POSITIVE);
        let between = |begin: f64, end: f64| begin + part * (end - begin);
        (between(self.begin.0, self.end.0), between(self.begin.1, self.end.1))
    }
}

/// What the hand makes of a place of the pen, so many pieces along the way.
fn position(hand: &Hand, Place { point: (x, y), width }: Place, along: f64) -> Position {
    let (point, off) = hand.trembled([x, y], along);
    // It is no curve: nothing moves with m, b, h or the pace.
    let still = [0.0; 2];
    Position::new(hand, point, [still, still, still, off, still], hand.width(width, along))
}
