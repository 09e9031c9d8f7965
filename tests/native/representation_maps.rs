use spirograph_lab::{
    looking::{MapRequest, RepresentationMap, principal_plane, representation_map, turned_towards},
    pictures::spirograph::TABLE,
    random::{Purpose, normal, stream},
};

use crate::{assert_close, device, models::model};

/// Rows of `length` entries that spread by 3, 2 and 1 along three orthogonal directions, and not along any other.
fn rows(count: usize, length: usize) -> Vec<f64> {
    let mut generator = stream(1, Purpose::Views, 0);
    let mut rows = Vec::new();
    for _ in 0..count {
        let [a, b, c] = [3.0, 2.0, 1.0].map(|spread| spread * normal(&mut generator));
        let mut row = vec![7.0; length];
        row[0] += (a + b) / 2f64.sqrt();
        row[1] += (a - b) / 2f64.sqrt();
        row[2] += c;
        rows.extend(row);
    }
    rows
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

#[test]
fn the_principal_plane_of_a_known_spread() {
    // More rows than entries, and more entries than rows: the two ways to the same answer.
    for (count, length) in [(2000, 3), (400, 500)] {
        let rows = rows(count, length);
        let (points, shares) = principal_plane(&rows, count).unwrap();
        assert_close(shares[0], 9.0 / 14.0, 0.04, "first share");
        assert_close(shares[1], 4.0 / 14.0, 0.04, "second share");
        let squares: f64 = points.iter().map(|entry| entry.powi(2)).sum();
        assert_close(squares / count as f64, 1.0, 1e-9, "mean squared radius");
        for axis in 0..2 {
            let along: Vec<_> = points.iter().skip(axis).step_by(2).copied().collect();
            assert_close(along.iter().sum::<f64>() / count as f64, 0.0, 1e-9, "mean");
            // Along each axis the points are what the rows are along its direction, but for sign and scale.
            let sign = if axis == 0 { 1.0 } else { -1.0 };
            let expected: Vec<_> =
                rows.chunks_exact(length).map(|row| (row[0] - 7.0 + sign * (row[1] - 7.0)) / 26f64.sqrt()).collect();
            let product: f64 = along.iter().zip(&expected).map(|(a, b)| a * b).sum();
            let norms: f64 = [&along, &expected].map(|v| v.iter().map(|e| e * e).sum::<f64>().sqrt()).iter().product();
            assert!(product.abs() / norms > 0.99, "axis {axis}: {}", product.abs() / norms);
        }
    }
}

#[test]
fn rows_that_do_not_differ_lie_at_zero() {
    let (points, shares) = principal_plane(&[0.1, 0.2, 0.3].repeat(5), 5).unwrap();
    assert_eq!((points, shares), (vec![0.0; 10], [0.0; 2]));
}

#[test]
fn a_map_is_turned_back() {
    let (points, _) = principal_plane(&rows(50, 4), 50).unwrap();
    let (sine, cosine) = 2.3f64.sin_cos();
    for mirror in [1.0, -1.0] {
        let turned: Vec<_> = points
            .chunks_exact(2)
            .flat_map(|point| {
                let (x, y) = (point[0], mirror * point[1]);
                [cosine * x - sine * y, sine * x + cosine * y]
            })
            .collect();
        assert!(squared_distance(&turned, &points) > 1.0);
        assert!(squared_distance(&turned_towards(&turned, &points).unwrap(), &points) < 1e-20);
    }
}

#[test]
fn turning_changes_no_distance_and_comes_as_close_as_any_turn() {
    let (points, _) = principal_plane(&rows(40, 4), 40).unwrap();
    let mut generator = stream(2, Purpose::Views, 0);
    let previous: Vec<_> = points.iter().map(|_| normal(&mut generator)).collect();
    let found = turned_towards(&points, &previous).unwrap();
    let radius = |points: &[f64]| points.chunks_exact(2).map(|p| p[0].hypot(p[1])).collect::<Vec<_>>();
    assert!(squared_distance(&radius(&found), &radius(&points)) < 1e-20);
    for step in 0..100 {
        let (sine, cosine) = (f64::from(step) * 0.0628).sin_cos();
        for mirror in [1.0, -1.0] {
            let other: Vec<_> = points
                .chunks_exact(2)
                .flat_map(|p| [cosine * p[0] - sine * mirror * p[1], sine * p[0] + cosine * mirror * p[1]])
                .collect();
            assert!(squared_distance(&found, &previous) <= squared_distance(&other, &previous) + 1e-9);
        }
    }
}

fn map(samples: usize, seed: u32, previous: Option<Vec<f64>>) -> Result<RepresentationMap, spirograph_lab::Error> {
    pollster::block_on(representation_map(&model(), &MapRequest { samples, seed, previous }, &device()))
}

#[test]
fn a_map_of_an_encoder_is_reproducible_and_stays_where_it_was() {
    let first = map(40, 3, None).unwrap();
    assert_eq!(first, map(40, 3, None).unwrap());
    assert_ne!(first, map(40, 4, None).unwrap());
    assert_eq!((first.points.len(), first.factors.values().len()), (80, TABLE.len()));
    for (factor, (name, values)) in TABLE.iter().zip(first.factors.iter()) {
        assert_eq!((name, values.len()), (factor.name, 40));
        assert!(values.iter().all(|&value| factor.check(value).is_ok()));
    }
    assert!(first.shares[0] >= first.shares[1] && first.shares[1] > 0.0);
    assert!(first.shares[0] + first.shares[1] <= 1.0 + 1e-12);
    let mirrored = first.points.chunks_exact(2).flat_map(|point| [point[1], point[0]]).collect::<Vec<_>>();
    let again = map(40, 3, Some(mirrored.clone())).unwrap();
    assert!(squared_distance(&again.points, &mirrored) < 1e-20);
    assert_eq!(again.factors, first.factors);
}

#[test]
fn bad_maps_are_refused_by_name() {
    let refused = |samples, previous| map(samples, 1, previous).unwrap_err().field().to_owned();
    assert_eq!(refused(15, None), "samples");
    assert_eq!(refused(1001, None), "samples");
    assert_eq!(refused(16, Some(vec![0.0; 31])), "previous");
    let mut previous = vec![0.0; 32];
    previous[4] = f64::NAN;
    assert_eq!(refused(16, Some(previous)), "previous[4]");
    for (rows, count) in [(vec![], 0), (vec![1.0; 3], 1), (vec![1.0; 3], 3), (vec![1.0; 7], 2)] {
        assert_eq!(principal_plane(&rows, count).unwrap_err().field(), "rows");
    }
    assert_eq!(principal_plane(&[1.0, 2.0, f64::NAN, 3.0], 2).unwrap_err().field(), "representations");
}
