//! Exact identities of the measures that match distributions, and the splits of a batch.

use burn::tensor::Tensor;
use spirograph_lab::{
    objective::{coral, median_splits, mmd},
    random::{Purpose, stream, uniform},
};

use crate::{assert_close, device, gradients::normals, objectives::rows, values};

type Measure = fn(Tensor<2>, Tensor<2>) -> Tensor<1>;
const BOTH: [(&str, Measure); 2] = [("mmd", mmd), ("coral", coral)];

/// A measure of two sets.
fn between(measure: Measure, first: &Tensor<2>, second: &Tensor<2>) -> f64 {
    let counts = [first.dims()[0], second.dims()[0]];
    let weights = [vec![1.0 / counts[0] as f32; counts[0]], vec![-1.0 / counts[1] as f32; counts[1]]].concat();
    values(measure(Tensor::cat(vec![first.clone(), second.clone()], 0), rows(&weights, 1)))[0].into()
}

#[test]
fn a_set_is_as_itself_and_both_ways_are_the_same() {
    let (first, second) = (normals(1, 12, 5), normals(2, 9, 5).add_scalar(0.4));
    for (name, measure) in BOTH {
        // Squared distances in single precision are zero but for rounding, which the narrowest kernel sees a thousandfold.
        assert_close(between(measure, &first, &first), 0.0, 2e-5, name);
        let there = between(measure, &first, &second);
        assert!(there > 0.02, "{name}: {there}");
        assert_close(between(measure, &second, &first), there, 1e-6 * (1.0 + there), name);
    }
}

#[test]
fn both_stay_as_they_are_where_everything_is_moved_and_mmd_where_it_is_stretched_or_turned() {
    let (first, second) = (normals(1, 12, 4), normals(2, 9, 4).mul_scalar(1.5));
    let mapped = |measure: Measure, map: &dyn Fn(Tensor<2>) -> Tensor<2>| {
        between(measure, &map(first.clone()), &map(second.clone()))
    };
    for (name, measure) in BOTH {
        let there = between(measure, &first, &second);
        assert_close(mapped(measure, &|rows| rows.add_scalar(20.0)), there, 2e-4 * (1.0 + there), name);
    }
    let there = between(mmd, &first, &second);
    assert_close(mapped(mmd, &|rows| rows.mul_scalar(1e-3)), there, 1e-4 * there, "shrunk");
    // Columns exchanged, and one turned over.
    let turned = |rows: Tensor<2>| {
        let [a, b, c, d] = [0, 1, 2, 3].map(|column| rows.clone().narrow(1, column, 1));
        Tensor::cat(vec![b, d.neg(), c, a], 1)
    };
    assert_close(mapped(mmd, &turned), there, 1e-5 * there, "turned");
}

/// The squared maximum mean discrepancy in double precision.
fn expected_mmd(all: &[f32], columns: usize, split: &[f32]) -> f64 {
    let all: Vec<_> = all.chunks(columns).collect();
    let squared = |i: usize, j: usize| all[i].iter().zip(all[j]).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>();
    let mut distances: Vec<_> =
        (0..all.len()).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| squared(i, j)).collect();
    distances.sort_by(f64::total_cmp);
    let median = distances[(distances.len() - 1) / 2];
    let kernel = |i, j| (-3..=3).map(|exponent| (-10f64.powi(exponent) * squared(i, j) / median).exp()).sum::<f64>();
    let pairs = (0..all.len()).flat_map(|i| (0..all.len()).map(move |j| (i, j)));
    pairs.map(|(i, j)| f64::from(split[i]) * kernel(i, j) * f64::from(split[j])).sum()
}

#[test]
fn the_median_is_found_whatever_the_distances_are() {
    // Numbers of rows whose pairs are odd and even in number, and distances over many orders of magnitude.
    for (seed, count) in [(1, 4), (2, 5), (3, 6), (4, 15), (5, 40)] {
        let mut generator = stream(seed, Purpose::Training, 0);
        let scales: Vec<f32> = (0..count).map(|_| 10f64.powf(uniform(&mut generator, (-2.0, 1.0))) as f32).collect();
        let all = normals(seed, count, 3) * rows(&scales, 1);
        let half = count / 2;
        let split = [vec![1.0 / half as f32; half], vec![-1.0 / (count - half) as f32; count - half]].concat();
        let found = values(mmd(all.clone(), rows(&split, 1)))[0].into();
        let expected = expected_mmd(&values(all), 3, &split);
        assert_close(found, expected, 2e-5 * expected, &format!("{count} rows"));
    }
}

#[test]
fn rows_that_are_all_the_same_give_numbers() {
    let same = Tensor::<2>::ones([6, 3], &device()).autodiff().require_grad();
    let splits = median_splits(&[vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]], &same.device());
    for (name, measure) in BOTH {
        let value = measure(same.clone(), splits.clone());
        let gradient = same.grad(&value.backward()).unwrap();
        assert_close(values(value)[0].into(), 0.0, 1e-6, name);
        assert!(values(gradient).into_iter().all(|entry| entry.abs() < 1e-6), "{name}");
    }
}

#[test]
fn several_splits_at_once_give_the_mean_of_each() {
    let all = normals(3, 10, 4);
    let entries = values(all.clone());
    let quantities =
        [0, 1, 2].map(|column| -> Vec<f64> { entries.iter().skip(column).step_by(4).map(|&e| e.into()).collect() });
    for (name, measure) in BOTH {
        let together = values(measure(all.clone(), median_splits(&quantities, &device())))[0];
        let each = quantities.iter().map(|quantity| {
            f64::from(values(measure(all.clone(), median_splits(std::slice::from_ref(quantity), &device())))[0])
        });
        let each: Vec<_> = each.collect();
        assert!(each.iter().all(|&one| one > 0.01), "{name}: {each:?}");
        assert_close(together.into(), each.iter().sum::<f64>() / 3.0, 1e-6, name);
    }
}

#[test]
fn a_split_has_the_smaller_half_first_and_none_where_all_values_are_equal() {
    let splits =
        median_splits(&[vec![3.0, 1.0, 2.0, 5.0, 4.0], vec![7.0; 5], vec![0.0, 0.0, 0.0, 1.0, 2.0]], &device());
    assert_eq!(splits.dims(), [5, 3]);
    let third = 1.0 / 3.0;
    let expected =
        [[third, 0.0, third], [third, 0.0, third], [third, 0.0, third], [-0.5, 0.0, -0.5], [-0.5, 0.0, -0.5]];
    for (found, expected) in values(splits).into_iter().zip(expected.concat()) {
        assert_close(found.into(), expected, 1e-6, "entry");
    }
}
