//! Exact identities of the skew Rényi objective, and contrasts as further negatives of both objectives.

use burn::tensor::Tensor;
use spirograph_lab::objective::{Renyi, ntxent, renyi};

use crate::{assert_close, gradients::normals, objectives::rows, values};

const PLAIN: Renyi = Renyi { temperature: 0.5, order: 2.0, skew: 1.0 / 65_536.0 };

fn number(tensor: Tensor<1>) -> f64 {
    values(tensor)[0].into()
}

/// Cosine similarities over the temperature, row by row.
fn similarities(first: &Tensor<2>, second: &Tensor<2>, temperature: f64) -> Vec<Vec<f64>> {
    let [_, columns] = first.dims();
    let normalised = |tensor: &Tensor<2>| -> Vec<Vec<f64>> {
        let rows = values(tensor.clone());
        let rows = rows.chunks(columns).map(|row| row.iter().map(|&entry| f64::from(entry)).collect::<Vec<_>>());
        rows.map(|row| {
            let norm = row.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
            row.iter().map(|entry| entry / norm).collect()
        })
        .collect()
    };
    let (first, second) = (normalised(first), normalised(second));
    let cosine = |a: &Vec<f64>, b: &Vec<f64>| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    first.iter().map(|a| second.iter().map(|b| cosine(a, b) / temperature).collect()).collect()
}

fn mean(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    numbers.clone().sum::<f64>() / numbers.count() as f64
}

/// The similarities of the pairs, and those of all others.
fn parts(all: &[Vec<f64>]) -> (Vec<f64>, Vec<f64>) {
    let entries = all.iter().enumerate().flat_map(|(i, row)| row.iter().enumerate().map(move |(j, &f)| (i == j, f)));
    let (positives, negatives): (Vec<_>, Vec<_>) = entries.partition(|(is_positive, _)| *is_positive);
    (positives.into_iter().map(|(_, f)| f).collect(), negatives.into_iter().map(|(_, f)| f).collect())
}

#[test]
fn two_orthogonal_pairs_are_known() {
    // Similarity 2 of each pair, 0 of all others.
    let views = rows(&[1.0, 0.0, 0.0, 1.0], 2);
    let expected = 0.5 * (PLAIN.skew * 4f64.exp() + (1.0 - PLAIN.skew)).ln() - 2.0;
    assert_close(number(renyi(views.clone(), views, None, &PLAIN)), expected, 1e-5, "loss");
}

#[test]
fn the_limit_of_order_one_is_the_skew_kullback_leibler_objective() {
    // −1/(γ − 1) · log mean e^((γ − 1) f) tends to −mean f, the rest is continuous: the bound of Donsker and Varadhan.
    let (first, second) = (normals(1, 8, 6), normals(2, 8, 6));
    let skew = 0.1;
    let (positives, negatives) = parts(&similarities(&first, &second, 0.5));
    let exponential = |numbers: &[f64]| mean(numbers.iter().map(|f| f.exp()));
    let limit = (skew * exponential(&positives) + (1.0 - skew) * exponential(&negatives)).ln()
        - mean(positives.iter().copied());
    let off = |order: f64| {
        let of = Renyi { temperature: 0.5, order, skew };
        number(renyi(first.clone(), second.clone(), None, &of)) - limit
    };
    // What is missing vanishes as γ − 1.
    assert!(off(1.2).abs() > 1e-2, "{}", off(1.2));
    assert_close(off(1.02), off(1.04) / 2.0, 0.05 * off(1.04).abs(), "half the way to one");
    assert_close(off(1.005), 0.0, 2e-2, "the limit");
}

#[test]
fn the_objective_is_that_of_its_formula_with_contrasts_as_well() {
    let [first, second, contrasts] = [(3, 5), (4, 5), (5, 10)].map(|(seed, count)| normals(seed, count, 7));
    let Renyi { temperature, order, skew } = PLAIN;
    let one_way = |views: &Tensor<2>, others: &Tensor<2>| {
        let (positives, mut negatives) = parts(&similarities(views, others, temperature));
        negatives.extend(similarities(views, &contrasts, temperature).concat());
        let exponential = |numbers: &[f64], by: f64| mean(numbers.iter().map(|f| (by * f).exp()));
        let mixture = skew * exponential(&positives, order) + (1.0 - skew) * exponential(&negatives, order);
        mixture.ln() / order - exponential(&positives, order - 1.0).ln() / (order - 1.0)
    };
    let expected = (one_way(&first, &second) + one_way(&second, &first)) / 2.0;
    let found = number(renyi(first.clone(), second.clone(), Some(contrasts.clone()), &PLAIN));
    assert_close(found, expected, 1e-5 * expected.abs(), "loss");
    let exchanged = number(renyi(second, first, Some(contrasts), &PLAIN));
    assert_close(exchanged, found, 1e-6, "both ways round");
}

