//! Drawings as a hand would make them, of Spirographs or of other drawings: the hand's flaws, one at a time or together, as
//! strokes.

use std::f64::consts::TAU;

use rand_chacha::ChaCha8Rng;

use super::{
    drawing::{Drawing, Stroke},
    drawn::Strokes,
    factor::Scene,
    hand::{Hand, PIECES},
    spirograph::{BACKGROUND, FOREGROUND, GAPS, OFFSET, SIGMA, TABLE, TREMBLE, TURN, UNEVEN, curve_point},
};
use crate::random::{seed, uniform};

/// Straight lines that each piece is drawn with.
const LINES: usize = 20;

/// What can be wrong with a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The hand trembles: every piece's end is off by a normal deviation of 0.5 at severity 1 (the picture is 12 wide).
    Tremble,
    /// Pieces are missing, half of them at severity 1.
    Gaps,
    /// Every piece has a width of its own, with a log-normal factor of deviation 0.7 at severity 1, within the pen's range.
    UnevenWidth,
    /// The figure is off the middle, by 2 at severity 1, in any direction.
    Offset,
    /// The figure is turned, by an eighth of a turn at severity 1.
    Turn,
}

impl Flaw {
    /// All flaws.
    pub const ALL: [Flaw; 5] = [Flaw::Tremble, Flaw::Gaps, Flaw::UnevenWidth, Flaw::Offset, Flaw::Turn];

    /// The flaw's name.
    pub fn name(self) -> &'static str {
        match self {
            Flaw::Tremble => "tremble",
            Flaw::Gaps => "gaps",
            Flaw::UnevenWidth => "uneven width",
            Flaw::Offset => "offset",
            Flaw::Turn => "turn",
        }
    }

    /// A Spirograph with this flaw in addition, of a severity from 0, none, to 1: the end of the hand's range.
    pub fn add_to(self, mut scene: Scene, severity: f64, generator: &mut ChaCha8Rng) -> Scene {
        let mut set = |column: usize, share: f64| scene.factors[column] = share * severity * TABLE[column].upper;
        match self {
            Flaw::Tremble => set(TREMBLE, 1.0),
            Flaw::Gaps => set(GAPS, 1.0),
            Flaw::UnevenWidth => set(UNEVEN, 1.0),
            Flaw::Offset => {
                let (sin, cos) = uniform(generator, (0.0, TAU)).sin_cos();
                OFFSET.into_iter().zip([cos, sin]).for_each(|(column, share)| set(column, share));
            }
            Flaw::Turn => set(TURN, 1.0),
        }
        scene.noise = seed(generator);
        scene
    }
}

/// Coordinates of a Spirograph's curve as its hand draws it, for people to look at: x₀, y₀, x₁, y₁, … of `count` points, t
/// evenly from 0 to 2π, both included. Nothing is missing.
pub fn smooth_curve(scene: &Scene, count: usize) -> Vec<f32> {
    let hand = Hand::of(scene, false);
    let step = PIECES as f64 / (count.max(2) - 1) as f64;
    (0..count).flat_map(|index| point(scene, &hand, index as f64 * step)).map(|value| value as f32).collect()
}

/// The point so many pieces along the way.
fn point(scene: &Scene, hand: &Hand, place: f64) -> [f64; 2] {
    let on_curve = curve_point(&scene.factors, place / PIECES as f64 * TAU);
    hand.put(hand.trembled([on_curve.x, on_curve.y], place).0).0
}

/// A Spirograph as its hand draws it: one stroke, or one for each piece where these differ.
pub fn drawn_by_hand(scene: &Scene) -> Drawing {
    let hand = Hand::of(scene, false);
    let point = |piece: usize, line: usize| {
        let [x, y] = point(scene, &hand, piece as f64 + line as f64 / LINES as f64);
        (x, y)
    };
    let sigma = scene.factors[SIGMA];
    let strokes = if hand.is_whole() && hand.uneven == 0.0 {
        vec![Stroke {
            points: (0..=PIECES * LINES).map(|line| point(line / LINES, line % LINES)).collect(),
            width: sigma,
        }]
    } else {
        let stroke = |&piece: &usize| Stroke {
            points: (0..=LINES).map(|line| point(piece, line)).collect(),
            width: hand.width(sigma, piece as f64).value,
        };
        hand.drawn.iter().map(stroke).collect()
    };
    let colour = |columns: [usize; 3]| columns.map(|column| scene.factors[column]);
    Drawing { strokes, foreground: colour(FOREGROUND), background: colour(BACKGROUND) }
}

/// A drawing as the hand of a scene draws it again, in its own colours.
pub fn drawn_again(drawing: &Drawing, scene: &Scene) -> Drawing {
    let strokes = Strokes::of(drawing).drawn_by(&Hand::of(scene, false));
    Drawing { strokes, foreground: drawing.foreground, background: drawing.background }
}
