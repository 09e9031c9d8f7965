//! How far an estimate may be off: intervals from the errors on held-out samples, and what is too unlike them.
//!
//! The intervals are those of split conformal prediction (Papadopoulos et al. 2002; normalised as in Lei et al. 2018): the
//! errors of samples that neither encoder nor probe was fitted on, each divided by a scale that is known without the truth,
//! have a quantile; the scale of a new estimate times that quantile holds its error as often. The scale is the error that
//! is to be expected by the representation, and by how much the views' estimates differ.

use serde::{Deserialize, Serialize};

use super::{familiarity::Familiarity, ridge::Affine};
use crate::{
    error::Result,
    files::broken,
    statistics::{deviation, quantile},
    tensors::{
        Rows,
        arrays::{Array, Arrays, remove},
    },
};

/// The share of estimates whose interval holds the truth.
pub const COVERAGE: f64 = 0.9;
/// A subject is unfamiliar if its distance is beyond that of this share of the samples.
const FAMILIAR: f64 = 0.99;
/// An expected error lies within these factors of the samples' mean one: it is fitted, and may be far off elsewhere.
const EXPECTED: (f64, f64) = (0.2, 5.0);

/// What a probe says of one subject's views.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Each view's estimates of all targets.
    pub single: Vec<Vec<f64>>,
    /// The mean representation of the views.
    pub mean: Vec<f32>,
}

impl Reading {
    /// The estimate of a target: that of the mean representation, since the probe is affine.
    pub fn estimate(&self, target: usize) -> f64 {
        self.single.iter().map(|row| row[target]).sum::<f64>() / self.single.len() as f64
    }

    /// The deviation of the views' estimates of a target; none of a single view.
    pub fn deviation(&self, target: usize) -> Option<f64> {
        deviation(self.single.iter().map(|row| row[target]))
    }
}

/// Bounds of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Interval {
    /// The lower one.
    pub lower: f64,
    /// The upper one.
    pub upper: f64,
}

/// What is known of a probe's errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// From a mean representation to the logarithm of each target's error.
    expected: Affine,
    familiarity: Familiarity,
    /// For each number of views that it was found for, fewer first.
    points: Vec<Point>,
}

/// What was found at one number of views.
#[derive(Debug, Clone, PartialEq)]
struct Point {
    views: usize,
    /// The mean deviation of the views' estimates, by target; 0 where there is a single view.
    deviations: Vec<f64>,
    /// The quantile of errors over their scale, by target.
    quantiles: Vec<f64>,
    /// The mean of the logarithm of each target's error as it is expected, by target.
    usual: Vec<f64>,
    /// The distance beyond which a subject is unfamiliar.
    farthest: f64,
}

/// Samples at one number of views, with their true values by target.
pub struct Held<'a> {
    /// Number of views.
    pub views: usize,
    /// A reading and the truth of each sample.
    pub samples: &'a [(Reading, Vec<f64>)],
}

impl Calibration {
    /// Fits what the errors look like to some samples, and finds quantiles and distances on others, at each number of views.
    ///
    /// # Errors
    /// What [`Affine::fit`] and [`Familiarity::fit`] refuse.
    pub fn fit(fitted: &[(Reading, Vec<f64>)], held: &[Held]) -> Result<Self> {
        let length = fitted.first().map_or(0, |(reading, _)| reading.mean.len());
        let rows = Rows::new(fitted.iter().flat_map(|(reading, _)| reading.mean.clone()).collect(), length);
        let targets = fitted.first().map_or(0, |(_, truth)| truth.len());
        // Errors of zero have no logarithm: a hundredth of the mean one is as good as none.
        let logarithms = (0..targets).map(|target| {
            let errors: Vec<_> = fitted.iter().map(|sample| error(sample, target)).collect();
            let least = 0.01 * errors.iter().sum::<f64>() / errors.len() as f64;
            errors.iter().map(|error| error.max(least).ln()).collect()
        });
        let expected = Affine::fit(&rows, &logarithms.collect::<Vec<_>>())?;
        let familiarity = Familiarity::fit(&rows)?;
        let mut calibration = Self { expected, familiarity, points: Vec::new() };
        calibration.points = held.iter().map(|held| calibration.point(held, targets)).collect();
        Ok(calibration)
    }

