use spirograph_lab::{
    Error,
    looking::{RefineRequest, Refinement, losses_and_gradients, refine},
    named::Named,
    pictures::{
        Drawing, Pen, Scene, Stroke, drawn_by_hand, smooth_curve,
        spirograph::{
            B, BACKGROUND, CURVE_POINTS, FOREGROUND, H, M, Normalisation, OFFSET, SIGMA, TABLE, TURN, curve_point,
            intensity,
        },
        trace,
    },
};

use crate::{assert_close, device, drawings::picture, example, moved, random_scenes, values};

/// A drawing in the colours of a Spirograph.
fn drawing(scene: &Scene, lines: impl Iterator<Item = Vec<(f64, f64)>>) -> Drawing {
    let colour = |columns: [usize; 3]| columns.map(|column| scene.factors[column]);
    Drawing {
        strokes: lines.map(|points| Stroke { points, width: scene.factors[SIGMA] }).collect(),
        foreground: colour(FOREGROUND),
        background: colour(BACKGROUND),
    }
}

/// A drawing whose picture is exactly that of a Spirograph: a dot for each point of its curve.
fn dotted(scene: &Scene) -> Drawing {
    let step = std::f64::consts::TAU / (CURVE_POINTS - 1) as f64;
    let points = (0..CURVE_POINTS).map(|index| curve_point(&scene.factors, index as f64 * step));
    drawing(scene, points.map(|point| vec![(point.x, point.y)]))
}

/// A Spirograph drawn in one stroke.
fn traced(scene: &Scene) -> Drawing {
    let curve = smooth_curve(scene, 600);
    drawing(scene, [curve.chunks_exact(2).map(|p| (f64::from(p[0]), f64::from(p[1]))).collect()].into_iter())
}

/// Where a descent starts: m, b and sigma.
fn start([m, b, sigma]: [f64; 3]) -> Named<f64> {
    [("m", m), ("b", b), ("sigma", sigma)].into_iter().collect()
}

/// A request for a drawing of the example, read back not quite as it is.
fn request(drawing: Drawing) -> RefineRequest {
    let off = [(M, 0.08), (B, -0.03), (SIGMA, 0.06)].map(|(column, by)| example().factors[column] + by);
    RefineRequest { drawing, start: start(off), steps: 60, seed: 5 }
}

fn refined(request: &RefineRequest) -> Refinement {
    pollster::block_on(refine(request, &device())).unwrap()
}

#[test]
fn a_spirograph_is_found_in_a_stroke_along_it() {
    let Refinement { path } = refined(&request(traced(&example())));
    assert_eq!(path.len(), 61);
    let (first, last) = (&path[0], &path[60]);
    assert!(last.residual < first.residual / 10.0, "from {} to {}", first.residual, last.residual);
    for (column, tolerance) in [(M, 0.02), (B, 0.005), (H, 0.02), (SIGMA, 0.02)] {
        let name = TABLE[column].name;
        assert_close(last.factors.get(name).copied().unwrap(), example().factors[column], tolerance, name);
    }
    let factors: Vec<_> = last.factors.values().copied().collect();
    assert_eq!(factors[4..10], example().factors[4..10]);
}

#[test]
fn a_spirograph_is_found_where_the_hand_has_put_it() {
    let mut scene = example();
    for (column, value) in [(OFFSET[0], 0.4), (OFFSET[1], -0.3), (TURN, 0.2)] {
        scene.factors[column] = value;
    }
    let Refinement { path } = refined(&RefineRequest { steps: 120, ..request(drawn_by_hand(&scene)) });
    let last = &path[120];
    for column in [M, B, H, SIGMA, OFFSET[0], OFFSET[1], TURN] {
        let name = TABLE[column].name;
        assert_close(last.factors.get(name).copied().unwrap(), scene.factors[column], 0.02, name);
    }
}

