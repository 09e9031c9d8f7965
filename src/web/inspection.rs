//! Looking inside across the boundary: the engine's part that shows how pictures and representations come about.

use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    types::{answer, request},
};
use crate::{
    Result,
    refinement::{Refinement, refine},
    representation_map::{RepresentationMap, representation_map},
    sensitivity::{SensitivityRequest, Which, sensitivities},
    signed_pictures::{Derivatives, Filters, derivatives, filters},
    spirograph::Factors,
};

#[wasm_bindgen]
impl Engine {
    /// The derivative of the picture of a Spirograph by each of its ten factors.
    #[wasm_bindgen(unchecked_return_type = "Derivatives")]
    pub async fn derivatives(&self, factors: Vec<f64>) -> std::result::Result<JsValue, JsValue> {
        answer(self.picture_derivatives(&factors).await)
    }

    /// Finds the Spirograph in a drawing by gradient descent from what was read back.
    #[wasm_bindgen(unchecked_return_type = "Refinement")]
    pub async fn refine(
        &self,
        #[wasm_bindgen(unchecked_param_type = "RefineRequest")] asked: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        answer(self.refined(asked).await)
    }

    /// The representations of samples in two dimensions, by the encoder that reads back.
    #[wasm_bindgen(unchecked_return_type = "RepresentationMap")]
    pub async fn map(
        &self,
        #[wasm_bindgen(unchecked_param_type = "MapRequest")] asked: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        answer(self.mapped(asked).await)
    }

    /// The first layer of the encoder that reads back.
    #[wasm_bindgen(unchecked_return_type = "Filters")]
    pub async fn filters(&self) -> std::result::Result<JsValue, JsValue> {
        answer(self.first_layer().await)
    }

    /// ‖∂F/∂α‖ for each of the ten factors α in column order; F is the normalised representation.
    #[wasm_bindgen(unchecked_return_type = "number[]")]
    pub async fn sensitivities(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SensitivityRequest")] asked: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        answer(self.measured_sensitivities(asked).await)
    }
}

impl Engine {
    async fn picture_derivatives(&self, factors: &[f64]) -> Result<Derivatives> {
        derivatives(&Factors::new(factors)?, self.burn_device()).await
    }

    async fn refined(&self, asked: JsValue) -> Result<Refinement> {
        refine(&request("request", asked)?, self.burn_device()).await
    }

    async fn mapped(&self, asked: JsValue) -> Result<RepresentationMap> {
        representation_map(&*self.reader()?, &request("request", asked)?, self.burn_device()).await
    }

    async fn first_layer(&self) -> Result<Filters> {
        filters(&self.reader()?.encoder).await
    }

    async fn measured_sensitivities(&self, asked: JsValue) -> Result<Vec<f32>> {
        let asked: SensitivityRequest = request("request", asked)?;
        let model = match asked.which {
            Which::Loaded => self.loaded()?,
            Which::Reading => self.reader()?,
        };
        let normalisation = model.description.settings.normalisation;
        sensitivities(&model.encoder, &asked.at()?, normalisation, self.burn_device()).await
    }
}
