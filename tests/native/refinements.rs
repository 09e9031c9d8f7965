use spirograph_lab::{
    Error,
    drawing::{Drawing, Stroke},
    refinement::{RefineRequest, Refinement, losses_and_gradients, refine},
    spirograph::{Factor, Factors, Normalisation, Trace, curve_points, intensity, render, smooth_curve},
    tangent::Plain,
};

use crate::{assert_close, device, random_factors, values};

/// A drawing in the colours of a Spirograph.
fn drawing(factors: &Factors, lines: impl Iterator<Item = Vec<(f64, f64)>>) -> Drawing {
    let channels = |channels: [Factor; 3]| channels.map(|factor| factors.get(factor));
    Drawing {
        strokes: lines.map(|points| Stroke { points, width: factors.get(Factor::Sigma) }).collect(),
        foreground: channels([Factor::ForeRed, Factor::ForeGreen, Factor::ForeBlue]),
        background: channels([Factor::BackRed, Factor::BackGreen, Factor::BackBlue]),
    }
}

/// A drawing whose picture is exactly that of a Spirograph: a dot for each point of its curve.
fn dotted(factors: &Factors) -> Drawing {
    drawing(factors, curve_points(factors).into_iter().map(|point| vec![(point.x, point.y)]))
}

/// A Spirograph drawn in one stroke.
fn traced(factors: &Factors) -> Drawing {
    let curve = smooth_curve(factors, 600);
    drawing(factors, [curve.chunks_exact(2).map(|p| (f64::from(p[0]), f64::from(p[1]))).collect()].into_iter())
}

/// A request for a drawing of the example, read back not quite as it is.
fn request(drawing: Drawing) -> RefineRequest {
    let off = [(Factor::M, 0.08), (Factor::B, -0.03), (Factor::Sigma, 0.06)];
    let start = off.map(|(factor, by)| Factors::EXAMPLE.get(factor) + by).to_vec();
    RefineRequest { drawing, start, steps: 60, seed: 5 }
}

fn refined(request: &RefineRequest) -> Refinement {
    pollster::block_on(refine(request, &device())).unwrap()
}

#[test]
fn a_spirograph_is_found_in_its_own_picture() {
    let Refinement { path } = refined(&request(dotted(&Factors::EXAMPLE)));
    assert_eq!(path.len(), 61);
    let (first, last) = (&path[0], &path[60]);
    assert!(last.residual < first.residual / 10.0, "from {} to {}", first.residual, last.residual);
    for (factor, tolerance) in [(Factor::M, 0.02), (Factor::B, 0.005), (Factor::H, 0.02), (Factor::Sigma, 0.02)] {
        let column = factor.column();
        assert_close(last.factors[column], Factors::EXAMPLE.0[column], tolerance, factor.name());
    }
    assert_eq!(last.factors[4..], Factors::EXAMPLE.0[4..]);
}

#[test]
fn a_spirograph_is_found_in_a_stroke_along_it() {
    let Refinement { path } = refined(&request(traced(&Factors::EXAMPLE)));
    let (first, last) = (&path[0], &path[60]);
    assert!(last.residual < first.residual / 1.5, "from {} to {}", first.residual, last.residual);
    // The generator's points lie evenly in its own parameter, those of a stroke along its length: pictures differ.
    for (factor, tolerance) in [(Factor::M, 0.15), (Factor::B, 0.03), (Factor::H, 0.2)] {
        let column = factor.column();
        assert_close(last.factors[column], Factors::EXAMPLE.0[column], tolerance, factor.name());
    }
}

#[test]
fn a_residual_is_that_of_the_pictures_and_never_rises() {
    let request = RefineRequest { steps: 12, ..request(traced(&Factors::EXAMPLE)) };
    let Refinement { path } = refined(&request);
    let drawn = values(request.drawing.render(&device()).unwrap());
    for step in &path {
        let factors = Factors::new(&step.factors).unwrap();
        let found = values(render(&[factors], Normalisation::Image, &device()));
        let squares: f64 = found.iter().zip(&drawn).map(|(a, b)| f64::from(a - b).powi(2)).sum();
        assert_close(step.residual, (squares / drawn.len() as f64).sqrt(), 1e-5, "residual");
    }
    assert!(path.windows(2).all(|pair| pair[1].residual <= pair[0].residual));
}

#[test]
fn gradients_are_central_differences() {
    let device = device();
    let target = intensity::<Plain>(Trace::spirographs(&[Factors::EXAMPLE], &device), Normalisation::Image);
    let at = random_factors(6, 3);
    let (_, gradients) = losses_and_gradients(&at, &target, &device).unwrap();
    let gradients = values(gradients);
    let refined = [Factor::M, Factor::B, Factor::H, Factor::Sigma];
    for (row, factors) in at.iter().enumerate() {
        for (column, factor) in refined.into_iter().enumerate() {
            let (lower, upper) = factor.bounds();
            let step = 2e-4;
            let moved = |sign: f64| {
                let mut moved = *factors;
                moved.0[factor.column()] += sign * step * (upper - lower);
                moved
            };
            let (losses, _) = losses_and_gradients(&[moved(1.0), moved(-1.0)], &target, &device).unwrap();
            let losses = values(losses);
            let expected = f64::from(losses[0] - losses[1]) / (2.0 * step);
            let found = f64::from(gradients[row * refined.len() + column]);
            assert_close(found, expected, 0.02 * expected.abs() + 1e-3, factor.name());
        }
    }
}

#[test]
fn a_seed_determines_the_path_and_what_was_read_out_of_bounds_is_brought_within() {
    let short = |seed, start: &[f64]| {
        refined(&RefineRequest { steps: 3, seed, start: start.to_vec(), ..request(dotted(&Factors::EXAMPLE)) })
    };
    let start = request(dotted(&Factors::EXAMPLE)).start;
    assert_eq!(short(1, &start), short(1, &start));
    assert_ne!(short(1, &start), short(2, &start));
    assert_eq!(short(1, &[9.0, -1.0, 2.0]), short(1, &[5.0, 0.1, 1.0]));
}

#[test]
fn bad_requests_are_refused_by_name() {
    let good = request(dotted(&Factors::EXAMPLE));
    let refused = |request: RefineRequest| pollster::block_on(refine(&request, &device())).unwrap_err();
    for steps in [0, 501] {
        assert_eq!(refused(RefineRequest { steps, ..good.clone() }).field(), "steps");
    }
    assert_eq!(refused(RefineRequest { start: vec![3.0, 0.5], ..good.clone() }).field(), "start");
    assert_eq!(refused(RefineRequest { start: vec![3.0, f64::NAN, 0.5], ..good.clone() }).field(), "b");
    assert_eq!(
        refused(RefineRequest { drawing: drawing(&Factors::EXAMPLE, std::iter::empty()), ..good.clone() }),
        Error::EmptyDrawing
    );
    let mut red = good;
    red.drawing.foreground[0] = 2.0;
    assert_eq!(refused(red).field(), "fore.r");
}
