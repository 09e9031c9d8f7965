//! Translations between representations: known maps are found again, and what no class can know is left out.

use proptest::prelude::*;
use spirograph_lab::{
    Error,
    files::read_arrays,
    random::{Purpose, normal, stream},
    tensors::Rows,
    translating::{Class, Translation},
};

use crate::assert_close;

const FITTED: [Class; 4] = [Class::Affine, Class::Linear, Class::LOrtho, Class::Ortho];
const ORTHOGONAL: [Class; 2] = [Class::LOrtho, Class::Ortho];

/// Normal rows.
fn noise(seed: u64, count: usize, length: usize) -> Rows {
    let mut generator = stream(seed, Purpose::Initialisation, 0);
    Rows::new((0..count * length).map(|_| normal(&mut generator) as f32).collect(), length)
}

/// Rows by a function of each.
fn mapped(rows: &Rows, function: impl Fn(&[f32]) -> Vec<f32>) -> Rows {
    let values: Vec<_> = rows.iter().flat_map(function).collect();
    let length = values.len() / rows.count();
    Rows::new(values, length)
}

/// Rows turned by a sixth of a circle in their first two dimensions, and reflected in their third.
fn turned(rows: &Rows) -> Rows {
    let (sine, cosine) = (0.75_f32.sqrt(), 0.5);
    mapped(rows, |row| {
        let mut turned = row.to_vec();
        (turned[0], turned[1]) = (cosine * row[0] - sine * row[1], sine * row[0] + cosine * row[1]);
        turned[2] = -row[2];
        turned
    })
}

/// Rows without mean and with a deviation of one in every direction, so that scaling does not change them.
fn white(seed: u64, count: usize) -> Rows {
    // The corners of a cube, over and over, have exactly that; more than the seed's order does not matter.
    let scale = ((8 * count - 1) as f32 / (8 * count) as f32).sqrt();
    let corner =
        |index: usize| (0..3).map(move |axis| if (index + seed as usize) >> axis & 1 == 1 { scale } else { -scale });
    Rows::new((0..8 * count).flat_map(corner).collect(), 3)
}

fn assert_rows_close(found: &Rows, expected: &Rows, tolerance: f64, what: &str) {
    assert_eq!((found.count(), found.length()), (expected.count(), expected.length()), "{what}");
    for (index, (&found, &expected)) in found.values().iter().zip(expected.values()).enumerate() {
        assert_close(found.into(), expected.into(), tolerance, &format!("{what}, entry {index}"));
    }
}

fn mean_squared_difference(one: &Rows, other: &Rows) -> f64 {
    let squares = one.values().iter().zip(other.values()).map(|(a, b)| f64::from(a - b).powi(2));
    squares.sum::<f64>() / one.values().len() as f64
}

#[test]
fn the_reference_values() {
    let arrays = read_arrays(include_bytes!("../fixtures/related.safetensors")).unwrap();
    let rows = |name: &str| {
        let array = &arrays[&format!("translation.{name}")];
        Rows::new(array.values.clone(), array.shape[1])
    };
    for (class, name) in [(Class::Ortho, "ortho"), (Class::Linear, "linear"), (Class::LOrtho, "l_ortho")] {
        let translation = Translation::fit(class, &rows("anchors_from"), &rows("anchors_to")).unwrap();
        assert_rows_close(&translation.matrix(), &rows(name), 1e-6, name);
        let translated = translation.apply(&rows("rows")).unwrap();
        assert_rows_close(&translated, &rows(&format!("{name}_rows")), 1e-5, name);
    }
}

#[test]
fn a_rotation_is_found_again() {
    let from = white(0, 3);
    let to = turned(&from);
    let rotation = [[0.5, 0.75_f32.sqrt(), 0.0], [-(0.75_f32.sqrt()), 0.5, 0.0], [0.0, 0.0, -1.0]];
    let rotation = Rows::new(rotation.concat(), 3);
    for class in FITTED {
        let translation = Translation::fit(class, &from, &to).unwrap();
        assert_rows_close(&translation.matrix(), &rotation, 1e-6, class.name());
        let unseen = noise(2, 5, 3);
        assert_rows_close(&translation.apply(&unseen).unwrap(), &turned(&unseen), 1e-5, class.name());
    }
}

