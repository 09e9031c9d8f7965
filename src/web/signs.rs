//! Signs across the boundary: the features of drawings, and what they are named by the examples that a visitor has drawn.
//!
//! What was taught is the page's to keep: the engine holds the encoders alone.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    types::{Answer, EncoderReport, answer, plain, request},
};
use crate::{
    Error, Result,
    model::Model,
    pictures::Drawing,
    signs::{SignConfusions, SignNaming, Taught, sign_features},
};

/// An encoder whose features signs are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum SignReader {
    /// The one that has learned to forget nuisances.
    Invariant,
    /// The one that has learned to tell how they changed.
    Equivariant,
}

/// The encoders that features are made by, each until another takes its place.
#[derive(Default)]
pub(super) struct SignReaders(RefCell<BTreeMap<SignReader, Rc<Model>>>);

impl SignReaders {
    fn hold(&self, reader: SignReader, model: Model) {
        self.0.borrow_mut().insert(reader, Rc::new(model));
    }

    fn model(&self, reader: SignReader) -> Result<Rc<Model>> {
        self.0.borrow().get(&reader).cloned().ok_or(Error::NoWeights)
    }
}

/// Whose features of what are asked for.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct SignFeaturesRequest {
    /// The strokes and their colours.
    pub drawing: Drawing,
    /// The encoders, one or several side by side.
    pub readers: Vec<SignReader>,
    /// Number of views M, from 1 to 128.
    pub views: usize,
    /// Seed of the views.
    pub seed: u32,
}

/// What a visitor has taught.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct TaughtSigns {
    /// The features of each example, one after the other.
    #[tsify(type = "number[] | Float32Array")]
    pub features: Vec<f32>,
    /// The number of each example's sign.
    pub signs: Vec<usize>,
    /// How many signs there are.
    pub count: usize,
}

impl TaughtSigns {
    fn taught(self) -> Result<Taught> {
        Taught::new(self.features, self.signs, self.count)
    }
}

/// What is to be named, by what.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct NameSignRequest {
    /// What a visitor has taught.
    pub taught: TaughtSigns,
    /// The features of the drawing.
    #[tsify(type = "Float32Array")]
    pub drawn: Vec<f32>,
}

#[wasm_bindgen]
impl Engine {
    /// Loads an encoder that features are made by, from the bytes of its weights file. A file that is refused leaves the old one;
    /// what reads back stays.
    #[wasm_bindgen(js_name = loadSignReader, unchecked_return_type = "EncoderReport")]
    pub async fn load_sign_reader(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SignReader")] name: JsValue,
        weights: Vec<u8>,
    ) -> Answer {
        let load = || {
            let (name, model) = (request("name", name)?, Model::from_bytes(&weights, &self.device)?);
            let report = EncoderReport::from(&model);
            self.sign_readers.hold(name, model);
            Ok(report)
        };
        answer(load())
    }

    /// The features of a drawing: the encoders' mean representations over its views side by side, of length one together.
    #[wasm_bindgen(js_name = signFeatures)]
    pub async fn sign_features(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SignFeaturesRequest")] asked: JsValue,
    ) -> Answer<Vec<f32>> {
        let features = async {
            let SignFeaturesRequest { drawing, readers, views, seed } = request("request", asked)?;
            let models =
                readers.into_iter().map(|reader| self.sign_readers.model(reader)).collect::<Result<Vec<_>>>()?;
            let models: Vec<&Model> = models.iter().map(|model| &**model).collect();
            sign_features(&drawing, &models, views, seed.into(), &self.device).await
        };
        plain(features.await)
    }

    /// What a drawing is named, by its features and by those of the examples.
    #[wasm_bindgen(js_name = nameSign, unchecked_return_type = "SignNaming")]
    pub fn name_sign(&self, #[wasm_bindgen(unchecked_param_type = "NameSignRequest")] asked: JsValue) -> Answer {
        let name = || {
            let NameSignRequest { taught, drawn } = request("request", asked)?;
            SignNaming::of(&taught.taught()?, &drawn)
        };
        answer(name())
    }

    /// What each example would have been named, had it not been taught.
    #[wasm_bindgen(js_name = signConfusions, unchecked_return_type = "SignConfusions")]
    pub fn sign_confusions(&self, #[wasm_bindgen(unchecked_param_type = "TaughtSigns")] taught: JsValue) -> Answer {
        let confusions = || SignConfusions::of(&request::<TaughtSigns>("taught", taught)?.taught()?);
        answer(confusions())
    }
}