    fn point(&self, Held { views, samples }: &Held, targets: usize) -> Point {
        let mean = |of: &dyn Fn(&Reading) -> f64| {
            samples.iter().map(|(reading, _)| of(reading)).sum::<f64>() / samples.len().max(1) as f64
        };
        let deviations: Vec<_> =
            (0..targets).map(|target| mean(&|reading| reading.deviation(target).unwrap_or(0.0))).collect();
        let usual = (0..targets).map(|target| mean(&|reading| self.expected.apply(&reading.mean)[target])).collect();
        let distances = samples.iter().map(|(reading, _)| self.familiarity.distance(&reading.mean)).collect();
        let (quantiles, farthest) = (Vec::new(), quantile(distances, FAMILIAR));
        let mut point = Point { views: *views, deviations, quantiles, usual, farthest };
        let score = |target| {
            let scores = samples.iter().map(|sample| error(sample, target) / self.scale(&point, &sample.0, target));
            quantile(scores.collect(), COVERAGE)
        };
        point.quantiles = (0..targets).map(score).collect();
        point
    }

    /// The scale of a reading's error: what is expected of its representation in terms of the usual, times the root of how
    /// much the views differ in terms of how much they usually do. The root, since the two tell much the same.
    fn scale(&self, point: &Point, reading: &Reading, target: usize) -> f64 {
        let by_representation = (self.expected.apply(&reading.mean)[target] - point.usual[target]).exp();
        let by_views = match reading.deviation(target) {
            Some(deviation) if point.deviations[target] > 0.0 => deviation / point.deviations[target],
            _ => 1.0,
        };
        let (least, most) = EXPECTED;
        by_representation.clamp(least, most) * by_views.clamp(least, most).sqrt()
    }

    /// The interval of each target's estimate, at the number of views that the reading has. Between two numbers of views
    /// that it was found for it is that of the fewer, which is the wider one. It widens with the distance of what is
    /// unfamiliar.
    pub fn intervals(&self, reading: &Reading) -> Vec<Option<Interval>> {
        let point = self.at(reading.single.len());
        let targets = reading.single.first().map_or(0, Vec::len);
        let unfamiliar = self.unfamiliar(reading).unwrap_or(1.0);
        let interval = |target: usize| {
            let point = point?;
            let half = point.quantiles[target] * self.scale(point, reading, target) * unfamiliar;
            let estimate = reading.estimate(target);
            Some(Interval { lower: estimate - half, upper: estimate + half })
        };
        (0..targets).map(interval).collect()
    }

    /// See [`Familiarity::levelled`].
    pub fn levelled(&self, representation: &[f32]) -> Vec<f32> {
        self.familiarity.levelled(representation)
    }

    /// How many times farther from what it was found on a subject is than nearly all of that; none where it is not.
    pub fn unfamiliar(&self, reading: &Reading) -> Option<f64> {
        let share = self.familiarity.distance(&reading.mean) / self.at(reading.single.len())?.farthest;
        (share > 1.0).then_some(share)
    }

    fn at(&self, views: usize) -> Option<&Point> {
        self.points.iter().rev().find(|point| point.views <= views)
    }

