//! Turned pictures across the boundary: where an encoder's representation goes, and where rotations say that it goes.

use std::rc::Rc;

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    types::{Answer, answer, request},
};
use crate::{
    Result,
    looking::{TurningAnchors, turned},
    model::Model,
    reading::ReadBackRequest,
};

/// How far the anchors of turns are encoded.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct TurningProgress {
    /// Pictures that are encoded.
    pub encoded: usize,
    /// Whether these are all.
    pub done: bool,
}

/// The anchors of an encoder.
pub(super) struct Turnable {
    model: Rc<Model>,
    anchors: TurningAnchors,
}

#[wasm_bindgen]
impl Engine {
    /// Encodes a few anchors, turned, with the encoder that reads back: to be asked until it is done.
    #[wasm_bindgen(js_name = prepareTurning, unchecked_return_type = "TurningProgress")]
    pub async fn prepare_turning(&self) -> Answer {
        let prepare = async {
            let mut turnable = self.turnable()?;
            let done = turnable.anchors.advance(&turnable.model, &self.device).await;
            let encoded = turnable.anchors.count();
            self.turning.replace(Some(turnable));
            Ok(TurningProgress { encoded, done: done? })
        };
        answer(prepare.await)
    }

    /// Turns a subject all the way round, once the anchors are there.
    #[wasm_bindgen(unchecked_return_type = "Turned")]
    pub async fn turned(&self, #[wasm_bindgen(unchecked_param_type = "ReadBackRequest")] asked: JsValue) -> Answer {
        let turn = async {
            let asked: ReadBackRequest = request("request", asked)?;
            let turnable = self.turnable()?;
            let found = turned(&turnable.model, &turnable.anchors, &asked, &self.device).await;
            self.turning.replace(Some(turnable));
            found
        };
        answer(turn.await)
    }
}

impl Engine {
    /// What there is of the encoder that reads back, to be put back; nothing yet where it is new.
    fn turnable(&self) -> Result<Turnable> {
        let model = self.reader()?;
        match self.turning.take().filter(|turnable| Rc::ptr_eq(&turnable.model, &model)) {
            Some(turnable) => Ok(turnable),
            None => Ok(Turnable { anchors: TurningAnchors::new(&model)?, model }),
        }
    }
}
