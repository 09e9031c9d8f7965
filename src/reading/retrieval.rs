//! Retrieval: which of many things a picture shows, by its representation alone.
//!
//! What is looked for is shown under M random nuisances, and its representations are averaged; it is looked for among the
//! representations of all things as they are, with neutral factors.

use burn::tensor::{Device, Transaction};
use serde::{Deserialize, Serialize};

use super::averaging::check_views;
use crate::{
    encoder::Encoder,
    error::{Error, Result, within},
    model::Model,
    pictures::{Scene, Source, to_rgba},
    random::{Purpose, stream},
    statistics::pointing,
    tensors::{
        Rows,
        arrays::{read, read_entries},
    },
};

/// Things whose representations are computed at once: few enough that a slow device can answer something else in between.
const CHUNK: usize = 128;
/// So many of what is most alike are said.
const MATCHES: usize = 8;

/// The representations of things as they are: less their mean, since all representations point nearly the same way, and of
/// length one.
#[derive(Debug, Clone, PartialEq)]
pub struct Gallery {
    /// The number of the first thing; the others follow.
    first: usize,
    middle: Vec<f32>,
    rows: Rows,
}

impl Gallery {
    /// That of all things that a source draws, on `device`, where the encoder must be.
    ///
    /// # Errors
    /// What [`Source::check_things`] refuses; [`Error::Device`] if the device fails.
    pub async fn encode(encoder: &Encoder, source: &Source, device: &Device) -> Result<Self> {
        source.check_things()?;
        let mut all = Rows::default();
        let things: Vec<_> = source.drawn().map(|thing| shown_as_it_is(source, thing)).collect();
        for chunk in things.chunks(CHUNK) {
            let representations = encoder.representations(source.render(chunk, device));
            let [_, dimension] = representations.dims();
            all.append(Rows::new(read_entries(representations).await?, dimension));
        }
        Ok(Self::of(source.drawn().start, all))
    }

    /// That of representations, one for each thing, from the thing of a number on.
    pub fn of(first: usize, representations: Rows) -> Self {
        if representations.count() == 0 {
            return Self { first, middle: Vec::new(), rows: representations };
        }
        let middle = representations.means(representations.count()).values().to_vec();
        let rows = Rows::new(
            representations.iter().flat_map(|row| pointing(row, &middle)).collect(),
            representations.length(),
        );
        Self { first, middle, rows }
    }

    /// All things with the cosine of the angle between their representation and another, the most alike first.
    pub fn search(&self, representation: &[f32]) -> Vec<(usize, f64)> {
        let sought = pointing(representation, &self.middle);
        let cosine = |row: &[f32]| row.iter().zip(&sought).map(|(a, b)| f64::from(a * b)).sum::<f64>();
        let mut found: Vec<_> =
            self.rows.iter().enumerate().map(|(number, row)| (self.first + number, cosine(row))).collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1));
        found
    }
}

/// A picture of a thing with neutral factors.
pub fn shown_as_it_is(source: &Source, thing: usize) -> Scene {
    Scene { thing, ..Scene::neutral(source.table()) }
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FindCropRequest {
    /// The number of the crop, one of those that are held out.
    pub crop: usize,
    /// Number of views M, from 1 to 128.
    pub views: usize,
    /// Seed of the views.
    pub seed: u32,
}

/// A crop that was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CropMatch {
    /// Its number.
    pub crop: usize,
    /// The cosine of the angle between both representations, from −1 to 1.
    pub similarity: f64,
}

/// What the first few views find.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CropSearch {
    /// Number of views averaged.
    pub views: usize,
    /// At which place the crop itself is: 1 is the first.
    pub place: usize,
    /// Those that are most alike, the first one first.
    pub matches: Vec<CropMatch>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FoundCrop {
    /// The M views: RGBA, 32×32, x to the right, y up, one after the other.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Uint8Array"))]
    pub views: Vec<u8>,
    /// The search by the first 1, 2, 4, … views, and by all.
    pub by_views: Vec<CropSearch>,
}

/// Looks for a crop under other colours in a gallery of the same encoder, on `device`, where the model must be.
///
/// # Errors
/// [`Error::OutOfBounds`] naming `views` or `crop`; [`Error::Invalid`] naming `pictures` where these are not of crops; what
/// [`Source::check_things`] refuses; [`Error::Device`] if the device fails.
pub async fn find_crop(
    model: &Model,
    gallery: &Gallery,
    request: &FindCropRequest,
    device: &Device,
) -> Result<FoundCrop> {
    check_views(request.views)?;
    let source = model.source.held_out();
    source.check_things()?;
    if source.things() == 1 {
        let reason = format!("this encoder has learned from {}: there are no crops to find.", source.name());
        return Err(Error::Invalid { field: "pictures".to_owned(), reason });
    }
    let things = source.drawn();
    within("crop", request.crop as f64, (things.start as f64, things.end as f64 - 1.0))?;
    let scene = shown_as_it_is(&source, request.crop);
    let mut generator = stream(request.seed.into(), Purpose::Views, 0);
    let views: Vec<_> = (0..request.views).map(|_| source.view(&scene, &mut generator)).collect();
    let images = source.render(&views, device);
    let representations = model.encoder.representations(images.clone());
    let [_, dimension] = representations.dims();
    let [images, representations]: [_; 2] = read(Transaction::default().register(images).register(representations))
        .await?
        .try_into()
        .map_err(|_| Error::Device { reason: "it did not return all that was asked of it.".to_owned() })?;
    let rows = Rows::new(representations.values, dimension);
    let counts = (0..).map(|power| 1 << power).take_while(|&views| views < request.views).chain([request.views]);
    let search = |views: usize| {
        let found = gallery.search(rows.select(0..views).means(views).values());
        let place = found.iter().position(|&(crop, _)| crop == request.crop).map_or(found.len(), |place| place + 1);
        let matches = found.iter().take(MATCHES).map(|&(crop, similarity)| CropMatch { crop, similarity }).collect();
        CropSearch { views, place, matches }
    };
    Ok(FoundCrop { views: to_rgba(&images.values), by_views: counts.map(search).collect() })
}
