//! A map of representations: their two principal axes, turned so that maps that follow each other move smoothly.

use burn::tensor::Device;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix2xX, SymmetricEigen};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result, within, within_at},
    measuring::{Protocol, averaged_samples},
    model::Model,
    named::Named,
    random::Purpose,
    statistics::{normalised, symmetric_eigen},
};

/// Fewest and most samples of a map.
const SAMPLES: (f64, f64) = (16.0, 1000.0);
/// No point of a map lies farther from its middle: the root mean squared radius of at most 1000 points is one.
const FARTHEST: f64 = 100.0;
/// Rows whose variance is less than this share of their mean square differ by nothing but rounding.
const ROUNDING: f64 = 1e-24;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MapRequest {
    /// Number of samples, from 16 to 1000, drawn from the training distribution, and of things that are held out where there are such.
    pub samples: usize,
    /// Seed of these: the same ones for the same seed, whatever the encoder.
    pub seed: u32,
    /// The points of the map before, which the new one is turned towards.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number[] | null"))]
    pub previous: Option<Vec<f64>>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RepresentationMap {
    /// x₀, y₀, x₁, y₁, …: around zero, with a root mean squared radius of one.
    pub points: Vec<f64>,
    /// By name, each factor of every sample.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number[]>"))]
    pub factors: Named<Vec<f64>>,
    /// The number of the thing that each sample shows: of photographs a crop, else 0 where pictures are of one thing.
    pub things: Vec<usize>,
    /// Shares of the representations' whole variance that the first and the second principal axis explain. The points'
    /// own axes are these two until a map is turned.
    pub shares: [f64; 2],
}

/// The map of the L2-normalised representations, as the objective sees them, on `device`, where the model must be.
///
/// # Errors
/// [`Error::OutOfBounds`] naming `samples` or an entry of `previous`; [`Error::WrongLength`] naming `previous`;
/// [`Error::Invalid`] when the representations are not finite; [`Error::Device`] if the device fails.
pub async fn representation_map(model: &Model, request: &MapRequest, device: &Device) -> Result<RepresentationMap> {
    within("samples", request.samples as f64, SAMPLES)?;
    // With the hand that the encoder has learned from, so that the map shows what is left of it.
    let protocol = Protocol { source: model.source.held_out(), ..Protocol::new(request.seed.into(), &model.source) };
    let mut sets =
        averaged_samples(&model.encoder, &protocol, Purpose::ProbeTest, request.samples, &[1], device).await?;
    let samples = sets.swap_remove(0);
    let rows: Vec<_> = samples.representations.iter().flat_map(normalised).collect();
    let column = |column: usize| samples.scenes.iter().map(|scene| scene.factors[column]).collect();
    let factors = samples.table.iter().enumerate().map(|(index, factor)| (factor.name, column(index))).collect();
    let things = samples.scenes.iter().map(|scene| scene.thing).collect();
    let (points, shares) = principal_plane(&rows, request.samples)?;
    let points = match &request.previous {
        Some(previous) => turned_towards(&points, previous)?,
        None => points,
    };
    Ok(RepresentationMap { points, factors, things, shares })
}

/// `count` rows of equal length in the plane of their two principal axes, x₀, y₀, x₁, y₁, …, scaled to a root mean
/// squared radius of one, and the shares of the whole variance that the axes explain. Rows that do not differ all lie at
/// zero and have no variance to explain.
///
/// # Errors
/// [`Error::WrongLength`] unless there are two rows or more of two entries or more; [`Error::Invalid`] when an entry is
/// not finite.
pub fn principal_plane(rows: &[f64], count: usize) -> Result<(Vec<f64>, [f64; 2])> {
    let length = rows.len() / count.max(1);
    if count < 2 || length < 2 || rows.len() != count * length {
        return Err(Error::WrongLength {
            field: "rows".to_owned(),
            found: rows.len(),
            expected: "two rows or more of two entries or more".to_owned(),
        });
    }
    if rows.iter().any(|entry| !entry.is_finite()) {
        return Err(Error::Invalid {
            field: "representations".to_owned(),
            reason: "there is no map, because the representations are not finite.".to_owned(),
        });
    }
    // Rows of the data are columns here: the entries lie in that order.
    let mut data = DMatrix::from_column_slice(length, count, rows);
    let centre = data.column_mean();
    for mut sample in data.column_iter_mut() {
        sample -= &centre;
    }
    let variance = data.norm_squared();
    if variance <= ROUNDING * rows.iter().map(|entry| entry.powi(2)).sum::<f64>() {
        return Ok((vec![0.0; 2 * count], [0.0; 2]));
    }
    let axes = principal_axes(&data);
    let explained = axes[0].norm_squared() + axes[1].norm_squared();
    let scale = (count as f64 / explained).sqrt();
    let points = axes[0].iter().zip(&axes[1]).flat_map(|(x, y)| [x * scale, y * scale]).collect();
    Ok((points, axes.map(|axis| axis.norm_squared() / variance)))
}

/// Where the columns of `data`, whose mean is zero, lie along each of their two principal axes.
fn principal_axes(data: &DMatrix<f64>) -> [DVector<f64>; 2] {
    let (length, count) = data.shape();
    // Both products have the same eigenvalues but for zeros; the smaller one takes far less time.
    let is_wide = count > length;
    let product = if is_wide { data * data.transpose() } else { data.tr_mul(data) };
    let SymmetricEigen { eigenvalues, eigenvectors } = symmetric_eigen(product);
    let mut order: Vec<_> = (0..eigenvalues.len()).collect();
    order.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
    [order[0], order[1]].map(|index| {
        let vector = eigenvectors.column(index);
        // Rounding can make an eigenvalue of zero negative.
        if is_wide { data.tr_mul(&vector) } else { vector * eigenvalues[index].max(0.0).sqrt() }
    })
}

/// `points` rotated or reflected so that they lie closest to `previous` (the orthogonal Procrustes problem, Schönemann
/// 1966); both are x₀, y₀, x₁, y₁, … around zero.
///
/// # Errors
/// [`Error::WrongLength`] naming `previous` unless both have as many entries; [`Error::OutOfBounds`] naming the first
/// entry of `previous` that is no place on a map.
pub fn turned_towards(points: &[f64], previous: &[f64]) -> Result<Vec<f64>> {
    if previous.len() != points.len() {
        return Err(Error::WrongLength {
            field: "previous".to_owned(),
            found: previous.len(),
            expected: format!("{}, two for each sample", points.len()),
        });
    }
    for (index, &entry) in previous.iter().enumerate() {
        within_at(|| format!("previous[{index}]"), entry, (-FARTHEST, FARTHEST))?;
    }
    let (points, previous) = (Matrix2xX::from_column_slice(points), Matrix2xX::from_column_slice(previous));
    let svd = (&previous * points.transpose()).svd(true, true);
    let turn = svd.u.zip(svd.v_t).map_or_else(Matrix2::identity, |(u, v_t)| u * v_t);
    Ok((turn * points).as_slice().to_vec())
}
