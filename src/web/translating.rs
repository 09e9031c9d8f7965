//! Another reader across the boundary: the engine's part that reads one encoder's representations with another's probe.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    engine::{Engine, OTHER},
    types::{Answer, EncoderReport, answer, request},
};
use crate::{
    Result,
    error::within,
    measuring::{ANCHORS, Anchors},
    model::Model,
    reading::{ReadBackRequest, SideBySide, read_side_by_side},
    translating::{Class, Translation},
};

/// Seed of the anchors: the same ones whatever is translated.
const SEED: u64 = 1;

/// Which translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Tsify)]
pub struct TranslationRequest {
    /// What it may do to representations.
    pub class: Class,
    /// How many anchors it is fitted on, from 2 to 4096.
    pub anchors: usize,
}

/// What is to be read side by side.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct SideBySideRequest {
    /// What is looked at.
    pub reading: ReadBackRequest,
    /// How the encoder that reads back is translated.
    pub translation: TranslationRequest,
}

/// How far a translation is prepared.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct TranslationProgress {
    /// Anchors that both encoders have encoded.
    pub encoded: usize,
    /// Whether there are enough.
    pub done: bool,
}

/// What is kept of two encoders: their anchors, and the translation that was fitted last.
pub(super) struct Prepared {
    models: [Rc<Model>; 2],
    anchors: Anchors,
    fitted: Option<(TranslationRequest, Translation)>,
}

#[wasm_bindgen]
impl Engine {
    /// Loads the other encoder, whose probe reads what the first one's representations are translated to, from the bytes of a
    /// weights file. A file that is refused leaves the old one.
    #[wasm_bindgen(js_name = loadOther, unchecked_return_type = "EncoderReport")]
    pub async fn load_other(&self, bytes: Vec<u8>) -> Answer {
        let load = || {
            let model = self.with_photographs(Model::from_bytes(&bytes, &self.device)?)?;
            let report = EncoderReport::from(&model);
            self.hold(OTHER, model);
            Ok(report)
        };
        answer(load())
    }

    /// Encodes a few anchors with the encoder that reads back and with the other one: to be asked until it is done.
    #[wasm_bindgen(js_name = prepareTranslation, unchecked_return_type = "TranslationProgress")]
    pub async fn prepare_translation(
        &self,
        #[wasm_bindgen(unchecked_param_type = "TranslationRequest")] asked: JsValue,
    ) -> Answer {
        let prepare = async {
            let asked = translation(request("request", asked)?)?;
            let mut prepared = self.prepared()?;
            let advanced = prepared.advance(asked, self).await;
            let encoded = prepared.anchors.count();
            self.translating.replace(Some(prepared));
            Ok(TranslationProgress { encoded, done: advanced? })
        };
        answer(prepare.await)
    }

    /// Reads the factors of interest back with the encoder that reads back, with the other one, and with the other one's probe
    /// from what the first one sees.
    #[wasm_bindgen(js_name = readSideBySide, unchecked_return_type = "SideBySide")]
    pub async fn read_side_by_side(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SideBySideRequest")] asked: JsValue,
    ) -> Answer {
        let read = async {
            let SideBySideRequest { reading, translation: asked } = request("request", asked)?;
            let asked = translation(asked)?;
            let mut prepared = self.prepared()?;
            let read = prepared.read(&reading, asked, self).await;
            self.translating.replace(Some(prepared));
            read
        };
        answer(read.await)
    }
}

/// Checks what is asked.
fn translation(asked: TranslationRequest) -> Result<TranslationRequest> {
    within("anchors", asked.anchors as f64, ANCHORS)?;
    Ok(asked)
}

impl Engine {
    /// What there is of the two encoders, to be put back; nothing yet where one of them is new.
    fn prepared(&self) -> Result<Prepared> {
        let models = [self.reader()?, self.model(OTHER)?];
        let is_of =
            |prepared: &Prepared| prepared.models.iter().zip(&models).all(|(one, other)| Rc::ptr_eq(one, other));
        match self.translating.take().filter(is_of) {
            Some(prepared) => Ok(prepared),
            None => {
                let [from, to] = &models;
                let anchors = Anchors::new([&**from, &**to], SEED)?;
                Ok(Prepared { models, anchors, fitted: None })
            }
        }
    }
}

impl Prepared {
    async fn advance(&mut self, asked: TranslationRequest, engine: &Engine) -> Result<bool> {
        let [from, to] = &self.models;
        self.anchors.advance([&**from, &**to], asked.anchors, &engine.device).await
    }

    async fn read(
        &mut self,
        reading: &ReadBackRequest,
        asked: TranslationRequest,
        engine: &Engine,
    ) -> Result<SideBySide> {
        while !self.advance(asked, engine).await? {}
        let translation = match self.fitted.take() {
            Some((fitted, translation)) if fitted == asked => translation,
            _ => self.anchors.translation(asked.class, asked.anchors)?,
        };
        let [from, to] = &self.models;
        let read = read_side_by_side([&**from, &**to], &translation, reading, &engine.device).await;
        self.fitted = Some((asked, translation));
        read
    }
}