#[test]
fn it_never_falls_below_its_bound_which_identical_views_reach() {
    for temperature in [0.5, 0.05, 0.01] {
        let of = Renyi { temperature, ..PLAIN };
        let bound = of.skew.ln() / of.order;
        for seed in 0..5 {
            let (first, second) = (normals(seed, 6, 4), normals(seed + 10, 6, 4));
            let [different, identical] =
                [second, first.clone()].map(|second| number(renyi(first.clone(), second, None, &of)));
            assert!(different >= bound - 1e-5 && different.is_finite(), "{different} at {temperature}");
            assert!((bound - 1e-5..=1e-5).contains(&identical), "{identical} at {temperature}");
        }
        // Opposite views: nothing is gained by any other pair.
        let opposites = rows(&[1.0, 0.0, -1.0, 0.0], 2);
        let least = number(renyi(opposites.clone(), opposites, None, &of));
        let known = ((of.skew + (1.0 - of.skew) * (-4.0 / temperature).exp()).ln()) / of.order;
        assert_close(least, known, 1e-4, "opposites");
        assert!(temperature > 0.1 || (least - bound).abs() < 1e-4, "{least} {bound}");
    }
}

#[test]
fn a_small_skew_is_not_lost_to_rounding() {
    // Identical views at a low temperature: their own exponentials are so large that a skew of 10⁻⁹ counts.
    let views = normals(7, 64, 12);
    for skew in [1e-7, 1e-9] {
        let of = Renyi { temperature: 0.05, order: 2.0, skew };
        let (positives, negatives) = parts(&similarities(&views, &views, of.temperature));
        let exponential = |numbers: &[f64], by: f64| mean(numbers.iter().map(|f| (by * f).exp()));
        let mixture = skew * exponential(&positives, 2.0) + (1.0 - skew) * exponential(&negatives, 2.0);
        let expected = mixture.ln() / 2.0 - exponential(&positives, 1.0).ln();
        assert_close(number(renyi(views.clone(), views.clone(), None, &of)), expected, 2e-4, &format!("skew {skew}"));
    }
}

#[test]
fn one_pair_that_is_not_alike_costs_the_renyi_objective_less_than_ntxent() {
    let first = normals(6, 16, 12);
    let torn = Tensor::cat(vec![first.clone().narrow(0, 0, 1).neg(), first.clone().narrow(0, 1, 15)], 0);
    let costs = |loss: &dyn Fn(Tensor<2>) -> Tensor<1>| number(loss(torn.clone())) - number(loss(first.clone()));
    let [by_ntxent, by_renyi] = [
        costs(&|second| ntxent(first.clone(), second, None, 0.5)),
        costs(&|second| renyi(first.clone(), second, None, &PLAIN)),
    ];
    assert!(by_renyi > 0.0 && by_renyi < 0.5 * by_ntxent, "{by_renyi} {by_ntxent}");
}

#[test]
fn contrasts_are_further_candidates_of_ntxent() {
    let (first, second) = (normals(1, 2, 3), normals(2, 2, 3));
    let contrasts = normals(3, 4, 3);
    let all = Tensor::cat(vec![first.clone(), second.clone()], 0);
    let (views, others) = (similarities(&all, &all, 0.2), similarities(&all, &contrasts, 0.2));
    let loss = |row: usize| {
        let rest = (0..4).filter(|&other| other != row).map(|other| views[row][other].exp()).sum::<f64>();
        let further = others[row].iter().map(|f| f.exp()).sum::<f64>();
        (rest + further).ln() - views[row][(row + 2) % 4]
    };
    let expected = mean((0..4).map(loss));
    assert_close(
        number(ntxent(first.clone(), second.clone(), Some(contrasts), 0.2)),
        expected,
        1e-5 * expected,
        "loss",
    );
    // One that is opposite to all changes nothing at a low temperature.
    let (plain, far) = (rows(&[1.0, 0.0, 0.8, 0.6], 2), rows(&[-1.0, -0.5], 2));
    let [without, with] = [None, Some(far)].map(|far| number(ntxent(plain.clone(), plain.clone(), far, 0.02)));
    assert_close(with, without, 1e-6, "loss");
}
