//! The engine: a device, a model, and what a page can ask of them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use burn::{module::Module, tensor::Device};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::{
    device::{DeviceReport, open},
    types::{EngineError, WeightsReport, answer, request, to_js},
};
use crate::{
    Error, Result,
    encoder::parameters::read_entries,
    evaluation::{Evaluation, EvaluationRequest, evaluate},
    fine_tuning::FineTuning,
    model::Model,
    read_back::{ReadBackRequest, Subject, read_back, representations},
    spirograph::{FactorSpec, Factors, Normalisation, render, smooth_curve, to_rgba},
};

/// Most points of a curve: far more than a screen has pixels across.
const MOST_CURVE_POINTS: usize = 100_000;

/// The global property that holds the message of the last panic.
const PANIC: &str = "enginePanic";

/// Lets errors of Rust and of WebGPU appear in the browser's console. To be called once, when the module is loaded.
pub fn log_to_console() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        // What is thrown into JavaScript says only "unreachable": the reason is left where the worker finds it. Setting a
        // property of the global object does not fail.
        let _ = Reflect::set(&js_sys::global(), &PANIC.into(), &panic.to_string().into());
    }));
    // Refused only when a logger is there already, which then does the same.
    let _ = console_log::init_with_level(log::Level::Warn);
}

/// The engine. Its methods may be called while others are under way.
#[wasm_bindgen]
pub struct Engine {
    device: Device,
    report: DeviceReport,
    /// The weights that were loaded last.
    model: RefCell<Option<Rc<Model>>>,
    /// The fine-tuning session. It is taken out while it works.
    session: RefCell<Option<FineTuning>>,
    /// Which of its runs reads back, if one does, and that run's newest weights.
    reading_arm: Cell<Option<usize>>,
    trained: RefCell<Option<Rc<Model>>>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a device: "auto" (WebGPU where there is an adapter, else the CPU), "webgpu" or "cpu".
    #[wasm_bindgen(unchecked_return_type = "Engine")]
    pub async fn create(
        #[wasm_bindgen(unchecked_param_type = "\"auto\" | DeviceKind")] device: String,
    ) -> std::result::Result<Engine, JsValue> {
        let (device, report) = open(&device).await.map_err(EngineError::from)?;
        Ok(Self {
            device,
            report,
            model: RefCell::default(),
            session: RefCell::default(),
            reading_arm: Cell::default(),
            trained: RefCell::default(),
        })
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
        let encode = async { representations(&*self.reader()?, &images, &self.device).await };
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

    /// Measures the encoder that reads back, as `spiro eval` does.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub async fn evaluate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "EvaluationRequest")] asked: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        answer(self.answer_evaluation(request("request", asked)).await)
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
        Ok(to_rgba(&read_entries(images).await?))
    }

    async fn answer_read_back(&self, asked: Result<ReadBackRequest>) -> Result<crate::read_back::ReadBack> {
        let asked = asked?;
        read_back(&*self.reader()?, &asked, &self.device).await
    }

    async fn answer_evaluation(&self, asked: Result<EvaluationRequest>) -> Result<Evaluation> {
        let model = self.reader()?;
        evaluate(&model.encoder, &asked?.protocol(&model)?, &self.device).await
    }

    /// The weights that were loaded last, held by a count, so that others loaded meanwhile do not pull them away.
    pub(super) fn loaded(&self) -> Result<Rc<Model>> {
        self.model.borrow().clone().ok_or(Error::NoWeights)
    }

    /// What reads back: the newest weights of a run where that was chosen, else those that were loaded.
    pub(super) fn reader(&self) -> Result<Rc<Model>> {
        match self.trained.borrow().clone() {
            Some(trained) => Ok(trained),
            None => self.loaded(),
        }
    }

    pub(super) fn burn_device(&self) -> &Device {
        &self.device
    }

    pub(super) fn is_cpu(&self) -> bool {
        self.report.kind == "cpu"
    }

    /// The session, to work with; it must be put back.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is none, or it is at work.
    pub(super) fn take_session(&self) -> Result<FineTuning> {
        self.session.borrow_mut().take().ok_or_else(no_session)
    }

    pub(super) fn put_session(&self, session: FineTuning) {
        self.session.replace(Some(session));
    }

    /// Ends the session, and reads back with the weights that were loaded.
    pub(super) fn end_session(&self) {
        self.session.replace(None);
        self.set_reading_arm(None);
        self.set_trained(None);
    }

    pub(super) fn with_session<T>(&self, look: impl FnOnce(&FineTuning) -> Result<T>) -> Result<T> {
        look(self.session.borrow().as_ref().ok_or_else(no_session)?)
    }

    pub(super) fn reading_arm(&self) -> Option<usize> {
        self.reading_arm.get()
    }

    pub(super) fn set_reading_arm(&self, arm: Option<usize>) {
        self.reading_arm.set(arm);
    }

    pub(super) fn set_trained(&self, model: Option<Rc<Model>>) {
        self.trained.replace(model);
    }
}

fn no_session() -> Error {
    Error::Invalid { field: "training".to_owned(), reason: "there is no session, or it is at work.".to_owned() }
}
