//! Where the representation of a picture goes when the picture is turned, and where rotations say that it goes.
//!
//! For each of sixteen turns one rotation of the representation is fitted on anchors, other pictures that are turned alike.
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
    signs::characters,
    tensors::{Rows, arrays::read_entries},
    translating::{PrincipalSpace, residual, rotation},
};

/// Parts of a whole turn.
pub const SIXTEENTHS: usize = 16;
/// Anchors that the rotations are fitted on, half of them Spirographs and half characters.
const FITTED: usize = 128;
/// Further anchors, on which they are tried.
const TESTED: usize = 48;
/// Principal axes that the rotations are of: four anchors for each.
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
    /// Where the rotation of its turn says that it is.
    pub predicted: [f64; 2],
}

/// A picture under all turns, on a map: the plane in which its representation moves the most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Turned {
    /// Number k is turned counterclockwise by k sixteenths.
    pub turns: Vec<TurnedPicture>,
    /// Which share of the variance of turned anchors' representations the rotations do not explain, on anchors that they were not
    /// fitted on; the mean over all turns.
    pub unexplained: f64,
    /// The same where nothing is rotated.
    pub without: f64,
    /// Where upright anchors are on the map: x₀, y₀, x₁, y₁, …
    pub anchors: Vec<f64>,
}

/// The anchors of an encoder at all turns, encoded more and more of them.
#[derive(Debug, Clone)]
pub struct TurningAnchors {
    drawings: Vec<Drawing>,
    /// All turns of an anchor, then those of the next.
    rows: Rows,
    /// What they tell of the encoder's turns, once all are encoded: it takes longer than to turn a picture.
    fitted: Option<Fitted>,
}

impl TurningAnchors {
    /// None encoded yet, for a model.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `encoder` where no hand draws its pictures, so that drawings are none; what [`characters`] refuses.
    pub fn new(model: &Model) -> Result<Self> {
        if !model.source.has_hand() {
            let reason = format!("this encoder has learned from {}: no hand turns them.", model.source.name());
            return Err(Error::Invalid { field: "encoder".to_owned(), reason });
        }
        let source = model.source.with_hand(0.0);
        let (characters, mut drawings) = (characters()?, Vec::new());
        for index in 0..FITTED + TESTED {
            let mut generator = stream(SEED, Purpose::Anchors, index as u64);
            let character = uniform(&mut generator, (0.0, characters.len() as f64)) as usize;
            drawings.push(match characters.get(character) {
                Some(character) if index % 2 == 1 => character.drawing.clone(),
                _ => drawn_by_hand(&source.draw(&mut generator)),
            });
        }
        Ok(Self { drawings, rows: Rows::default(), fitted: None })
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
        let chunk = self.count()..self.pictures().min(self.count() + CHUNK);
        if !chunk.is_empty() {
            let image = |number: usize| {
                let drawing = turned_by(&self.drawings[number / SIXTEENTHS], number % SIXTEENTHS);
                let (source, scene) = model.source.with_hand(0.0).of_drawing(&drawing)?;
                Ok(source.render(&[scene], device))
            };
            let images = Tensor::cat(chunk.map(image).collect::<Result<Vec<_>>>()?, 0);
            let representations = model.encoder.representations(images);
            let [_, dimension] = representations.dims();
            self.rows.append(Rows::new(read_entries(representations).await?, dimension));
        }
        if self.count() < self.pictures() {
            return Ok(false);
        }
        if self.fitted.is_none() {
            check_finite(&self.rows)?;
            self.fitted = Some(self.fit());
        }
        Ok(true)
    }

    /// How many pictures there are to encode.
    fn pictures(&self) -> usize {
        self.drawings.len() * SIXTEENTHS
    }

    /// The rotation of every turn, once all are there.
    fn fit(&self) -> Fitted {
        let fitted = FITTED * SIXTEENTHS;
        let space = PrincipalSpace::of(&self.rows.select(0..fitted), AXES);
        let under = |turn: usize, rows: std::ops::Range<usize>| {
            space.coordinates(&self.rows.select(rows.filter(|row| row % SIXTEENTHS == turn)))
        };
        let before = under(0, 0..fitted);
        let rotations: Vec<_> = (0..SIXTEENTHS).map(|turn| rotation(&before, &under(turn, 0..fitted))).collect();
        let tested = |turn: usize| under(turn, fitted..self.count());
        let upright = tested(0);
        let mean = |predicted: &dyn Fn(usize) -> DMatrix<f64>| {
            let each = (1..SIXTEENTHS).map(|turn| residual(&predicted(turn), &tested(turn)));
            each.sum::<f64>() / (SIXTEENTHS - 1) as f64
        };
        let unexplained = mean(&|turn| &upright * &rotations[turn]);
        let without = mean(&|_| upright.clone());
        Fitted { space, rotations, upright, unexplained, without }
    }
}

/// What is known of an encoder's turns.
#[derive(Debug, Clone)]
struct Fitted {
    space: PrincipalSpace,
    /// That of each turn.
    rotations: Vec<DMatrix<f64>>,
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
    for (turn, rotation) in fitted.rotations.iter().enumerate().skip(1) {
        predicted.set_row(turn, &(truth.row(0) * rotation));
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
