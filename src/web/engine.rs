//! The engine: a device, a model, and what a page can ask of them.

use std::{cell::RefCell, rc::Rc};

use burn::{
    module::Module,
    tensor::{Device, Transaction},
};
use wasm_bindgen::prelude::*;

use super::{
    device::{DeviceReport, open},
    types::{EngineError, WeightsReport, answer, request, to_js},
};
use crate::{
    Error, Result,
    encoder::parameters::read,
    model::Model,
    read_back::{ReadBackRequest, Subject, read_back, representations},
    spirograph::{FactorSpec, Factors, Normalisation, render, smooth_curve, to_rgba},
};

/// Most points of a curve: far more than a screen has pixels across.
const MOST_CURVE_POINTS: usize = 100_000;

/// Lets errors of Rust and of WebGPU appear in the browser's console. To be called once, when the module is loaded.
pub fn log_to_console() {
    console_error_panic_hook::set_once();
    // Refused only when a logger is there already, which then does the same.
    let _ = console_log::init_with_level(log::Level::Warn);
}

/// The engine. Its methods may be called while others are under way.
#[wasm_bindgen]
pub struct Engine {
    device: Device,
    report: DeviceReport,
    model: RefCell<Option<Rc<Model>>>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a device: "auto" (WebGPU where there is an adapter, else the CPU), "webgpu" or "cpu".
    #[wasm_bindgen(unchecked_return_type = "Engine")]
    pub async fn create(
        #[wasm_bindgen(unchecked_param_type = "\"auto\" | DeviceKind")] device: String,
    ) -> std::result::Result<Engine, JsValue> {
        let (device, report) = open(&device).await.map_err(EngineError::from)?;
        Ok(Self { device, report, model: RefCell::new(None) })
    }

    /// What the engine computes on.
    #[wasm_bindgen(unchecked_return_type = "DeviceReport")]
    pub fn device(&self) -> std::result::Result<JsValue, JsValue> {
        Ok(to_js(&self.report)?)
    }

    /// Loads an encoder with its probe from the bytes of a weights file. A file that is refused leaves the old one.
    #[wasm_bindgen(js_name = loadWeights, unchecked_return_type = "WeightsReport")]
    pub async fn load_weights(&self, bytes: Vec<u8>) -> std::result::Result<JsValue, JsValue> {
        answer(self.load(&bytes))
    }

    /// Answers one request for `views` views and forgets the answer: the kernels are compiled then.
    #[wasm_bindgen(js_name = warmUp)]
    pub async fn warm_up(&self, views: usize) -> std::result::Result<(), JsValue> {
        let subject = Subject::Spirograph { factors: Factors::EXAMPLE.0.to_vec() };
        self.answer_read_back(Ok(ReadBackRequest { subject, views, seed: 0 })).await.map_err(EngineError::from)?;
        Ok(())
    }

    /// The ten factors.
    #[wasm_bindgen(unchecked_return_type = "FactorSpec[]")]
    pub fn factors(&self) -> std::result::Result<JsValue, JsValue> {
        Ok(to_js(&FactorSpec::all())?)
    }

    /// A smooth curve: x₀, y₀, x₁, y₁, … of `points` points.
    pub fn curve(&self, factors: Vec<f64>, points: usize) -> std::result::Result<Vec<f32>, JsValue> {
        let check = || -> Result<Vec<f32>> {
            crate::error::within("points", points as f64, (2.0, MOST_CURVE_POINTS as f64))?;
            Ok(smooth_curve(&Factors::new(&factors)?, points))
        };
        Ok(check().map_err(EngineError::from)?)
    }

    /// The picture of a Spirograph: RGBA, 32×32, x to the right, y up.
    pub async fn render(&self, factors: Vec<f64>) -> std::result::Result<Vec<u8>, JsValue> {
        Ok(self.picture(&factors).await.map_err(EngineError::from)?)
    }

    /// Representations, one after the other, of images given as `[count, 3, 32, 32]` numbers from 0 to 1 (rows x, columns y).
    pub async fn encode(&self, images: Vec<f32>) -> std::result::Result<Vec<f32>, JsValue> {
        let encode = async { representations(&*self.loaded()?, &images, &self.device).await };
        Ok(encode.await.map_err(EngineError::from)?)
    }

    /// Reads the factors of interest back from a drawing or a Spirograph.
    #[wasm_bindgen(js_name = readBack, unchecked_return_type = "ReadBack")]
    pub async fn read_back(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ReadBackRequest")] asked: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        answer(self.answer_read_back(request("request", asked)).await)
    }
}

impl Engine {
    fn load(&self, bytes: &[u8]) -> Result<WeightsReport> {
        let model = Model::from_bytes(bytes, &self.device)?;
        let report = WeightsReport {
            name: model.description.name.clone(),
            parameters: model.encoder.num_params(),
            steps: model.description.steps,
            bytes: bytes.len(),
        };
        self.model.replace(Some(Rc::new(model)));
        Ok(report)
    }

    async fn picture(&self, factors: &[f64]) -> Result<Vec<u8>> {
        let images = render(&[Factors::new(factors)?], Normalisation::Image, &self.device);
        let arrays = read(Transaction::default().register(images)).await?;
        Ok(arrays.iter().flat_map(|array| to_rgba(&array.values)).collect())
    }

    async fn answer_read_back(&self, asked: Result<ReadBackRequest>) -> Result<crate::read_back::ReadBack> {
        let asked = asked?;
        read_back(&*self.loaded()?, &asked, &self.device).await
    }

    /// The model, held by a count, so that weights loaded meanwhile do not pull it away.
    fn loaded(&self) -> Result<Rc<Model>> {
        self.model.borrow().clone().ok_or(Error::NoWeights)
    }
}
