use spirograph_lab::{
    pictures::{
        Drawing, Flaw, drawn_by_hand,
        spirograph::{SIGMA, curve_points},
    },
    random::{Purpose, stream},
};

use crate::{assert_close, example, spirographs};

fn drawn(flaw: Flaw, severity: f64) -> Drawing {
    drawn_by_hand(&example().factors, flaw, severity, &mut stream(1, Purpose::Views, 0))
}

fn points(drawing: &Drawing) -> Vec<(f64, f64)> {
    drawing.strokes.iter().flat_map(|stroke| stroke.points.clone()).collect()
}

/// The mean distance of the points of two drawings from each other.
fn distance(a: &Drawing, b: &Drawing) -> f64 {
    let (a, b) = (points(a), points(b));
    assert_eq!(a.len(), b.len());
    a.iter().zip(&b).map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1)).sum::<f64>() / a.len() as f64
}

#[test]
fn without_severity_a_drawing_is_the_spirograph() {
    for flaw in [Flaw::Jitter, Flaw::Offset, Flaw::Rotation] {
        let drawing = drawn(flaw, 0.0);
        let points = points(&drawing);
        for point in curve_points(&example().factors) {
            let nearest = points.iter().map(|p| (p.0 - point.x).hypot(p.1 - point.y)).fold(f64::INFINITY, f64::min);
            assert_close(nearest, 0.0, 0.3, flaw.name());
        }
        assert!(drawing.strokes.iter().all(|stroke| stroke.width == example().factors[SIGMA]));
    }
    for flaw in [Flaw::Gaps, Flaw::UnevenWidth] {
        assert_eq!(drawn(flaw, 0.0).strokes.len(), 40);
    }
}

#[test]
fn flaws_are_as_strong_as_they_say() {
    let clean = drawn(Flaw::Jitter, 0.0);
    assert_close(distance(&drawn(Flaw::Offset, 1.0), &clean), 2.0, 1e-9, "offset");
    assert_close(distance(&drawn(Flaw::Offset, 0.25), &clean), 0.5, 1e-9, "offset");
    // The mean length of a plane normal vector is √(π/2) deviations; a little less between two of them.
    let jitter = distance(&drawn(Flaw::Jitter, 1.0), &clean);
    assert!((0.35..0.7).contains(&jitter), "{jitter}");
    let (turned, start) = (points(&drawn(Flaw::Rotation, 1.0))[0], points(&clean)[0]);
    assert_close(turned.1.atan2(turned.0) - start.1.atan2(start.0), std::f64::consts::FRAC_PI_4, 1e-6, "rotation");
    let pieces = drawn(Flaw::Gaps, 1.0).strokes.len();
    assert!((10..=30).contains(&pieces), "{pieces} of 40 pieces");
    let widths: Vec<_> = drawn(Flaw::UnevenWidth, 1.0).strokes.iter().map(|stroke| stroke.width).collect();
    assert!(widths.iter().any(|&width| width < 0.3) && widths.iter().any(|&width| width > 0.6), "{widths:?}");
}

#[test]
fn every_drawing_is_one_that_the_page_could_send() {
    for flaw in Flaw::ALL {
        for index in 0..50 {
            let mut generator = stream(2, Purpose::Views, index);
            let scene = spirographs().draw(&mut generator);
            assert_eq!(drawn_by_hand(&scene.factors, flaw, 1.0, &mut generator).check(), Ok(()));
        }
    }
}
