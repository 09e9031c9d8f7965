//! Pictures that are turned all the way round, and the one rotation that foretells where their representations go.

use std::f64::consts::FRAC_PI_2;

use burn::{
    module::{Module, ModuleMapper, Param},
    tensor::Tensor,
};
use spirograph_lab::{
    looking::{SIXTEENTHS, TurningAnchors, turned},
    model::Model,
    pictures::{Drawing, Stroke},
    reading::{ReadBackRequest, Subject},
};

use crate::{assert_close, device, models};

const EQUIVARIANT: &[u8] = include_bytes!("../../www/assets/weights/equivariant.safetensors");

fn hook() -> Drawing {
    let points = vec![(-3.0, -3.0), (3.0, -3.0), (3.0, 2.0), (1.0, 2.0)];
    Drawing { strokes: vec![Stroke { points, width: 0.4 }], foreground: [0.9, 0.8, 0.7], background: [0.1; 3] }
}

fn request(drawing: Drawing) -> ReadBackRequest {
    ReadBackRequest { subject: Subject::Drawing { drawing }, views: 4, seed: 3 }
}

#[test]
fn four_quarters_of_a_turn_are_none() {
    let drawing = hook();
    let quarter = drawing.turned(FRAC_PI_2);
    let (x, y) = quarter.strokes[0].points[0];
    assert_close(x, 3.0, 1e-12, "x");
    assert_close(y, -3.0, 1e-12, "y");
    let whole = (0..4).fold(drawing.clone(), |drawing, _| drawing.turned(FRAC_PI_2));
    for (found, expected) in whole.strokes[0].points.iter().zip(&drawing.strokes[0].points) {
        assert_close(found.0, expected.0, 1e-12, "x");
        assert_close(found.1, expected.1, 1e-12, "y");
    }
    assert_eq!((quarter.foreground, quarter.strokes[0].width), (drawing.foreground, 0.4));
}

#[test]
fn the_map_of_turns_begins_where_the_picture_is_and_says_what_the_rotation_is_worth() {
    let model = Model::from_bytes(EQUIVARIANT, &device()).unwrap();
    let mut anchors = TurningAnchors::new(&model).unwrap();
    let early = pollster::block_on(turned(&model, &anchors, &request(hook()), &device())).unwrap_err();
    assert_eq!(early.field(), "anchors");
    while !pollster::block_on(anchors.advance(&model, &device())).unwrap() {}
    let found = pollster::block_on(turned(&model, &anchors, &request(hook()), &device())).unwrap();
    assert_eq!((found.turns.len(), found.anchors.len()), (SIXTEENTHS, 96));
    assert_eq!(found.turns[0].truth, found.turns[0].predicted);
    // Rotations explain some of where turned pictures go, which nothing explains without them.
    assert!(found.unexplained < 0.9 * found.without, "{} {}", found.unexplained, found.without);
    // A quarter turn of the picture is one of its pixels: x to the right, y up, row by row from above or from below.
    let pixel = |turn: usize, x: usize, y: usize| &found.turns[turn].picture[4 * (y * 32 + x)..][..3];
    assert_eq!(found.turns[0].picture.len(), 4 * 32 * 32);
    let is_turned = |of: &dyn Fn(usize, usize) -> (usize, usize)| {
        let differs = |(x, y): (usize, usize)| {
            let (before, after) = (pixel(0, x, y), {
                let (x, y) = of(x, y);
                pixel(4, x, y)
            });
            before.iter().zip(after).any(|(before, after)| before.abs_diff(*after) > 2)
        };
        !(0..32).flat_map(|x| (0..32).map(move |y| (x, y))).any(differs)
    };
    assert!(is_turned(&|x, y| (31 - y, x)) || is_turned(&|x, y| (y, 31 - x)));
    // The same views again.
    assert_eq!(pollster::block_on(turned(&model, &anchors, &request(hook()), &device())).unwrap(), found);
    let empty = Drawing { strokes: Vec::new(), ..hook() };
    let refused = pollster::block_on(turned(&model, &anchors, &request(empty), &device())).unwrap_err();
    assert_eq!(refused.code(), "empty_drawing");
}

/// Makes all numbers of a network so large that what it makes of pictures is beyond single precision.
struct Huge;

impl ModuleMapper for Huge {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|old| old.mul_scalar(1e30))
    }
}

#[test]
fn representations_that_are_not_finite_are_refused_rather_than_turned() {
    let model = models::model();
    let model = Model { encoder: model.encoder.clone().map(&mut Huge), ..model };
    let mut anchors = TurningAnchors::new(&model).unwrap();
    let refused = loop {
        match pollster::block_on(anchors.advance(&model, &device())) {
            Ok(done) => assert!(!done),
            Err(refused) => break refused,
        }
    };
    assert_eq!((refused.code(), refused.field()), ("invalid", "representations"));
}
