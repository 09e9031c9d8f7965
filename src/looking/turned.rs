//! Where the representation of a picture goes when the picture is turned, and where one rotation says that it goes.
//!
//! The rotation is that of a sixteenth of a turn, fitted on anchors; k of them, one after the other, foretell k sixteenths.
//! Everything is a drawing here, so that a visitor's can be turned as a Spirograph can.

use std::f64::consts::TAU;

use burn::tensor::{Device, Tensor};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    model::Model,
    pictures::{Drawing, REDRAWN, Scene, drawn_by_hand, to_rgba},
    random::{Purpose, stream, uniform},
    reading::{ReadBackRequest, Subject, check_views},
    tensors::{Rows, arrays::read_entries},
    translating::{PrincipalSpace, residual, rotation},
};

/// Parts of a whole turn.
pub const SIXTEENTHS: usize = 16;
/// Anchors that the rotation is fitted on: each at a turn of its own, and a sixteenth further.
const FITTED: usize = 192;
/// Further anchors, on which it is tried, at each of [`TRIED`].
const TESTED: usize = 64;
/// Sixteenths of a turn at which the tested anchors are encoded, upright first.
const TRIED: [usize; 4] = [0, 1, 4, 8];
/// Principal axes that the rotation is of: six anchors for each.
const AXES: usize = 32;
/// Images that are encoded at once: few enough that a slow device can answer something else in between.
const CHUNK: usize = 32;
/// Seed of the anchors.
const SEED: u64 = 1;

/// A picture under one turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TurnedPicture {
    /// The picture as RGBA, 32×32, x to the right, y up.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub picture: Vec<u8>,
    /// Where its representation is on the map.
    pub truth: [f64; 2],
    /// Where the rotation says that it is.
    pub predicted: [f64; 2],
}

/// A picture under all turns, on a map: the plane in which its representation moves the most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Turned {
    /// Number k is turned counterclockwise by k sixteenths.
    pub turns: Vec<TurnedPicture>,
    /// Which share of the variance of turned anchors' representations the rotation does not explain, on anchors that it was not
    /// fitted on.
    pub unexplained: f64,
    /// The same where nothing is rotated.
    pub without: f64,
    /// Where upright anchors are on the map: x₀, y₀, x₁, y₁, …
    pub anchors: Vec<f64>,
}

/// The anchors of an encoder, encoded more and more of them.
#[derive(Debug, Clone)]
pub struct TurningAnchors {
    drawings: Vec<Drawing>,
    /// Which drawing at which turn, in sixteenths.
    pictures: Vec<(usize, usize)>,
    rows: Rows,
    /// What they tell of the encoder's turns, once all are encoded: it takes longer than to turn a picture.
    fitted: Option<Fitted>,
}

impl TurningAnchors {
    /// None encoded yet, for a model.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `encoder` where no hand draws its pictures, so that drawings are none.
    pub fn new(model: &Model) -> Result<Self> {
        if !model.source.has_hand() {
            let reason =
                format!("this encoder has learned from pictures of {}: no hand turns them.", model.source.name());
            return Err(Error::Invalid { field: "encoder".to_owned(), reason });
        }
        let source = model.source.with_hand(0.0);
        let mut turn = stream(SEED, Purpose::Anchors, 0);
        let (mut drawings, mut pictures) = (Vec::new(), Vec::new());
        for index in 0..FITTED + TESTED {
            let scene = source.draw(&mut stream(SEED, Purpose::Anchors, 1 + index as u64));
            drawings.push(drawn_by_hand(&scene));
            if index < FITTED {
                let begin = uniform(&mut turn, (0.0, SIXTEENTHS as f64)) as usize;
                pictures.extend([(index, begin), (index, begin + 1)]);
            } else {
                pictures.extend(TRIED.map(|turn| (index, turn)));
            }
        }
        Ok(Self { drawings, pictures, rows: Rows::default(), fitted: None })
    }

    /// How many pictures have been encoded.
    pub fn count(&self) -> usize {
        self.rows.count()
    }

    /// Encodes a few more; whether all are there now, and the rotation with them. The model is the one that it began with, on `device`.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `representations` when they are not finite; [`Error::Device`] if the device fails.
    pub async fn advance(&mut self, model: &Model, device: &Device) -> Result<bool> {
        let chunk = &self.pictures[self.count()..self.pictures.len().min(self.count() + CHUNK)];
        if !chunk.is_empty() {
            let image = |&(drawing, turn): &(usize, usize)| {
                let (source, scene) =
                    model.source.with_hand(0.0).of_drawing(&turned_by(&self.drawings[drawing], turn))?;
                Ok(source.render(&[scene], device))
            };
            let images = Tensor::cat(chunk.iter().map(image).collect::<Result<Vec<_>>>()?, 0);
            let representations = model.encoder.representations(images);
            let [_, dimension] = representations.dims();
            self.rows.append(Rows::new(read_entries(representations).await?, dimension));
        }
        if self.count() < self.pictures.len() {
            return Ok(false);
        }
        if self.fitted.is_none() {
            check_finite(&self.rows)?;
            self.fitted = Some(self.fit());
        }
        Ok(true)
    }