#[test]
fn the_same_space_is_left_as_it_is() {
    let (anchors, unseen) = (noise(1, 200, 6), noise(2, 20, 6));
    for class in [Class::None, Class::Linear, Class::LOrtho, Class::Ortho] {
        let translation = Translation::fit(class, &anchors, &anchors).unwrap();
        assert_rows_close(&translation.apply(&unseen).unwrap(), &unseen, 1e-5, class.name());
    }
}

#[test]
fn an_orthogonal_map_keeps_lengths_and_angles() {
    for class in ORTHOGONAL {
        let matrix = Translation::fit(class, &noise(1, 50, 8), &noise(2, 50, 8)).unwrap().matrix();
        for (index, row) in matrix.iter().enumerate() {
            for (other_index, other) in matrix.iter().enumerate() {
                let product = row.iter().zip(other).map(|(&a, &b)| f64::from(a * b)).sum();
                assert_close(product, if index == other_index { 1.0 } else { 0.0 }, 1e-6, class.name());
            }
        }
    }
}

#[test]
fn with_fewer_anchors_than_dimensions_linear_meets_them_and_ortho_leaves_out_what_it_cannot_know() {
    let (from, to) = (noise(1, 6, 20), noise(2, 6, 20));
    let linear = Translation::fit(Class::Linear, &from, &to).unwrap();
    assert_rows_close(&linear.apply(&from).unwrap(), &to, 1e-5, "linear");
    for class in ORTHOGONAL {
        let translation = Translation::fit(class, &from, &to).unwrap();
        // Six anchors span five directions around their mean: as many singular values are one, all others zero.
        let squares: f64 = translation.matrix().values().iter().map(|&entry| f64::from(entry).powi(2)).sum();
        assert_close(squares, 5.0, 1e-6, class.name());
        assert!(mean_squared_difference(&translation.apply(&from).unwrap(), &to) > 0.01, "{}", class.name());
    }
}

#[test]
fn gradient_descent_that_ends_early_is_between_nothing_and_the_least_squares() {
    let (from, to) = (noise(1, 30, 20), noise(2, 30, 20));
    let error = |class| {
        let translation = Translation::fit(class, &from, &to).unwrap();
        mean_squared_difference(&translation.apply(&from).unwrap(), &to)
    };
    let mean_alone = mean_squared_difference(&mapped(&to, |_| to.means(30).values().to_vec()), &to);
    let (affine, linear) = (error(Class::Affine), error(Class::Linear));
    assert!(linear < affine && affine < mean_alone, "{linear}, {affine}, {mean_alone}");
    // The same by taking the steps.
    let expected = steps_of_gradient_descent(&from, &to);
    let found = Translation::fit(Class::Affine, &from, &to).unwrap().matrix();
    assert_rows_close(&found, &expected, 1e-5, "300 steps");
}

/// R after 300 steps on ‖XR − Y‖² of scaled anchors, each as long as the largest eigenvalue of XᵀX allows.
fn steps_of_gradient_descent(from: &Rows, to: &Rows) -> Rows {
    let (x, y) = (scaled(from), scaled(to));
    let gram = x.transpose() * &x;
    let step = 1.0 / gram.clone().symmetric_eigen().eigenvalues.max();
    let mut map = nalgebra::DMatrix::zeros(x.ncols(), y.ncols());
    for _ in 0..300 {
        map -= step * (&gram * &map - x.transpose() * &y);
    }
    Rows::new(map.transpose().iter().map(|&entry| entry as f32).collect(), y.ncols())
}

fn scaled(rows: &Rows) -> nalgebra::DMatrix<f64> {
    let values = rows.values().iter().map(|&value| f64::from(value));
    let mut matrix = nalgebra::DMatrix::from_row_iterator(rows.count(), rows.length(), values);
    for mut column in matrix.column_iter_mut() {
        column.add_scalar_mut(-column.mean());
        let deviation = (column.norm_squared() / (rows.count() - 1) as f64).sqrt();
        column /= deviation;
    }
    matrix
}

