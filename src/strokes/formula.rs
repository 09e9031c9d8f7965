//! The known formula, fitted to the positions that are given: what could be known of the rest by whoever knows the generator.
//!
//! The figure is followed by the dividers themselves, so that its positions are functions of m, b, h, turn and beginning with
//! derivatives; its middle is chosen so that the first position is met. The descent is that of Levenberg and Marquardt, from the
//! best of many figures as they are drawn for training, and by more and more of the positions: by all of them at once it would end
//! at the first figure whose phase is wrong by a whole turn at the end.

use nalgebra::{SMatrix, SVector};

use super::{
    figure::{Figure, STEP},
    plane::{Point, dot, length, minus, plus, stretched, turned, turned_back, unit},
};
use crate::{
    pictures::spirograph::{CurvePoint, curve_point},
    random::{Purpose, stream},
};

/// Figures among which the descents' starts are the best ones.
const GUESSES: u64 = 400;
/// Descents.
const DESCENTS: usize = 8;
/// Steps of a descent by each number of positions.
const STEPS: usize = 10;
/// Positions that guesses are compared by, and that descents begin with; then twice as many, and so on.
const BEGINNING: usize = 12;
/// Damping at first, as a share of the normal matrix's diagonal, and by how much it falls with a step that helps, or rises.
const DAMPING: (f64, f64, f64) = (1e-2, 0.3, 4.0);
/// Smallest b: the phase is divided by it.
const SMALLEST_B: f64 = 0.03;
/// Most lines of the curve between two positions; a pen that needs more stands still.
const MOST_LINES: usize = 400;
/// Steps of Newton's method to where the dividers stand: a line of the curve is nearly straight.
const REFINEMENTS: usize = 5;
/// What a derivative is divided by at least: dividers that just touch the curve have none.
const SMALLEST_SLOPE: f64 = 1e-3;

/// What is fitted: m, b, h, turn, and the parameter t of the beginning.
const PARAMETERS: usize = 5;
type Parameters = SVector<f64, PARAMETERS>;

/// A position of the dividers, with its derivatives.
#[derive(Debug, Clone, Copy)]
pub struct Followed {
    /// Where they stand.
    pub position: Point,
    /// The derivative by m, b, h, turn and beginning, with the first position held.
    pub by: [Point; PARAMETERS],
}

/// The next `count` positions of the figure that fits some positions best; fewer where the pen stands still.
pub fn formula(given: &[Point], count: usize) -> Vec<Point> {
    let Some(figure) = fit(given) else { return Vec::new() };
    let begin = given.first().copied().unwrap_or_default();
    let all = follow(&figure, begin, given.len() + count);
    all.into_iter().skip(given.len()).map(|followed| followed.position).collect()
}

/// The figure that fits some positions best.
pub fn fit(given: &[Point]) -> Option<Figure> {
    let mut generator = stream(0, Purpose::FigureGuesses, 0);
    let first = &given[..given.len().min(BEGINNING)];
    let guess = |_| {
        let figure = turned_towards(Figure::any(&mut generator), first)?;
        Some((error(&figure, first)?, figure))
    };
    let mut guesses: Vec<_> = (0..GUESSES).filter_map(guess).collect();
    guesses.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let ends = guesses.into_iter().take(DESCENTS).filter_map(|(_, figure)| {
        let figure = descend(figure, given);
        Some((error(&figure, given)?, figure))
    });
    ends.min_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, figure)| figure)
}

/// The same figure, turned so that it meets some positions best.
fn turned_towards(figure: Figure, given: &[Point]) -> Option<Figure> {
    let begin = *given.first()?;
    let followed = follow(&figure, begin, given.len());
    let products = given
        .iter()
        .zip(&followed)
        .map(|(&given, followed)| turned_back(minus(given, begin), minus(followed.position, begin)));
    let [x, y] = products.fold([0.0; 2], plus);
    (followed.len() == given.len()).then_some(Figure { turn: figure.turn + y.atan2(x), ..figure })
}

/// The sum of the squared distances of a figure's positions from those given; none where the pen stands still.
fn error(figure: &Figure, given: &[Point]) -> Option<f64> {
    let followed = follow(figure, *given.first()?, given.len());
    let squares = followed.iter().zip(given).map(|(followed, &given)| length(minus(followed.position, given)).powi(2));
    (followed.len() == given.len()).then(|| squares.sum())
}

/// Descends by more and more of the positions.
fn descend(mut figure: Figure, given: &[Point]) -> Figure {
    let mut count = BEGINNING;
    loop {
        figure = descend_by(figure, &given[..count.min(given.len())]);
        if count >= given.len() {
            return figure;
        }
        count *= 2;
    }
}

