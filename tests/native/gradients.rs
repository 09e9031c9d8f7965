//! Gradients of the objectives and of the matching terms against central differences of their values.

use burn::tensor::Tensor;
use spirograph_lab::{
    objective::{
        PowerNormalisation, Renyi, choice_error, coral, isometry, median_splits, mmd, moves_error, no_negatives,
        ntxent, renyi,
    },
    random::{Purpose, normal, stream},
};

use crate::{assert_close, device, objectives::rows, values};

/// By how much rows are moved to both sides, all together.
const STEP: f64 = 2e-2;

/// Normal numbers in rows of `columns`.
pub fn normals(seed: u64, count: usize, columns: usize) -> Tensor<2> {
    let mut generator = stream(seed, Purpose::Training, 0);
    rows(&(0..count * columns).map(|_| normal(&mut generator) as f32).collect::<Vec<_>>(), columns)
}

fn length(entries: &[f32]) -> f64 {
    entries.iter().map(|&entry| f64::from(entry).powi(2)).sum::<f64>().sqrt()
}

fn number(tensor: Tensor<1>) -> f64 {
    values(tensor)[0].into()
}

/// Asserts that the gradient by `at` is the slope of the value, along itself and along a few random directions.
fn assert_gradient(what: &str, at: &Tensor<2>, value: impl Fn(Tensor<2>) -> Tensor<1>) {
    let tracked = at.clone().autodiff().require_grad();
    let gradients = value(tracked.clone()).backward();
    let gradient = tracked.grad(&gradients).unwrap();
    let steepest = length(&values(gradient.clone()));
    assert!(steepest > 1e-3, "{what}: the gradient is {steepest} long");
    let [count, columns] = at.dims();
    for direction in [gradient.clone()].into_iter().chain((0..3).map(|seed| normals(90 + seed, count, columns))) {
        let direction = direction.clone().div_scalar(length(&values(direction)));
        let moved = |step: f64| number(value((at.clone() + direction.clone().mul_scalar(step)).autodiff()));
        let slope = (moved(STEP) - moved(-STEP)) / (2.0 * STEP);
        let expected = f64::from(values((gradient.clone() * direction.clone()).sum())[0]);
        assert_close(slope, expected, 5e-3 * steepest, what);
    }
}

#[test]
fn the_gradients_of_ntxent_with_contrasts_are_its_slopes() {
    let [first, second, contrasts] = [(1, 6), (2, 6), (3, 9)].map(|(seed, count)| normals(seed, count, 5));
    let still = |rows: &Tensor<2>| rows.clone().autodiff();
    assert_gradient("first", &first, |moved| ntxent(moved, still(&second), Some(still(&contrasts)), 0.5));
    assert_gradient("second", &second, |moved| ntxent(still(&first), moved, Some(still(&contrasts)), 0.5));
    assert_gradient("contrasts", &contrasts, |moved| ntxent(still(&first), still(&second), Some(moved), 0.5));
}

#[test]
fn the_gradients_of_the_renyi_objective_are_its_slopes_with_and_without_contrasts() {
    let [first, second, contrasts] = [(1, 6), (2, 6), (3, 9)].map(|(seed, count)| normals(seed, count, 5));
    let still = |rows: &Tensor<2>| rows.clone().autodiff();
    for (order, skew) in [(2.0, 1.0 / 65_536.0), (1.3, 0.2)] {
        let of = Renyi { temperature: 0.5, order, skew };
        assert_gradient("first", &first, |moved| renyi(moved, still(&second), None, &of));
        assert_gradient("second", &second, |moved| renyi(still(&first), moved, Some(still(&contrasts)), &of));
        assert_gradient("contrasts", &contrasts, |moved| renyi(still(&first), still(&second), Some(moved), &of));
    }
}

/// Rows, and two splits of them by something that they follow a little.
fn split_rows(count: usize, columns: usize) -> (Tensor<2>, Tensor<2>) {
    let all = normals(4, count, columns);
    let entries = values(all.clone());
    let quantity = |column: usize| entries.iter().skip(column).step_by(columns).map(|&entry| entry.into()).collect();
    (all, median_splits(&[quantity(0), quantity(3)], &device().autodiff()))
}

#[test]
fn the_gradient_of_coral_is_its_slope() {
    let (all, splits) = split_rows(14, 5);
    assert_gradient("coral", &all, |moved| coral(moved, splits.clone()));
}

#[test]
fn the_gradient_of_mmd_is_its_slope_where_the_median_stays() {
    // No gradient goes through the median. More than half of all pairs are corners of a simplex, which are in no part and do
    // not move: the median is the distance of these from each other.
    let (all, splits) = split_rows(6, 24);
    let corners = Tensor::<2>::eye(24, &device().autodiff()).mul_scalar(8.0);
    let splits = Tensor::cat(vec![splits, Tensor::zeros([24, 2], &device().autodiff())], 0);
    assert_gradient("mmd", &all, |moved| mmd(Tensor::cat(vec![moved, corners.clone()], 0), splits.clone()));
}

#[test]
fn the_gradients_without_negatives_are_slopes_and_none_goes_through_the_slow_copy() {
    let [one, other, first, second] = [1, 2, 3, 4].map(|seed| normals(seed, 6, 5));
    let still = |rows: &Tensor<2>| rows.clone().autodiff();
    let slow = || [still(&first), still(&second)];
    assert_gradient("from the first", &one, |moved| no_negatives([moved, still(&other)], slow()));
    assert_gradient("from the second", &other, |moved| no_negatives([still(&one), moved], slow()));
    let tracked = first.clone().autodiff().require_grad();
    let predicted = one.clone().autodiff().require_grad();
    let gradients = no_negatives([predicted, still(&other)], [tracked.clone(), still(&second)]).backward();
    assert!(tracked.grad(&gradients).is_none_or(|gradient| values(gradient).iter().all(|&entry| entry == 0.0)));
}

#[test]
fn the_gradient_through_power_normalisation_is_a_slope_the_batch_with_it() {
    let (at, weights) = (normals(5, 6, 4), normals(6, 6, 4));
    assert_gradient("power", &at, |moved| {
        (PowerNormalisation::of(moved.clone()).apply(moved) * weights.clone().autodiff()).sum()
    });
}

#[test]
fn the_gradients_of_what_is_followed_are_slopes() {
    let [before, after] = [7, 8].map(|seed| normals(seed, 5, 4));
    let still = |rows: &Tensor<2>| rows.clone().autodiff();
    assert_gradient("before", &before, |moved| isometry(moved, still(&after)));
    assert_gradient("after", &after, |moved| isometry(still(&before), moved));
    let is_change = rows(&[0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0], 3);
    assert_gradient("choice", &normals(9, 3, 3), |moved| choice_error(moved, still(&is_change)));
    assert_gradient("moves", &before, |moved| moves_error(moved, still(&after)));
}
