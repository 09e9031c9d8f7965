//! Finishing a stroke across the boundary. One figure is too little work for a GPU: it is always the processor's.

use burn::tensor::Device;
use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    types::{Answer, answer, plain, request},
};
use crate::{
    Error,
    strokes::{StrokeModel, finish},
};

#[wasm_bindgen]
impl Engine {
    /// Loads the network that finishes strokes from the bytes of its weights file. A file that is refused leaves the old one.
    #[wasm_bindgen(js_name = loadStrokeWeights)]
    pub async fn load_stroke_weights(&self, bytes: Vec<u8>) -> Answer<()> {
        let load = StrokeModel::from_bytes(&bytes, &Device::flex());
        plain(load.map(|model| drop(self.finishing.replace(Some(model)))))
    }

    /// Feels out what is being drawn by descent on the network's task token, and draws the rest.
    #[wasm_bindgen(js_name = finishStroke, unchecked_return_type = "FinishedStroke")]
    pub async fn finish_stroke(
        &self,
        #[wasm_bindgen(unchecked_param_type = "FinishRequest")] asked: JsValue,
    ) -> Answer {
        let finished = async {
            let asked = request("request", asked)?;
            let no_network = || Error::Invalid {
                field: "weights".to_owned(),
                reason: "the network that finishes strokes is not loaded yet.".to_owned(),
            };
            let model = self.finishing.borrow().clone().ok_or_else(no_network)?;
            finish(&model, &asked, &Device::flex()).await
        };
        answer(finished.await)
    }
}