#[test]
fn what_does_not_vary_is_translated_as_well() {
    let constant = |rows: &Rows| mapped(rows, |row| [row, &[7.0]].concat());
    let (from, to) = (noise(1, 40, 4), noise(2, 40, 4));
    for class in FITTED {
        let found = Translation::fit(class, &constant(&from), &constant(&to)).unwrap().apply(&constant(&from)).unwrap();
        let expected = Translation::fit(class, &from, &to).unwrap().apply(&from).unwrap();
        assert_rows_close(&found, &constant(&expected), 1e-5, class.name());
    }
}

#[test]
fn without_a_map_rows_are_cut_or_filled_with_zeros() {
    let fit = |from, to| Translation::fit(Class::None, &noise(1, 4, from), &noise(2, 4, to)).unwrap();
    let rows = Rows::new(vec![1.0, 2.0, 3.0], 3);
    assert_eq!(fit(3, 2).apply(&rows).unwrap().values(), [1.0, 2.0]);
    assert_eq!(fit(3, 4).apply(&rows).unwrap().values(), [1.0, 2.0, 3.0, 0.0]);
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let rows = |count| noise(1, count, 3);
    let broken = Rows::new(vec![1.0, f32::NAN, 2.0, 3.0, 4.0, 5.0], 3);
    for class in Class::ALL {
        for (from, to, code) in [
            (rows(1), rows(1), "wrong_length"),
            (rows(0), rows(0), "wrong_length"),
            (rows(4), rows(5), "wrong_length"),
            (rows(2), broken.clone(), "invalid"),
            (broken.clone(), rows(2), "invalid"),
        ] {
            let refused = Translation::fit(class, &from, &to).unwrap_err();
            assert_eq!((refused.code(), refused.field()), (code, "anchors"), "{}", class.name());
        }
        let refused = Translation::fit(class, &rows(4), &rows(4)).unwrap().apply(&noise(1, 2, 5)).unwrap_err();
        assert!(matches!(refused, Error::WrongLength { ref field, found: 5, .. } if field == "rows"), "{refused}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_units_of_either_space_do_not_matter(seed in 0_u64..1000, scale in 0.01_f32..100.0, shift in -10.0_f32..10.0) {
        let (from, to, unseen) = (noise(seed, 30, 5), turned(&noise(seed, 30, 5)), noise(seed + 1, 4, 5));
        // Another scale and another shift in each dimension.
        let other_units = |rows: &Rows| mapped(rows, |row| {
            row.iter().zip(1..).map(|(&entry, index)| scale / index as f32 * entry + shift * index as f32).collect()
        });
        for class in FITTED {
            let expected = Translation::fit(class, &from, &to).unwrap().apply(&unseen).unwrap();
            let from_others = Translation::fit(class, &other_units(&from), &to).unwrap();
            // What single precision loses where the shift is a thousand times the scale.
            assert_rows_close(&from_others.apply(&other_units(&unseen)).unwrap(), &expected, 2e-2, class.name());
            let to_others = Translation::fit(class, &from, &other_units(&to)).unwrap();
            let tolerance = f64::from(scale + shift.abs()) * 1e-3;
            assert_rows_close(&to_others.apply(&unseen).unwrap(), &other_units(&expected), tolerance, class.name());
        }
    }

    #[test]
    fn filling_the_narrower_space_with_zeros_changes_nothing(seed in 0_u64..1000, narrow in 3_usize..6, count in 4_usize..30) {
        let filled = |rows: &Rows| mapped(rows, |row| [row, &vec![0.0; 6 - row.len()]].concat());
        let (wide, narrow, unseen) = (noise(seed, count, 6), noise(seed + 1, count, narrow), noise(seed + 2, 3, 6));
        let cut = |rows: &Rows| mapped(rows, |row| row[..narrow.length()].to_vec());
        for class in FITTED {
            let expected = cut(&Translation::fit(class, &wide, &filled(&narrow)).unwrap().apply(&unseen).unwrap());
            let found = Translation::fit(class, &wide, &narrow).unwrap().apply(&unseen).unwrap();
            assert_rows_close(&found, &expected, 1e-4, class.name());
            let unseen = cut(&unseen);
            let expected = Translation::fit(class, &filled(&narrow), &wide).unwrap().apply(&filled(&unseen)).unwrap();
            let found = Translation::fit(class, &narrow, &wide).unwrap().apply(&unseen).unwrap();
            assert_rows_close(&found, &expected, 1e-4, class.name());
        }
    }
}
