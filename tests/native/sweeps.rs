use spirograph_lab::{
    files::read_arrays,
    measuring::{Whitening, whitened_cosine},
    random::{Purpose, normal, stream},
    tensors::Rows,
};

use crate::assert_close;

const RELATED: &[u8] = include_bytes!("../fixtures/related.safetensors");

/// Rows of normal numbers.
fn noise(seed: u64, count: usize, length: usize) -> Rows {
    let mut generator = stream(seed, Purpose::Views, 0);
    Rows::new((0..count * length).map(|_| normal(&mut generator) as f32).collect(), length)
}

/// The rows by some map of each.
fn mapped(rows: &Rows, map: impl Fn(&[f32]) -> Vec<f32>) -> Rows {
    Rows::new(rows.iter().flat_map(map).collect(), rows.length())
}

#[test]
fn the_whitened_cosine_is_that_of_the_reference_file() {
    let arrays = read_arrays(RELATED).unwrap();
    let rows = |name: &str| Rows::new(arrays[name].values.clone(), arrays[name].shape[1]);
    let (cosine, kept) =
        whitened_cosine(&rows("whitened.clean"), &rows("whitened.before"), &rows("whitened.after")).unwrap();
    let expected = f64::from(arrays["whitened.cosine"].values[0]);
    assert_close(cosine, expected, 1e-5 * expected.abs(), "cosine");
    assert!(kept <= 6, "{kept}");
}

#[test]
fn the_whitened_cosine_does_not_change_when_all_rows_are_turned_scaled_and_moved() {
    let (clean, before, after) = (noise(1, 60, 4), noise(2, 9, 4), noise(3, 9, 4));
    let (cosine, _) = whitened_cosine(&clean, &before, &after).unwrap();
    let (sine, cos) = 0.7f32.sin_cos();
    let moved = |rows: &Rows| {
        mapped(rows, |r| {
            vec![30.0 * (cos * r[0] - sine * r[1]) + 5.0, 30.0 * (sine * r[0] + cos * r[1]), 30.0 * r[3], 30.0 * r[2]]
        })
    };
    let (same, _) = whitened_cosine(&moved(&clean), &moved(&before), &moved(&after)).unwrap();
    assert_close(same, cosine, 1e-5, "turned, scaled and moved");
    // Even a scale for each dimension goes away: that is what whitening is for.
    let stretched = |rows: &Rows| mapped(rows, |r| vec![10.0 * r[0], r[1], 0.3 * r[2], 7.0 * r[3]]);
    let (same, _) = whitened_cosine(&stretched(&clean), &stretched(&before), &stretched(&after)).unwrap();
    assert_close(same, cosine, 1e-4, "stretched");
}

#[test]
fn what_does_not_move_has_a_whitened_cosine_of_one_and_what_is_lost_of_zero() {
    let (clean, before) = (noise(1, 400, 5), noise(2, 3000, 5));
    assert_close(whitened_cosine(&clean, &before, &before).unwrap().0, 1.0, 1e-12, "unmoved");
    assert_close(whitened_cosine(&clean, &before, &noise(3, 3000, 5)).unwrap().0, 0.0, 0.03, "unrelated");
}

#[test]
fn dimensions_with_next_to_no_variance_are_cut_and_no_more_are_kept_than_asked_for() {
    // The third dimension has 10⁻⁶ of the others' variance, the fourth none at all.
    let flat = |rows: &Rows| mapped(rows, |r| vec![r[0], r[1], 1e-3 * r[2], 3.0]);
    let (clean, before, after) = (flat(&noise(1, 80, 4)), flat(&noise(2, 9, 4)), flat(&noise(3, 9, 4)));
    let (cosine, kept) = whitened_cosine(&clean, &before, &after).unwrap();
    assert_eq!(kept, 2);
    let plane = |rows: &Rows| Rows::new(rows.iter().flat_map(|r| [r[0], r[1]]).collect(), 2);
    let (expected, _) = whitened_cosine(&plane(&clean), &plane(&before), &plane(&after)).unwrap();
    assert_close(cosine, expected, 1e-6, "without the flat dimensions");
    assert_eq!(Whitening::of(&clean, 1).unwrap().kept(), 1);
}

#[test]
fn rows_that_cannot_be_whitened_are_refused_by_name() {
    let good = noise(1, 20, 3);
    let field = |clean: &Rows, before: &Rows, after: &Rows| {
        whitened_cosine(clean, before, after).unwrap_err().field().to_owned()
    };
    let broken = mapped(&good, |r| vec![r[0], f32::NAN, r[2]]);
    assert_eq!(field(&noise(1, 1, 3), &good, &good), "clean");
    assert_eq!(field(&broken, &good, &good), "representations");
    assert_eq!(field(&mapped(&good, |_| vec![0.5; 3]), &good, &good), "representations");
    assert_eq!(field(&good, &good, &broken), "representations");
    assert_eq!(field(&good, &noise(2, 4, 2), &good), "before");
    assert_eq!(field(&good, &Rows::default(), &Rows::default()), "before");
    assert_eq!(field(&good, &good, &noise(2, 19, 3)), "after");
}
