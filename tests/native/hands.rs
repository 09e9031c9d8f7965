use spirograph_lab::{
    pictures::{
        Drawing, Flaw, NATURAL, Roles, SIDE, Scene, Source, Split, drawn_by_hand,
        spirograph::{B, GAPS, H, M, OFFSET, PACE, SIGMA, TABLE, TREMBLE, TURN, UNEVEN, curve_point},
    },
    random::{Purpose, stream},
};

use crate::{assert_close, drawings::picture, example, moved, random_scenes, render, spirographs, values};

/// Pictures whose hands have flaws.
pub fn flawed() -> Source {
    Source::new(NATURAL, &Split::Drawing.roles(&TABLE, &Roles::default())).unwrap()
}

fn drawn(flaw: Flaw, severity: f64) -> Drawing {
    drawn_by_hand(&flaw.add_to(example(), severity, &mut stream(1, Purpose::Views, 0)))
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

/// The scene with some factors at values.
fn with(mut scene: Scene, changes: &[(usize, f64)]) -> Scene {
    changes.iter().for_each(|&(column, value)| scene.factors[column] = value);
    scene
}

#[test]
fn the_hand_is_fixed_in_the_papers_split_and_nuisance_in_the_drawings() {
    let hand = ["offset.x", "offset.y", "turn", "tremble", "gaps", "uneven", "pace"];
    let varying = flawed().names(|role| role.varies());
    assert!(hand.iter().all(|name| varying.contains(name)), "{varying:?}");
    for scene in random_scenes(1, 20) {
        assert!(OFFSET[0] == 10 && scene.factors[10..].iter().all(|&flaw| flaw == 0.0) && scene.noise == 0);
    }
    assert_eq!(flawed().names(|role| role.is_read()), spirographs().names(|role| role.is_read()));
}

#[test]
fn neutral_flaws_are_the_papers_pictures_whatever_the_noise() {
    for scene in random_scenes(2, 5) {
        let noisy = Scene { noise: 7, ..scene.clone() };
        assert_eq!(values(render(&[noisy])), values(render(&[scene])));
    }
}

#[test]
fn small_flaws_are_commoner_than_large_ones() {
    let mut generator = stream(3, Purpose::Views, 0);
    let draws: Vec<_> = (0..4000).map(|_| flawed().draw(&mut generator)).collect();
    for (column, factor) in TABLE.iter().enumerate() {
        let values = draws.iter().map(|scene| scene.factors[column]);
        assert!(values.clone().all(|value| factor.check(value).is_ok()), "{}", factor.name);
        let mean = values.clone().sum::<f64>() / 4000.0;
        let variance = values.clone().map(|value| (value - mean).powi(2)).sum::<f64>() / 4000.0;
        assert_close(variance, factor.variance(), 0.08 * factor.variance(), factor.name);
    }
    // The distance is the square of a uniform number: half of them lie within a quarter of the range.
    let mild = draws.iter().filter(|scene| scene.factors[TREMBLE] < 0.125).count();
    assert!((1850..2150).contains(&mild), "{mild}");
}

#[test]
fn a_view_draws_its_hand_again() {
    let (source, mut generator) = (flawed(), stream(4, Purpose::Views, 0));
    let scene = source.draw(&mut generator);
    let view = source.view(&scene, &mut generator);
    assert_ne!(view.noise, scene.noise);
    assert!((10..17).all(|column| view.factors[column] != scene.factors[column]));
    let steady = source.with_hand(0.25);
    for _ in 0..100 {
        let view = steady.view(&scene, &mut generator);
        assert!(view.factors[OFFSET[0]].abs() <= 0.5 && view.factors[TREMBLE] <= 0.125 && view.factors[GAPS] <= 0.125);
    }
}

#[test]
fn pictures_move_with_the_hand_as_central_differences_say() {
    let source = flawed();
    let mut generator = stream(5, Purpose::Views, 0);
    for scene in (0..4).map(|_| source.draw(&mut generator)) {
        // Where nothing is cut off: widths at the ends of the pen's range do not move.
        let scene = with(scene, &[(SIGMA, 0.5), (UNEVEN, 0.1), (B, 0.6)]);
        for column in [M, B, H, SIGMA, OFFSET[0], OFFSET[1], TURN, TREMBLE, UNEVEN, PACE] {
            let (factor, step) = (&TABLE[column], 5e-4 * TABLE[column].range());
            let mut direction = vec![0.0; TABLE.len()];
            direction[column] = 1.0;
            let moving = source.render_moving(std::slice::from_ref(&scene), [direction].into_iter(), &crate::device());
            let found = values(moving.tangent.unwrap());
            let at = |by: f64| values(render(&[moved(&scene, column, by)]));
            let (ahead, behind) = (at(step), at(-step));
            let expected: Vec<_> = ahead.iter().zip(&behind).map(|(a, b)| (a - b) / (2.0 * step) as f32).collect();
            let norm = expected.iter().map(|entry| entry.powi(2)).sum::<f32>().sqrt();
            let error = found.iter().zip(&expected).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt();
            assert!(error < 0.03 * norm + 1e-3, "{}: {error} of {norm}", factor.name);
        }
    }
}

#[test]
fn gaps_have_no_derivative() {
    assert!(!flawed().directions(|_| true).any(|(name, _)| name == "gaps"));
    let mut direction = vec![0.0; TABLE.len()];
    direction[GAPS] = 1.0;
    let moving = flawed().render_moving(&[example()], [direction].into_iter(), &crate::device());
    assert!(values(moving.tangent.unwrap()).iter().all(|&entry| entry == 0.0));
}

#[test]
fn a_picture_of_a_hand_that_is_even_by_length_is_that_of_its_drawing() {
    let source = flawed();
    let mut generator = stream(6, Purpose::Views, 0);
    for index in 0..10 {
        let scene = with(source.draw(&mut generator), &[(PACE, 1.0)]);
        let (generated, traced) = (values(render(std::slice::from_ref(&scene))), picture(&drawn_by_hand(&scene)));
        let difference = generated.iter().zip(&traced).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(difference < 0.02, "{index}: {difference}, {:?}", scene.factors);
    }
}

#[test]
fn without_severity_a_drawing_is_the_spirograph() {
    for flaw in Flaw::ALL {
        let drawing = drawn(flaw, 0.0);
        let points = points(&drawing);
        for index in 0..40 {
            let point = curve_point(&example().factors, std::f64::consts::TAU * f64::from(index) / 39.0);
            let nearest = points.iter().map(|p| (p.0 - point.x).hypot(p.1 - point.y)).fold(f64::INFINITY, f64::min);
            assert_close(nearest, 0.0, 0.1, flaw.name());
        }
        assert_eq!(drawing.strokes.len(), 1);
        assert_eq!(drawing.strokes[0].width, example().factors[SIGMA]);
    }
}

#[test]
fn flaws_are_as_strong_as_they_say() {
    let clean = drawn(Flaw::Tremble, 0.0);
    assert_close(distance(&drawn(Flaw::Offset, 1.0), &clean), 2.0, 1e-9, "offset");
    assert_close(distance(&drawn(Flaw::Offset, 0.25), &clean), 0.5, 1e-9, "offset");
    // The mean length of a plane normal vector is √(π/2) deviations; a little less between two of them.
    let tremble = distance(&drawn(Flaw::Tremble, 1.0), &clean);
    assert!((0.35..0.7).contains(&tremble), "{tremble}");
    let (turned, start) = (points(&drawn(Flaw::Turn, 1.0))[0], points(&clean)[0]);
    assert_close(turned.1.atan2(turned.0) - start.1.atan2(start.0), std::f64::consts::FRAC_PI_4, 1e-6, "turn");
    let pieces = drawn(Flaw::Gaps, 1.0).strokes.len();
    assert!((10..=30).contains(&pieces), "{pieces} of 40 pieces");
    let widths: Vec<_> = drawn(Flaw::UnevenWidth, 1.0).strokes.iter().map(|stroke| stroke.width).collect();
    assert!(widths.iter().any(|&width| width < 0.3) && widths.iter().any(|&width| width > 0.6), "{widths:?}");
}

#[test]
fn a_drawing_is_drawn_again_with_the_hand_of_the_view() {
    let (source, own) = flawed().of_drawing(&drawn(Flaw::Offset, 0.0)).unwrap();
    let image = |scene: Scene| values(source.render(&[scene], &crate::device()));
    let as_drawn = image(own.clone());
    for (column, value) in [(OFFSET[0], 0.5), (TURN, 0.3), (TREMBLE, 0.2), (GAPS, 0.4), (UNEVEN, 0.5)] {
        let again = image(with(own.clone(), &[(column, value)]));
        assert_ne!(again, as_drawn, "{}", TABLE[column].name);
        assert_eq!(again.len(), 3 * SIDE * SIDE);
    }
    // The hand that is off by 0.5 draws what the hand of an offset drawing has drawn.
    let offset = with(example(), &[(OFFSET[0], 0.5)]);
    let expected = picture(&drawn_by_hand(&offset));
    let found = image(with(own, &[(OFFSET[0], 0.5)]));
    assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-4));
}

#[test]
fn every_drawing_is_one_that_the_page_could_send() {
    for index in 0..50 {
        let mut generator = stream(2, Purpose::Views, index);
        let scene = flawed().draw(&mut generator);
        assert_eq!(drawn_by_hand(&scene).check(), Ok(()));
        for flaw in Flaw::ALL {
            let scene = flaw.add_to(spirographs().draw(&mut generator), 1.0, &mut generator);
            assert_eq!(drawn_by_hand(&scene).check(), Ok(()));
        }
    }
}
