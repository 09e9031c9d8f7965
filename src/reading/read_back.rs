//! Reading the factors back from a subject: views, representations, their mean, the probe.

use burn::tensor::{Device, Tensor, TensorData, Transaction};
use serde::{Deserialize, Serialize};

use super::averaging::{MOST_VIEWS, check_views};
use crate::{
    error::{Error, Result, within, within_at},
    model::{Interval, Model, Probe, Reader, Reading},
    named::Named,
    pictures::{Drawing, REDRAWN, SIDE, Scene, Source, column, drawn_by_hand, to_rgba},
    random::{Purpose, stream},
    tensors::{
        Rows,
        arrays::{read, read_entries},
    },
    translating::Translation,
};

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Subject {
    /// A drawing: its views recolour it, and draw it again with a hand that is a little other.
    Drawing {
        /// The strokes and their colours.
        drawing: Drawing,
    },
    /// A picture of the kind that the encoder has learned from: each view draws all nuisance factors again. A Spirograph
    /// whose hand has flaws is read as the drawing that it is.
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
    /// Where the true value is, nine times in ten; none where the probe's errors are not known.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Interval | null"))]
    pub interval: Option<Interval>,
    /// Standard error of the estimate over views; none for a single view. The error that all views share is not in it.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub standard_error: Option<f64>,
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
    pub standard_errors: Vec<Option<f64>>,
    /// Their intervals.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "(Interval | null)[]"))]
    pub intervals: Vec<Option<Interval>>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReadBack {
    /// The factors of interest at all M views.
    pub estimates: Vec<FactorEstimate>,
    /// The same at 1, 2, 4, … views, and at M.
    pub by_views: Vec<AveragingPoint>,
    /// How many times farther from what the encoder has learned from the subject is than nearly all of that; none where it
    /// is not. The intervals are wider by as much.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub unfamiliar: Option<f64>,
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
    let looked = Looked::at(request, model, device).await?;
    let (by_views, unfamiliar) = averaging_points(looked.seen.reader, &looked.representations);
    let estimates = looked.estimates(&looked.seen.reader.probe, by_views.last())?;
    Ok(ReadBack { estimates, by_views, unfamiliar, picture: looked.picture, views: looked.views })
}

/// What two encoders read in one subject, the one with the other's eyes as well.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SideBySide {
    /// The first encoder's representations, read by its own probe.
    pub own: Vec<FactorEstimate>,
    /// The first encoder's representations, translated, read by the second one's probe. Its errors there are not known: no
    /// interval.
    pub translated: Vec<FactorEstimate>,
    /// The second encoder's representations, read by its own probe.
    pub other: Vec<FactorEstimate>,
}

/// Reads the factors of interest back from a subject with two encoders on `device`, and with the second one's probe from what
/// the first one sees.
///
/// # Errors
/// What [`read_back`] refuses; [`Error::WrongLength`] naming `rows` where the translation is from other representations.
pub async fn read_side_by_side(
    [from, to]: [&Model; 2],
    translation: &Translation,
    request: &ReadBackRequest,
    device: &Device,
) -> Result<SideBySide> {
    let own = Looked::at(request, from, device).await?;
    let other = Looked::at(request, to, device).await?;
    let translated = translation.apply(&own.representations)?;
    let probe = &other.seen.reader.probe;
    Ok(SideBySide {
        own: own.read_by(own.seen.reader, &own.representations)?,
        // What is the truth does not depend on who looks.
        translated: other.read_by(&Reader::from(probe.clone()), &translated)?,
        other: other.read_by(other.seen.reader, &other.representations)?,
    })
}

/// A subject's views, encoded.
struct Looked<'a> {
    seen: Seen<'a>,
    /// A row for each view.
    representations: Rows,
    /// The subject as it is, as RGBA.
    picture: Vec<u8>,
    /// The views, likewise.
    views: Vec<u8>,
}

