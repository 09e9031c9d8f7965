//! Reading the factors back from a subject: views, representations, their mean, the probe.

use burn::tensor::{Device, Tensor, TensorData, Transaction};
use serde::{Deserialize, Serialize};

use super::averaging::{MOST_VIEWS, check_views};
use crate::{
    error::{Error, Result, within, within_at},
    model::{Model, Probe},
    named::Named,
    pictures::{Drawing, SIDE, Scene, Source, column, to_rgba},
    random::{Purpose, stream},
    statistics::deviation,
    tensors::{
        Rows,
        arrays::{read, read_entries},
    },
};

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Subject {
    /// A drawing: its views recolour it.
    Drawing {
        /// The strokes and their colours.
        drawing: Drawing,
    },
    /// A picture of the kind that the encoder has learned from: each view draws all nuisance factors again.
    Scene {
        /// Which of its things.
        #[serde(default)]
        #[cfg_attr(target_arch = "wasm32", tsify(optional))]
        thing: usize,
        /// Its factors by name; those that are left out are neutral.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
        factors: Named<f64>,
    },
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReadBackRequest {
    /// What is looked at.
    pub subject: Subject,
    /// Number of views M, from 1 to 128.
    pub views: usize,
    /// Seed of the views.
    pub seed: u32,
}

/// One factor as read back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FactorEstimate {
    /// The factor's name.
    pub factor: String,
    /// Its value as read from the mean representation of all views.
    pub estimate: f64,
    /// Standard error of the estimate over views; none for a single view.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub spread: Option<f64>,
    /// Its true value, where the subject has one.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub truth: Option<f64>,
    /// Smallest value that the encoder was trained on.
    pub lower: f64,
    /// Largest value that the encoder was trained on.
    pub upper: f64,
}

/// The estimates from the first few views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AveragingPoint {
    /// Number of views averaged.
    pub views: usize,
    /// Estimates of the factors, in the order of [`ReadBack::estimates`].
    pub estimates: Vec<f64>,
    /// Their standard errors: the deviation of single views' estimates over all views, divided by √views; none where
    /// there is a single view in all.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "(number | null)[]"))]
    pub spreads: Vec<Option<f64>>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReadBack {
    /// The factors of interest at all M views.
    pub estimates: Vec<FactorEstimate>,
    /// The same at 1, 2, 4, … views, and at M.
    pub by_views: Vec<AveragingPoint>,
    /// The subject as it is: RGBA, 32×32, x to the right, y up.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub picture: Vec<u8>,
    /// The M views, likewise, one after the other.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub views: Vec<u8>,
}

/// Reads the factors of interest back from a subject on `device`, where the model must be.
///
/// # Errors
/// [`Error::OutOfBounds`], [`Error::Invalid`] or [`Error::EmptyDrawing`] naming what is wrong with the request;
/// [`Error::Device`] if the device fails.
pub async fn read_back(model: &Model, request: &ReadBackRequest, device: &Device) -> Result<ReadBack> {
    check_views(request.views)?;
    let (source, scene) = request.subject.scene(&model.source)?;
    let mut generator = stream(request.seed.into(), Purpose::Views, 0);
    let views: Vec<_> = (0..request.views).map(|_| source.view(&scene, &mut generator)).collect();
    let views = source.render(&views, device);
    let picture = source.render(std::slice::from_ref(&scene), device);
    let representations = model.encoder.representations(views.clone());
    let [_, dimension] = representations.dims();
    let transaction = Transaction::default().register(representations).register(picture).register(views);
    let [representations, picture, views]: [_; 3] = read(transaction)
        .await?
        .try_into()
        .map_err(|_| Error::Device { reason: "it did not return all that was asked of it.".to_owned() })?;
    // The probe is affine: the mean of the views' estimates is the estimate of their mean representation.
    let single: Vec<_> = Rows::new(representations.values, dimension).iter().map(|row| model.probe.read(row)).collect();
    let by_views = averaging_points(&single);
    let truth = matches!(request.subject, Subject::Scene { .. }).then_some(&scene);
    let estimates = match by_views.last() {
        Some(all) => estimates(&model.probe, &source, all, truth)?,
        None => Vec::new(),
    };
    Ok(ReadBack { estimates, by_views, picture: to_rgba(&picture.values), views: to_rgba(&views.values) })
}

impl Subject {
    /// The subject as a scene of pictures that an encoder of `source` can read.
    fn scene(&self, source: &Source) -> Result<(Source, Scene)> {
        match self {
            Subject::Drawing { drawing } => source.of_drawing(drawing),
            Subject::Scene { thing, factors } => {
                within("thing", *thing as f64, (0.0, source.things() as f64 - 1.0))?;
                Ok((source.clone(), Scene::named(source.factors(), *thing, factors)?))
            }
        }
    }
}

/// Representations, one after the other, of any images of the generator's size: `[count, 3, 32, 32]` numbers from 0 to 1,
/// rows x, columns y.
///
/// # Errors
/// [`Error::WrongLength`] naming `images` unless it is a whole number of images, from one to [`MOST_VIEWS`];
/// [`Error::OutOfBounds`] naming the first entry that is not between 0 and 1; [`Error::Device`] if the device fails.
pub async fn representations(model: &Model, images: &[f32], device: &Device) -> Result<Vec<f32>> {
    const LENGTH: usize = 3 * SIDE * SIDE;
    let count = images.len() / LENGTH;
    if !images.len().is_multiple_of(LENGTH) || !(1..=MOST_VIEWS).contains(&count) {
        return Err(Error::WrongLength {
            field: "images".to_owned(),
            found: images.len(),
            expected: format!("a multiple of 3 × {SIDE} × {SIDE}, up to {MOST_VIEWS} images"),
        });
    }
    for (index, &value) in images.iter().enumerate() {
        within_at(|| format!("images[{index}]"), value.into(), (0.0, 1.0))?;
    }
    let images = Tensor::from_data(TensorData::new(images.to_vec(), [count, 3, SIDE, SIDE]), device);
    read_entries(model.encoder.representations(images)).await
}

/// Estimates by prefixes of the views, from one row of estimates for each view.
fn averaging_points(single: &[Vec<f64>]) -> Vec<AveragingPoint> {
    let targets = single.first().map_or(0, Vec::len);
    let deviations: Vec<_> = (0..targets).map(|target| deviation(single.iter().map(|row| row[target]))).collect();
    let powers = (0..).map(|power| 1 << power).take_while(|&views| views < single.len());
    powers
        .chain([single.len()])
        .map(|views| AveragingPoint {
            views,
            estimates: (0..targets)
                .map(|target| single[..views].iter().map(|row| row[target]).sum::<f64>() / views as f64)
                .collect(),
            spreads: deviations.iter().map(|deviation| deviation.map(|d| d / (views as f64).sqrt())).collect(),
        })
        .collect()
}

fn estimates(
    probe: &Probe,
    source: &Source,
    all: &AveragingPoint,
    truth: Option<&Scene>,
) -> Result<Vec<FactorEstimate>> {
    let estimate = |(target, (&estimate, &spread)): (&String, (&f64, &Option<f64>))| {
        let column = column(source.factors(), target)?;
        let factor = &source.factors()[column];
        let truth = truth.map(|scene| scene.factors[column]);
        Ok(FactorEstimate { factor: target.clone(), estimate, spread, truth, lower: factor.lower, upper: factor.upper })
    };
    probe.targets.iter().zip(all.estimates.iter().zip(&all.spreads)).map(estimate).collect()
}
