//! Ways to go on, and how far from the truth each ends.

use burn::{
    module::Module,
    optim::GradientsParams,
    tensor::{Device, Tensor},
};
use serde::Serialize;

use super::{
    figure::{Figure, LENGTH, STEP},
    formula::formula,
    going_on::go_on,
    lesson::{FEWEST, Lesson},
    plane::{Point, length, minus, plus, stretched, unit},
    token::{TOKEN_STEPS, feel_out},
    transformer::Transformer,
};
use crate::{
    error::Result,
    random::{Purpose, stream},
    training::Optimiser,
};

/// Positions that are compared with the truth: 16 units of the plane, two or three loops of a usual figure.
pub const HORIZON: usize = 32;
/// Fewest and most positions that are given.
pub const GIVEN: (usize, usize) = (FEWEST, LENGTH - HORIZON);

/// How far a step of Adam moves each of the network's own numbers, where all of them move.
const RATE: f64 = 1e-4;

/// A way to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Finishes {
    /// By the network, once its token has been felt out.
    Token,
    /// By the network with the token of which nothing is known.
    Zero,
    /// By a copy of the network, all of whose numbers have taken as many steps as a token takes.
    All,
    /// By the known formula.
    Formula,
    /// Straight on.
    Velocity,
}

impl Finishes {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Token, Self::Zero, Self::All, Self::Formula, Self::Velocity];

    /// As files name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Zero => "zero",
            Self::All => "all",
            Self::Formula => "formula",
            Self::Velocity => "velocity",
        }
    }

    /// The next `count` positions of strokes of equal lengths in the plane, on `device`.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn go_on(
        self,
        network: &Transformer,
        strokes: &[Vec<Point>],
        count: usize,
        device: &Device,
    ) -> Result<Vec<Vec<Point>>> {
        let unknown = |strokes: usize| Tensor::zeros([strokes, network.token()], device);
        match self {
            Self::Token => {
                let felt = feel_out(network, &Lesson::of(strokes, device), TOKEN_STEPS).await?;
                go_on(network, felt.tokens, strokes, count).await
            }
            Self::Zero => go_on(network, unknown(strokes.len()), strokes, count).await,
            Self::All => {
                let mut all = Vec::new();
                for stroke in strokes {
                    let stroke = std::slice::from_ref(stroke);
                    let tuned = tuned(network, &Lesson::of(stroke, device), unknown(1));
                    all.extend(go_on(&tuned, unknown(1), stroke, count).await?);
                }
                Ok(all)
            }
            Self::Formula => Ok(strokes.iter().map(|stroke| formula(stroke, count)).collect()),
            Self::Velocity => Ok(strokes.iter().map(|stroke| straight_on(stroke, count)).collect()),
        }
    }
}

/// A copy of a network, all of whose numbers have descended by one stroke.
fn tuned(network: &Transformer, stroke: &Lesson, token: Tensor<2>) -> Transformer {
    let mut network = network.clone().train();
    let (stroke, token, mut optimiser) = (stroke.clone().autodiff(), token.autodiff(), Optimiser::new(0.0));
    for _ in 0..TOKEN_STEPS {
        let gradients = stroke.errors(&network, token.clone()).sum().backward();
        let gradients = GradientsParams::from_grads(gradients, &network);
        network = optimiser.step(network, gradients, RATE);
    }
    network.valid()
}

fn straight_on(stroke: &[Point], count: usize) -> Vec<Point> {
    let last = stroke.last().copied().unwrap_or_default();
    let before = stroke.iter().rev().nth(1).copied().unwrap_or(last);
    let step = stretched(unit(minus(last, before)), STEP);
    (1..=count).map(|index| plus(last, stretched(step, index as f64))).collect()
}

/// Figures that no network has learned from: those with some numbers of a seed's.
pub fn test_figures(seed: u64, numbers: std::ops::Range<u64>) -> Vec<Vec<Point>> {
    numbers.map(|number| Figure::draw(&mut stream(seed, Purpose::FigureTest, number)).1).collect()
}

/// Of each of some figures' positions the mean distance, over the next [`HORIZON`], between the truth and what comes after
/// the first `given`, in units of the plane. What ends early stays where it ended.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn errors(
    finishes: Finishes,
    network: &Transformer,
    figures: &[Vec<Point>],
    given: usize,
    device: &Device,
) -> Result<Vec<f64>> {
    let strokes: Vec<_> = figures.iter().map(|figure| figure[..given].to_vec()).collect();
    let found = finishes.go_on(network, &strokes, HORIZON, device).await?;
    let error = |(figure, found): (&Vec<Point>, &Vec<Point>)| {
        let last = found.last().copied().unwrap_or(figure[given - 1]);
        let truth = &figure[given..given + HORIZON];
        let found = found.iter().copied().chain(std::iter::repeat(last));
        truth.iter().zip(found).map(|(&truth, found)| length(minus(truth, found))).sum::<f64>() / HORIZON as f64
    };
    Ok(figures.iter().zip(&found).map(error).collect())
}
