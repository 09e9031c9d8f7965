//! Looking inside across the boundary: the engine's part that shows how pictures and representations come about.

use wasm_bindgen::prelude::*;

use super::{
    engine::{Engine, spirographs},
    types::{Answer, answer, request},
};
use crate::{
    looking::{derivatives, filters, refine, representation_map},
    measuring::{SensitivityRequest, sensitivities},
    pictures::Scene,
};

#[wasm_bindgen]
impl Engine {
    /// The derivative of a picture by each of its factors: of the kind that the encoder that reads back has learned from,
    /// or of a Spirograph where there is none yet.
    #[wasm_bindgen(unchecked_return_type = "Derivative[]")]
    pub async fn derivatives(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Record<string, number>")] factors: JsValue,
    ) -> Answer {
        let differentiate = async {
            let source = self.reader().map_or_else(|_| spirographs(), |model| Ok(model.source.clone()))?;
            let scene = Scene::named(source.table(), 0, &request("factors", factors)?)?;
            derivatives(&source, &scene, &self.device).await
        };
        answer(differentiate.await)
    }

    /// Finds the Spirograph in a drawing by gradient descent from what was read back.
    #[wasm_bindgen(unchecked_return_type = "Refinement")]
    pub async fn refine(&self, #[wasm_bindgen(unchecked_param_type = "RefineRequest")] asked: JsValue) -> Answer {
        answer(async { refine(&request("request", asked)?, &self.device).await }.await)
    }

    /// The representations of samples in two dimensions, by the encoder that reads back.
    #[wasm_bindgen(unchecked_return_type = "RepresentationMap")]
    pub async fn map(&self, #[wasm_bindgen(unchecked_param_type = "MapRequest")] asked: JsValue) -> Answer {
        let map = async {
            let asked = request("request", asked)?;
            representation_map(&*self.reader()?, &asked, &self.device).await
        };
        answer(map.await)
    }

    /// The first layer of the encoder that reads back.
    #[wasm_bindgen(unchecked_return_type = "Filters")]
    pub async fn filters(&self) -> Answer {
        answer(async { filters(&self.reader()?.encoder).await }.await)
    }

    /// ‖∂F/∂α‖ by factor α; F is the normalised representation.
    #[wasm_bindgen(unchecked_return_type = "Record<string, number>")]
    pub async fn sensitivities(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SensitivityRequest")] asked: JsValue,
    ) -> Answer {
        let measure = async {
            let asked: SensitivityRequest = request("request", asked)?;
            let model = self.named_or_reading(&asked.encoder)?;
            sensitivities(&model.encoder, &model.source, &asked.at(&model.source)?, &self.device).await
        };
        answer(measure.await)
    }
}