#[test]
fn a_spirograph_is_found_in_its_own_picture() {
    let Refinement { path } = refined(&request(dotted(&example())));
    let (first, last) = (&path[0], &path[60]);
    assert!(last.residual < first.residual / 1.5, "from {} to {}", first.residual, last.residual);
    // The generator's points lie evenly in its own parameter, those of a stroke along its length: pictures differ.
    for (column, tolerance) in [(M, 0.25), (B, 0.05), (H, 0.3)] {
        let name = TABLE[column].name;
        assert_close(last.factors.get(name).copied().unwrap(), example().factors[column], tolerance, name);
    }
}

#[test]
fn a_residual_is_that_of_the_pictures_and_never_rises() {
    let request = RefineRequest { steps: 12, ..request(traced(&example())) };
    let Refinement { path } = refined(&request);
    let drawn = picture(&request.drawing);
    for step in &path {
        let scene = Scene::named(&TABLE, 0, &step.factors).unwrap();
        // In the drawing's colours, which a found Spirograph has.
        let found = picture(&traced(&scene));
        let squares: f64 = found.iter().zip(&drawn).map(|(a, b)| f64::from(a - b).powi(2)).sum();
        assert_close(step.residual, (squares / drawn.len() as f64).sqrt(), 2e-3, "residual");
    }
    assert!(path.windows(2).all(|pair| pair[1].residual <= pair[0].residual));
}

#[test]
fn gradients_are_central_differences() {
    let device = device();
    let target = intensity(trace(&[Pen::of(&example(), false)], None, &device), Normalisation::Image).value;
    let at = random_scenes(6, 3);
    let (_, gradients) = losses_and_gradients(&at, &target, &device).unwrap();
    let gradients = values(gradients);
    let refined = [M, B, H, SIGMA, OFFSET[0], OFFSET[1], TURN];
    for (row, scene) in at.iter().enumerate() {
        for (index, column) in refined.into_iter().enumerate() {
            let step = 2e-4;
            let moved = |sign: f64| moved(scene, column, sign * step * TABLE[column].range());
            let (losses, _) = losses_and_gradients(&[moved(1.0), moved(-1.0)], &target, &device).unwrap();
            let losses = values(losses);
            let expected = f64::from(losses[0] - losses[1]) / (2.0 * step);
            let found = f64::from(gradients[row * refined.len() + index]);
            assert_close(found, expected, 0.02 * expected.abs() + 1e-3, TABLE[column].name);
        }
    }
}

#[test]
fn a_seed_determines_the_path_and_what_was_read_out_of_bounds_is_brought_within() {
    let short = |seed, start: &Named<f64>| {
        refined(&RefineRequest { steps: 3, seed, start: start.clone(), ..request(dotted(&example())) })
    };
    let read = request(dotted(&example())).start;
    assert_eq!(short(1, &read), short(1, &read));
    assert_ne!(short(1, &read), short(2, &read));
    assert_eq!(short(1, &start([9.0, -1.0, 2.0])), short(1, &start([5.0, 0.1, 1.0])));
}

#[test]
fn what_else_was_read_back_is_ignored() {
    let good = RefineRequest { steps: 1, ..request(dotted(&example())) };
    let others = [("fore.r", 0.5), ("h", f64::NAN)];
    let more = good.start.iter().map(|(name, &value)| (name, value)).chain(others).collect();
    assert_eq!(refined(&RefineRequest { start: more, ..good.clone() }), refined(&good));
}

#[test]
fn bad_requests_are_refused_by_name() {
    let good = request(dotted(&example()));
    let refused = |request: RefineRequest| pollster::block_on(refine(&request, &device())).unwrap_err();
    for steps in [0, 501] {
        assert_eq!(refused(RefineRequest { steps, ..good.clone() }).field(), "steps");
    }
    let two = [("m", 3.0), ("b", 0.5)].into_iter().collect();
    assert_eq!(refused(RefineRequest { start: two, ..good.clone() }).field(), "start.sigma");
    assert_eq!(refused(RefineRequest { start: start([3.0, f64::NAN, 0.5]), ..good.clone() }).field(), "b");
    let empty = drawing(&example(), std::iter::empty());
    assert_eq!(refused(RefineRequest { drawing: empty, ..good.clone() }), Error::EmptyDrawing);
    let mut red = good;
    red.drawing.foreground[0] = 2.0;
    assert_eq!(refused(red).field(), "fore.r");
}