    /// As arrays under `prefix`.
    pub(super) fn arrays(&self, prefix: &str) -> Arrays {
        let targets = self.expected.offsets.len();
        let table = |of: fn(&Point) -> &Vec<f64>| {
            array(&[self.points.len(), targets], self.points.iter().flat_map(of).copied())
        };
        let list = |of: fn(&Point) -> f64| array(&[self.points.len()], self.points.iter().map(of));
        let weights = self.expected.weights.iter().flatten().copied();
        let length = self.expected.weights.first().map_or(0, Vec::len);
        let mut arrays = Arrays::from([
            (format!("{prefix}expected.weights"), array(&[targets, length], weights)),
            (format!("{prefix}expected.offsets"), array(&[targets], self.expected.offsets.iter().copied())),
            (format!("{prefix}views"), list(|point| point.views as f64)),
            (format!("{prefix}farthest"), list(|point| point.farthest)),
            (format!("{prefix}deviations"), table(|point| &point.deviations)),
            (format!("{prefix}quantiles"), table(|point| &point.quantiles)),
            (format!("{prefix}usual"), table(|point| &point.usual)),
        ]);
        arrays.extend(self.familiarity.arrays(prefix));
        arrays
    }

    /// From arrays under `prefix`, which lose them; none where there are none.
    pub(super) fn read(prefix: &str, length: usize, targets: usize, arrays: &mut Arrays) -> Result<Option<Self>> {
        let Some(count) = arrays.get(&format!("{prefix}views")).map(|array| array.values.len()) else {
            return Ok(None);
        };
        let familiarity = Familiarity::read(prefix, length, arrays)?;
        let mut values = |name: &str, shape: &[usize]| numbers(arrays, &format!("{prefix}{name}"), shape);
        let expected = Affine {
            weights: values("expected.weights", &[targets, length])?
                .chunks(length.max(1))
                .map(<[f64]>::to_vec)
                .collect(),
            offsets: values("expected.offsets", &[targets])?,
        };
        let (views, farthest) = (values("views", &[count])?, values("farthest", &[count])?);
        let [deviations, quantiles, usual] =
            ["deviations", "quantiles", "usual"].map(|name| values(name, &[count, targets]));
        let (deviations, quantiles, usual) = (deviations?, quantiles?, usual?);
        let row = |table: &[f64], index: usize| table[index * targets..(index + 1) * targets].to_vec();
        let point = |index: usize| Point {
            views: views[index] as usize,
            deviations: row(&deviations, index),
            quantiles: row(&quantiles, index),
            usual: row(&usual, index),
            farthest: farthest[index],
        };
        check_views(&format!("{prefix}views"), &views)?;
        for (name, numbers) in [("deviations", &deviations), ("quantiles", &quantiles), ("farthest", &farthest)] {
            check_sizes(&format!("{prefix}{name}"), numbers)?;
        }
        Ok(Some(Self { expected, familiarity, points: (0..count).map(point).collect() }))
    }
}

/// Refuses numbers of views that are not whole, or not in their order.
fn check_views(name: &str, views: &[f64]) -> Result<()> {
    let are_whole = views.iter().all(|&views| views >= 1.0 && views.fract() == 0.0);
    match are_whole && views.is_sorted_by(|one, next| one < next) {
        true => Ok(()),
        false => Err(broken(name, format!("tensor {name} must hold whole numbers from 1 on, the fewer first."))),
    }
}

/// Refuses negative numbers where they are sizes.
pub(super) fn check_sizes(name: &str, numbers: &[f64]) -> Result<()> {
    match numbers.iter().all(|&number| number >= 0.0) {
        true => Ok(()),
        false => Err(broken(name, format!("tensor {name} holds negative numbers, which are sizes."))),
    }
}

/// How far a sample's estimate of a target is off.
fn error((reading, truth): &(Reading, Vec<f64>), target: usize) -> f64 {
    (reading.estimate(target) - truth[target]).abs()
}

/// The numbers of an array of a name and a shape, which `arrays` loses.
///
/// # Errors
/// What [`remove`] refuses.
pub(super) fn numbers(arrays: &mut Arrays, name: &str, shape: &[usize]) -> Result<Vec<f64>> {
    Ok(remove(arrays, name, shape)?.values.into_iter().map(f64::from).collect())
}

/// Numbers as an array of a shape.
pub(super) fn array(shape: &[usize], values: impl Iterator<Item = f64>) -> Array {
    Array { shape: shape.to_vec(), values: values.map(|value| value as f32).collect() }
}
