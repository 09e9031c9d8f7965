//! Where a pen was: the positions that a picture is made of, with their derivatives by the factors.

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    factor::Scene,
    hand::{Hand, Vector, Width},
    spirograph::{
        B, CURVE_POINTS, H, M, OFFSET, PACE, SIGMA, TREMBLE, TURN, Time, Trace, UNEVEN, WayPoint, curve_point, place,
        times,
    },
};
use crate::tensors::Moving;

/// Columns of the factors that a position depends on.
const MOVING: [usize; 10] = [M, B, H, TREMBLE, PACE, OFFSET[0], OFFSET[1], TURN, SIGMA, UNEVEN];
/// What a position is made of: horizontal and vertical coordinate, and width.
const PARTS: usize = 3;

/// The pen's positions in one picture, [`CURVE_POINTS`] of them.
#[derive(Debug, Clone, Default)]
pub struct Pen {
    positions: Vec<Position>,
}

/// One position.
#[derive(Debug, Clone, Copy)]
pub struct Position {
    point: Vector,
    width: f64,
    /// Derivatives of both coordinates and of the width, by each of the moving factors.
    by: [[f64; MOVING.len()]; PARTS],
}

impl Position {
    /// A position that the hand makes of a point of the figure: `by` are the point's derivatives by m, b, h, the tremble
    /// and the pace.
    pub fn new(hand: &Hand, point: Vector, by: [Vector; 5], width: Width) -> Self {
        let (point, by_turn) = hand.put(point);
        let mut all = [[0.0; MOVING.len()]; PARTS];
        for (column, by) in
            by.into_iter().map(|by| hand.turned(by)).chain([[1.0, 0.0], [0.0, 1.0], by_turn]).enumerate()
        {
            (all[0][column], all[1][column]) = (by[0], by[1]);
        }
        all[2][8..].copy_from_slice(&[width.by_sigma, width.by_uneven]);
        Self { point, width: width.value, by: all }
    }
}

impl Pen {
    /// A pen at some positions.
    pub fn at(positions: Vec<Position>) -> Self {
        Self { positions }
    }

    /// The pen that draws a Spirograph; `moves` says whether derivatives are asked for.
    pub fn of(scene: &Scene, moves: bool) -> Self {
        let hand = Hand::of(scene, moves);
        let position = |time: Time| {
            let WayPoint { position, velocity, by } =
                WayPoint::of(curve_point(&scene.factors, time.value), &hand, time.value);
            let along = |by: f64| velocity.map(|velocity| velocity * by);
            let slide = |index: usize| {
                let along = along(time.by[index]);
                [by[index][0] + along[0], by[index][1] + along[1]]
            };
            let by = [slide(0), slide(1), slide(2), slide(3), along(time.by_pace)];
            Position::new(&hand, position, by, hand.width(scene.factors[SIGMA], place(time.value)))
        };
        Self::at(times(&scene.factors, &hand, moves).into_iter().map(position).collect())
    }
}

/// The traces of pens.
///
/// `displacement` is `[B, factors]`, zero, and carries derivatives by the factors: those that Burn's reverse mode tracks, or
/// its own tangent's direction. Without it nothing moves.
pub fn trace(pens: &[Pen], displacement: Option<&Moving<2>>, device: &Device) -> Trace {
    let batch = pens.len();
    // Of each picture first all horizontal coordinates, then all vertical ones, then the widths.
    let parts = |pen: &Pen| {
        let [x, y] =
            [0, 1].map(|axis| pen.positions.iter().map(move |position| position.point[axis]).collect::<Vec<_>>());
        [x, y, pen.positions.iter().map(|position| position.width).collect()].concat()
    };
    let values: Vec<f32> = pens.iter().flat_map(parts).map(|value| value as f32).collect();
    let values = Tensor::<2>::from_data(TensorData::new(values, [batch, PARTS * CURVE_POINTS]), device);
    let mut all = Moving::from(values);
    if let Some(displacement) = displacement {
        let rows = |pen: &Pen| (0..PARTS).flat_map(|part| pen.positions.iter().flat_map(move |p| p.by[part])).collect();
        let jacobian: Vec<f32> =
            pens.iter().flat_map(|pen| -> Vec<f64> { rows(pen) }).map(|value| value as f32).collect();
        let shape = [batch, PARTS * CURVE_POINTS, MOVING.len()];
        let jacobian = Moving::from(Tensor::<3>::from_data(TensorData::new(jacobian, shape), device));
        let moved = jacobian.matmul(displacement.clone().select(&MOVING).reshape([batch, MOVING.len(), 1]));
        all = all + moved.reshape([batch, PARTS * CURVE_POINTS]);
    }
    let [x, y, sigma] = [0, 1, 2].map(|part| all.clone().narrow(1, part * CURVE_POINTS, CURVE_POINTS));
    Trace { x, y, sigma }
}