    /// The rotation of a sixteenth of a turn, once all are there.
    fn fit(&self) -> Fitted {
        let rows = |of: &dyn Fn(usize) -> bool| self.rows.select((0..self.count()).filter(|&row| of(row)));
        let (fitted, tested) = (2 * FITTED, TRIED.len());
        let space = PrincipalSpace::of(&rows(&|row| row < fitted), AXES);
        let [before, after] = [0, 1].map(|side| space.coordinates(&rows(&|row| row < fitted && row % 2 == side)));
        let rotation = rotation(&before, &after);
        let under = |tried: usize| space.coordinates(&rows(&|row| row >= fitted && (row - fitted) % tested == tried));
        let upright = under(0);
        let mean = |predicted: &dyn Fn(usize) -> DMatrix<f64>| {
            let each = (1..tested).map(|tried| residual(&predicted(TRIED[tried]), &under(tried)));
            each.sum::<f64>() / (tested - 1) as f64
        };
        let unexplained = mean(&|turn| (0..turn).fold(upright.clone(), |rows, _| rows * &rotation));
        let without = mean(&|_| upright.clone());
        Fitted { space, rotation, upright, unexplained, without }
    }
}

/// What is known of an encoder's turns.
#[derive(Debug, Clone)]
struct Fitted {
    space: PrincipalSpace,
    rotation: DMatrix<f64>,
    /// Coordinates of the tested anchors, upright.
    upright: DMatrix<f64>,
    unexplained: f64,
    without: f64,
}

fn turned_by(drawing: &Drawing, sixteenths: usize) -> Drawing {
    drawing.turned(sixteenths as f64 * TAU / SIXTEENTHS as f64)
}

/// Turns a subject all the way round, with the mean representation of M views at each turn, on `device`, where the model must be.
///
/// # Errors
/// [`Error::Invalid`] naming `anchors` while some are missing, or `representations` when they are not finite; what reading the
/// subject back refuses; [`Error::Device`] if the device fails.
pub async fn turned(
    model: &Model,
    anchors: &TurningAnchors,
    request: &ReadBackRequest,
    device: &Device,
) -> Result<Turned> {
    let Some(fitted) = &anchors.fitted else {
        let reason = "they are not all encoded yet.".to_owned();
        return Err(Error::Invalid { field: "anchors".to_owned(), reason });
    };
    check_views(request.views)?;
    let drawing = match &request.subject {
        Subject::Drawing { drawing } => drawing.clone(),
        Subject::Scene { thing, factors } => drawn_by_hand(&Scene::named(model.source.factors(), *thing, factors)?),
    };
    drawing.check()?;
    let (mut rows, mut pictures) = (Rows::default(), Vec::new());
    for turn in 0..SIXTEENTHS {
        let (source, scene) = model.source.with_hand(REDRAWN).of_drawing(&turned_by(&drawing, turn))?;
        // The same views at every turn, so that nothing but the turn differs.
        let mut generator = stream(request.seed.into(), Purpose::Views, 0);
        let views: Vec<_> = (0..request.views).map(|_| source.view(&scene, &mut generator)).collect();
        let representations = model.encoder.representations(source.render(&views, device));
        let [_, dimension] = representations.dims();
        rows.append(Rows::new(read_entries(representations).await?, dimension).means(request.views));
        pictures.push(to_rgba(&read_entries(source.render(&[scene], device)).await?));
    }
    check_finite(&rows)?;
    Ok(on_a_map(fitted, &rows, pictures))
}

/// Refuses representations that have no principal axes.
fn check_finite(rows: &Rows) -> Result<()> {
    if rows.values().iter().all(|value| value.is_finite()) {
        return Ok(());
    }
    let reason = "nothing can be said of turns, because the representations are not finite.".to_owned();
    Err(Error::Invalid { field: "representations".to_owned(), reason })
}

/// The truth and what is foretold, in the plane in which the truth moves the most.
fn on_a_map(fitted: &Fitted, rows: &Rows, pictures: Vec<Vec<u8>>) -> Turned {
    let truth = fitted.space.coordinates(rows);
    let plane = PrincipalSpace::of_matrix(truth.clone(), 2);
    let mut predicted = truth.clone();
    for turn in 1..truth.nrows() {
        let next = predicted.row(turn - 1) * &fitted.rotation;
        predicted.set_row(turn, &next);
    }
    let places = |coordinates: &DMatrix<f64>| plane.places(coordinates);
    let (truth, predicted, anchors) = (places(&truth), places(&predicted), places(&fitted.upright));
    let place = |places: &DMatrix<f64>, row: usize| [places[(row, 0)], places[(row, 1)]];
    let turn =
        |(turn, picture)| TurnedPicture { picture, truth: place(&truth, turn), predicted: place(&predicted, turn) };
    Turned {
        turns: pictures.into_iter().enumerate().map(turn).collect(),
        unexplained: fitted.unexplained,
        without: fitted.without,
        anchors: row_by_row(&anchors).collect(),
    }
}

fn row_by_row(matrix: &DMatrix<f64>) -> impl Iterator<Item = f64> + '_ {
    matrix.row_iter().flat_map(|row| row.iter().copied().collect::<Vec<_>>())
}
