use proptest::prelude::*;
use spirograph_lab::{
    Error,
    pictures::{
        Drawing, SIDE, Scene, Stroke, Strokes, smooth_curve,
        spirograph::{BACKGROUND, CURVE_POINTS, FOREGROUND, M},
        trace,
    },
};

use crate::{assert_close, device, example, moved, render, spirographs, values};

fn drawing(strokes: Vec<Stroke>) -> Drawing {
    Drawing { strokes, foreground: [1.0, 0.6, 0.5], background: [0.0, 0.1, 0.2] }
}

fn line(from: (f64, f64), to: (f64, f64)) -> Stroke {
    Stroke { points: vec![from, to], width: 0.5 }
}

/// The x coordinates of a drawing's trace.
fn positions(drawing: &Drawing) -> Vec<f32> {
    values(trace(&[Strokes::of(drawing).pen_as_drawn()], None, &device()).x.value)
}

/// The picture of a drawing, as it was drawn.
pub fn picture(drawing: &Drawing) -> Vec<f32> {
    let (source, scene) = spirographs().of_drawing(drawing).unwrap();
    values(source.render(&[scene], &device()))
}

#[test]
fn positions_are_spread_evenly_over_the_strokes_together() {
    // Six units of way: positions 0.15 apart, the first half a step in.
    let found = positions(&drawing(vec![line((0.0, 0.0), (2.0, 0.0)), line((2.0, 1.0), (6.0, 1.0))]));
    assert_eq!(found.len(), CURVE_POINTS);
    for (index, x) in found.into_iter().enumerate() {
        assert_close(f64::from(x), 0.15 * (index as f64 + 0.5), 1e-5, "position");
    }
}

#[test]
fn a_dot_is_a_drawing() {
    let dot = drawing(vec![Stroke { points: vec![(5.0, -5.0)], width: 0.25 }]);
    let image = picture(&dot);
    let red = &image[..SIDE * SIDE];
    let brightest = (0..SIDE * SIDE).max_by(|&a, &b| red[a].total_cmp(&red[b])).unwrap();
    assert!(brightest / SIDE > 26 && brightest % SIDE < 5, "x is the row, y the column; found {brightest}");
    assert_close(f64::from(red[brightest]), 1.0, 1e-3, "foreground red");
}

#[test]
fn a_traced_spirograph_looks_like_the_generators() {
    // The pen's speed differs by h/b from its mean, so positions even in length are only nearly even in t.
    let mut scene = example();
    scene.factors[..4].copy_from_slice(&[4.0, 1.1, 0.5, 0.8]);
    let curve = smooth_curve(&scene, 2000);
    let points = curve.chunks_exact(2).map(|p| (p[0].into(), p[1].into())).collect();
    let [foreground, background] = [FOREGROUND, BACKGROUND].map(|columns| columns.map(|column| scene.factors[column]));
    let traced = picture(&Drawing { strokes: vec![Stroke { points, width: 0.8 }], foreground, background });
    let difference_from = |scene: Scene| {
        let generated = values(render(&[scene]));
        traced.iter().zip(&generated).map(|(a, b)| (a - b).abs()).sum::<f32>() / traced.len() as f32
    };
    let (same, smaller) = (difference_from(scene.clone()), difference_from(moved(&scene, M, -1.0)));
    assert!(same < 0.05 && same < 0.5 * smaller, "{same}, {smaller}");
}

#[test]
fn bad_drawings_are_refused_by_name() {
    assert_eq!(drawing(vec![]).check(), Err(Error::EmptyDrawing));
    assert_eq!(drawing(vec![Stroke { points: vec![], width: 0.5 }]).check(), Err(Error::EmptyDrawing));
    let refused = |drawing: Drawing| drawing.check().unwrap_err().field().to_owned();
    assert_eq!(refused(drawing(vec![line((0.0, 0.0), (f64::NAN, 0.0))])), "strokes[0].points[1].x");
    assert_eq!(refused(drawing(vec![line((0.0, 0.0), (0.0, 1e9))])), "strokes[0].points[1].y");
    let thick = Stroke { width: 1.5, ..line((0.0, 0.0), (1.0, 0.0)) };
    assert_eq!(refused(drawing(vec![thick])), "strokes[0].width");
    let mut dark = drawing(vec![line((0.0, 0.0), (1.0, 0.0))]);
    dark.foreground[1] = 0.1;
    assert_eq!(refused(dark), "fore.g");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_drawing_has_the_generators_number_of_positions(
        strokes in prop::collection::vec(prop::collection::vec((-6.0..6.0f64, -6.0..6.0f64), 1..30), 1..60)
    ) {
        let strokes = strokes.into_iter().map(|points| Stroke { points, width: 0.4 }).collect();
        let found = positions(&drawing(strokes));
        prop_assert_eq!(found.len(), CURVE_POINTS);
        prop_assert!(found.iter().all(|x| x.abs() <= 6.0));
    }
}
