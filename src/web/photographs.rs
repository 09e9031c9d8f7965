//! Photographs across the boundary: what crops are cut from, how a whole one looks, and crops that are found again.

use std::{cell::RefCell, rc::Rc};

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    types::{Answer, answer, request},
};
use crate::{
    Error, Result,
    looking::{photograph_derivatives, render_photograph},
    model::Model,
    named::Named,
    pictures::{Crops, Kind, PHOTOGRAPHS, Photo, Photographs, Pictures, to_rgba},
    reading::{Gallery, find_crop},
    training::Settings,
};

/// A photograph, decoded.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct Photograph {
    /// What it is called.
    pub name: String,
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// Red, green and blue of each pixel, row by row from the top.
    #[tsify(type = "Uint8Array")]
    pub rgb: ByteBuf,
}

/// Where a crop is from.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct CropPlace {
    /// The number of the photograph.
    pub photo: usize,
    /// Its left border, in pixels.
    pub left: usize,
    /// Its upper border, in pixels.
    pub top: usize,
}

/// What photographs are cut into.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct CropsReport {
    /// The photographs' names.
    pub photos: Vec<String>,
    /// What tells these crops from others.
    pub digest: String,
    /// How many of the crops, the last ones, are held out.
    pub held_out: usize,
    /// Where each crop is from.
    pub places: Vec<CropPlace>,
    /// Each crop as it is: RGBA, 32×32, x to the right, y up, one after the other.
    #[serde(with = "serde_bytes")]
    #[tsify(type = "Uint8Array")]
    pub pictures: Vec<u8>,
}

/// A photograph under factors.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct PhotographRequest {
    /// The number of the photograph.
    pub photo: usize,
    /// Its factors by name; those that are left out are neutral.
    #[tsify(type = "Record<string, number>")]
    pub factors: Named<f64>,
}

/// Photographs that are open.
pub(super) struct Opened {
    photos: Vec<Rc<Photo>>,
    kind: Kind,
    /// The gallery of the encoder that looked for a crop last.
    gallery: RefCell<Option<(Rc<Model>, Rc<Gallery>)>>,
}

impl From<&Crops> for CropsReport {
    fn from(crops: &Crops) -> Self {
        let places =
            crops.places().iter().map(|place| CropPlace { photo: place.photo, left: place.left, top: place.top });
        let pixels = (0..crops.count()).filter_map(|crop| crops.pixels(crop)).flatten();
        let images: Vec<_> = pixels.map(|&value| f32::from(value) / 255.0).collect();
        Self {
            photos: crops.label_names().to_vec(),
            digest: crops.digest(),
            held_out: crops.held_out(),
            places: places.collect(),
            pictures: to_rgba(&images),
        }
    }
}

#[wasm_bindgen]
impl Engine {
    /// Opens photographs, which are cut into crops, in the place of those before. Ones that are refused leave these.
    #[wasm_bindgen(js_name = openPhotographs, unchecked_return_type = "CropsReport")]
    pub async fn open(&self, #[wasm_bindgen(unchecked_param_type = "Photograph[]")] photos: JsValue) -> Answer {
        // All at once: of two that are opened one right after the other, the second ones stay.
        let open = || {
            let photos: Vec<Photograph> = request("photograph", photos)?;
            let photos: Vec<_> = photos
                .into_iter()
                .map(|Photograph { name, width, height, rgb }| Photo { name, width, height, rgb: rgb.into_vec() })
                .collect();
            let crops = Crops::of_photos(&photos)?;
            let report = CropsReport::from(&crops);
            let kind = Photographs::of(crops).into();
            self.show_instead(&kind)?;
            let photos = photos.into_iter().map(Rc::new).collect();
            self.photographs.replace(Some(Opened { photos, kind, gallery: RefCell::default() }));
            Ok(report)
        };
        answer(open())
    }

    /// A whole photograph under factors.
    #[wasm_bindgen(js_name = renderPhotograph, unchecked_return_type = "PhotographPicture")]
    pub async fn render_photograph(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PhotographRequest")] asked: JsValue,
    ) -> Answer {
        let render = async {
            let (photo, factors) = self.photograph(asked)?;
            render_photograph(&photo, &factors, &self.device).await
        };
        answer(render.await)
    }