impl<'a> Looked<'a> {
    async fn at(request: &ReadBackRequest, model: &'a Model, device: &Device) -> Result<Self> {
        check_views(request.views)?;
        let seen = request.subject.seen_by(model)?;
        let Seen { source, scene, .. } = &seen;
        let mut generator = stream(request.seed.into(), Purpose::Views, 0);
        let views: Vec<_> = (0..request.views).map(|_| source.view(scene, &mut generator)).collect();
        let views = source.render(&views, device);
        let picture = source.render(std::slice::from_ref(scene), device);
        let representations = model.encoder.representations(views.clone());
        let [_, dimension] = representations.dims();
        let transaction = Transaction::default().register(representations).register(picture).register(views);
        let [representations, picture, views]: [_; 3] = read(transaction)
            .await?
            .try_into()
            .map_err(|_| Error::Device { reason: "it did not return all that was asked of it.".to_owned() })?;
        let (picture, views) = (to_rgba(&picture.values), to_rgba(&views.values));
        Ok(Self { seen, representations: Rows::new(representations.values, dimension), picture, views })
    }

    /// What a reader reads at all views in some rows, one for each view.
    fn read_by(&self, reader: &Reader, rows: &Rows) -> Result<Vec<FactorEstimate>> {
        self.estimates(&reader.probe, averaging_points(reader, rows).0.last())
    }

    fn estimates(&self, probe: &Probe, all: Option<&AveragingPoint>) -> Result<Vec<FactorEstimate>> {
        let Seen { source, truth, .. } = &self.seen;
        all.map_or(Ok(Vec::new()), |all| estimates(probe, source, all, truth.as_ref()))
    }
}

/// A subject as an encoder sees it.
struct Seen<'a> {
    /// What its views are drawn from.
    source: Source,
    /// What shows it as it is.
    scene: Scene,
    /// The scene with its true factors, where these are known.
    truth: Option<Scene>,
    reader: &'a Reader,
}

impl Subject {
    fn seen_by<'a>(&self, model: &'a Model) -> Result<Seen<'a>> {
        let source = &model.source;
        let drawn = |drawing: &Drawing, truth| {
            let (source, scene) = source.with_hand(REDRAWN).of_drawing(drawing)?;
            Ok(Seen { source, scene, truth, reader: model.reader_of_drawings() })
        };
        match self {
            Subject::Drawing { drawing } => drawn(drawing, None),
            Subject::Scene { thing, factors } => {
                source.check_things()?;
                within("thing", *thing as f64, (0.0, source.things() as f64 - 1.0))?;
                let scene = Scene::named(source.factors(), *thing, factors)?;
                if source.has_flawed_hand(&scene) {
                    return drawn(&drawn_by_hand(&scene), Some(scene));
                }
                Ok(Seen { source: source.with_hand(0.0), truth: Some(scene.clone()), scene, reader: &model.reader })
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

/// Estimates by prefixes of the views, from one representation of each view, and whether all views together are unfamiliar.
fn averaging_points(reader: &Reader, representations: &Rows) -> (Vec<AveragingPoint>, Option<f64>) {
    let count = representations.count();
    let targets = reader.probe.targets.len();
    let counts: Vec<_> = (0..).map(|power| 1 << power).take_while(|&views| views < count).chain([count]).collect();
    let readings = reader.readings(representations, &counts);
    let all = readings.last();
    let point = |reading: &Reading| {
        let views = reading.single.len();
        let standard_error = |target| Some(all?.deviation(target)? / (views as f64).sqrt());
        AveragingPoint {
            views,
            estimates: (0..targets).map(|target| reading.estimate(target)).collect(),
            standard_errors: (0..targets).map(standard_error).collect(),
            intervals: reader.intervals(reading),
        }
    };
    (readings.iter().map(point).collect(), all.and_then(|all| reader.unfamiliar(all)))
}

fn estimates(
    probe: &Probe,
    source: &Source,
    all: &AveragingPoint,
    truth: Option<&Scene>,
) -> Result<Vec<FactorEstimate>> {
    let estimate = |(index, target): (usize, &String)| {
        let column = column(source.factors(), target)?;
        let factor = &source.factors()[column];
        Ok(FactorEstimate {
            factor: target.clone(),
            estimate: all.estimates[index],
            interval: all.intervals[index],
            standard_error: all.standard_errors[index],
            truth: truth.map(|scene| scene.factors[column]),
            lower: factor.lower,
            upper: factor.upper,
        })
    };
    probe.targets.iter().enumerate().map(estimate).collect()
}