fn descend_by(mut figure: Figure, given: &[Point]) -> Figure {
    let (mut damping, fall, rise) = DAMPING;
    let Some(mut best) = error(&figure, given) else { return figure };
    for _ in 0..STEPS {
        let (normal, slope) = normal_equations(&figure, given);
        let damped = normal + SMatrix::from_diagonal(&normal.diagonal().map(|entry| damping * entry + f64::EPSILON));
        let Some(step) = damped.cholesky().map(|factors| factors.solve(&slope)) else { break };
        let next = moved(&figure, &step);
        match error(&next, given) {
            Some(smaller) if smaller < best => (figure, best, damping) = (next, smaller, damping * fall),
            _ => damping *= rise,
        }
    }
    figure
}

/// JᵀJ and −Jᵀr of the residuals r.
fn normal_equations(figure: &Figure, given: &[Point]) -> (SMatrix<f64, PARAMETERS, PARAMETERS>, Parameters) {
    let begin = given.first().copied().unwrap_or_default();
    let (mut normal, mut slope) = (SMatrix::zeros(), Parameters::zeros());
    for (followed, &given) in follow(figure, begin, given.len()).iter().zip(given) {
        let off = minus(given, followed.position);
        for axis in [0, 1] {
            let row = Parameters::from_iterator(followed.by.iter().map(|by| by[axis]));
            normal += row * row.transpose();
            slope += row * off[axis];
        }
    }
    (normal, slope)
}

fn moved(figure: &Figure, step: &Parameters) -> Figure {
    let [m, b, h] = figure.radii;
    Figure {
        radii: [m + step[0], (b + step[1]).max(SMALLEST_B), h + step[2]],
        turn: figure.turn + step[3],
        begin: figure.begin + step[4],
        ..*figure
    }
}

/// `count` positions of a figure that is put so that it begins at a point, by dividers; fewer where the pen stands still.
pub fn follow(figure: &Figure, begin: Point, count: usize) -> Vec<Followed> {
    let at = |t| curve_point(&figure.radii, t);
    let turn = [figure.turn.cos(), figure.turn.sin()];
    let (first, fine) = (at(figure.begin), figure.fine());
    let place = |point: &CurvePoint| plus(begin, turned(minus([point.x, point.y], [first.x, first.y]), turn));
    let mut foot = Followed { position: begin, by: [[0.0; 2]; PARAMETERS] };
    let (mut t, mut all) = (figure.begin, vec![foot]);
    while all.len() < count {
        let wider = |t: f64| {
            let point = at(t);
            let way = minus(place(&point), foot.position);
            (length(way) - STEP, dot(unit(way), turned(point.velocity, turn)))
        };
        let Some(next) = leaving(t, fine, wider) else { break };
        t = next;
        let point = at(t);
        let position = place(&point);
        let velocity = turned(point.velocity, turn);
        let radius = |index: usize| {
            let by = |point: &CurvePoint| [point.dx[index], point.dy[index]];
            turned(minus(by(&point), by(&first)), turn)
        };
        let by_turn = turned(minus(position, begin), [0.0, 1.0]);
        let by_begin = stretched(turned(first.velocity, turn), -1.0);
        let held = [radius(0), radius(1), radius(2), by_turn, by_begin];
        // The dividers stay as wide as they are: what would make them wider is made good by t.
        let direction = unit(minus(position, foot.position));
        let slope = away_from_zero(dot(direction, velocity));
        let by = std::array::from_fn(|index| {
            let wider = dot(direction, minus(held[index], foot.by[index]));
            minus(held[index], stretched(velocity, wider / slope))
        });
        foot = Followed { position, by };
        all.push(foot);
    }
    all
}

/// The next t at which a function of it, which comes with its slope, is no longer negative: by steps, and within the last of them
/// by Newton's method.
fn leaving(begin: f64, step: f64, function: impl Fn(f64) -> (f64, f64)) -> Option<f64> {
    let outside = (1..=MOST_LINES).map(|index| begin + index as f64 * step).find(|&t| function(t).0 >= 0.0)?;
    let (least, most) = ((outside - step).min(outside), (outside - step).max(outside));
    let newton = |t: f64, _| {
        let (value, slope) = function(t);
        (t - value / away_from_zero(slope)).clamp(least, most)
    };
    Some((0..REFINEMENTS).fold(outside, newton))
}

/// A slope that can be divided by.
fn away_from_zero(slope: f64) -> f64 {
    slope.signum() * slope.abs().max(SMALLEST_SLOPE)
}