    /// The derivatives of a whole photograph by each factor.
    #[wasm_bindgen(js_name = photographDerivatives, unchecked_return_type = "PhotographDerivative[]")]
    pub async fn photograph_derivatives(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PhotographRequest")] asked: JsValue,
    ) -> Answer {
        let differentiate = async {
            let (photo, factors) = self.photograph(asked)?;
            photograph_derivatives(&photo, &factors, &self.device).await
        };
        answer(differentiate.await)
    }

    /// Looks for a held-out crop under other colours among all that are held out, with the encoder that reads back.
    #[wasm_bindgen(js_name = findCrop, unchecked_return_type = "FoundCrop")]
    pub async fn find_crop(&self, #[wasm_bindgen(unchecked_param_type = "FindCropRequest")] asked: JsValue) -> Answer {
        let find = async {
            let (asked, model) = (request("request", asked)?, self.reader()?);
            let gallery = self.gallery(&model).await?;
            find_crop(&model, &gallery, &asked, &self.device).await
        };
        answer(find.await)
    }
}

impl Engine {
    /// The kind of pictures that the open photographs are.
    pub(super) fn open_photographs(&self) -> Option<Kind> {
        self.photographs.borrow().as_ref().map(|opened| opened.kind.clone())
    }

    /// A model that shows the photographs that are open, if it has learned from such.
    pub(super) fn with_open_photographs(&self, model: Model) -> Model {
        match self.open_photographs() {
            Some(pictures) => model.clone().with_pictures(&pictures).unwrap_or(model),
            None => model,
        }
    }

    /// A model with the crops that it needs at hand.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `pictures` where it has learned from photographs and none are open.
    pub(super) fn with_photographs(&self, model: Model) -> Result<Model> {
        if model.source.name() != PHOTOGRAPHS.name() {
            return Ok(model);
        }
        model.with_pictures(&self.open_photographs().ok_or_else(not_open)?)
    }

    /// Settings, likewise.
    ///
    /// # Errors
    /// As [`with_photographs`](Self::with_photographs).
    pub(super) fn settings_with_photographs(&self, settings: Settings) -> Result<Settings> {
        if settings.pictures.name() != PHOTOGRAPHS.name() {
            return Ok(settings);
        }
        settings.with_pictures(&self.open_photographs().ok_or_else(not_open)?)
    }

    /// The number of a photograph that is open, and the factors that it is asked for under.
    fn photograph(&self, asked: JsValue) -> Result<(Rc<Photo>, Named<f64>)> {
        let PhotographRequest { photo, factors } = request("request", asked)?;
        let opened = self.photographs.borrow();
        let photos = &opened.as_ref().ok_or_else(not_open)?.photos;
        let found = photos.get(photo).cloned().ok_or_else(|| Error::Invalid {
            field: "photo".to_owned(),
            reason: format!(
                "must be one of the {} photographs that are open, counted from 0, not {photo}.",
                photos.len()
            ),
        });
        Ok((found?, factors))
    }

    /// The gallery of an encoder, encoded once.
    async fn gallery(&self, model: &Rc<Model>) -> Result<Rc<Gallery>> {
        let kept = |opened: &Opened| match &*opened.gallery.borrow() {
            Some((of, gallery)) if Rc::ptr_eq(of, model) => Some(gallery.clone()),
            _ => None,
        };
        if let Some(gallery) = self.photographs.borrow().as_ref().and_then(kept) {
            return Ok(gallery);
        }
        let gallery = Rc::new(Gallery::encode(&model.encoder, &model.source.held_out(), &self.device).await?);
        if let Some(opened) = &*self.photographs.borrow() {
            opened.gallery.replace(Some((model.clone(), gallery.clone())));
        }
        Ok(gallery)
    }
}

fn not_open() -> Error {
    let reason = "open photographs first: this needs crops of them.".to_owned();
    Error::Invalid { field: "pictures".to_owned(), reason }
}
