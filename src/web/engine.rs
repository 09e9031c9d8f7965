//! The engine: a device, a model, and what a page can ask of them.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use burn::tensor::Device;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::{
    device::{DeviceReport, open},
    experiments::Experimenting,
    photographs::Opened,
    signs::SignReaders,
    slot::Slot,
    sweeping::Sweeping,
    translating::Prepared,
    turning::Turnable,
    types::{Answer, EncoderReport, answer, plain, request, to_js},
};
use crate::{
    Error, Result,
    error::within,
    fine_tuning::{FineTuning, TAKEN_NAMES},
    measuring::{EvaluationRequest, check, evaluate},
    model::Model,
    named::Named,
    pictures::{Kind, NATURAL, Pictures, Roles, Scene, Source, smooth_curve, to_rgba},
    reading::{ReadBackRequest, Subject, read_back, representations},
    strokes::StrokeModel,
    tensors::arrays::read_entries,
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

/// The name of the encoder that was loaded last; the others have the names of their runs.
pub(super) const LOADED: &str = TAKEN_NAMES[0];
/// The name of the encoder that another one is translated to.
pub(super) const OTHER: &str = TAKEN_NAMES[1];
/// A name for whichever reads back.
const READING: &str = TAKEN_NAMES[2];

/// The engine. Its methods may be called while others are under way.
#[wasm_bindgen]
pub struct Engine {
    pub(super) device: Device,
    pub(super) report: DeviceReport,
    /// The encoders by name, each held by a count, so that one loaded meanwhile does not pull another away.
    models: RefCell<BTreeMap<String, Rc<Model>>>,
    /// The name of the one that reads back.
    reading: RefCell<String>,
    /// The fine-tuning session. It is taken out while it works.
    session: RefCell<Option<FineTuning>>,
    /// The sweep under way.
    pub(super) sweeping: Slot<Sweeping>,
    /// What is translated. It is taken out while it works.
    pub(super) translating: RefCell<Option<Prepared>>,
    /// The anchors of turned pictures. They are taken out while they are at work.
    pub(super) turning: RefCell<Option<Turnable>>,
    /// The experiment under way that does not train.
    pub(super) experimenting: Slot<Experimenting>,
    /// The encoders that signs are told apart by.
    pub(super) sign_readers: SignReaders,
    /// The photographs that crops are of, once some are opened.
    pub(super) photographs: RefCell<Option<Opened>>,
    /// The network that finishes strokes, once it is loaded.
    pub(super) finishing: RefCell<Option<StrokeModel>>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a device: "auto" (WebGPU where there is an adapter, else the CPU), "webgpu" or "cpu".
    #[wasm_bindgen(unchecked_return_type = "Engine")]
    pub async fn create(
        #[wasm_bindgen(unchecked_param_type = "\"auto\" | DeviceKind")] device: String,
    ) -> Answer<Engine> {
        let (device, report) = plain(open(&device).await)?;
        let reading = RefCell::new(LOADED.to_owned());
        let (models, session, translating, turning) = Default::default();
        let (sweeping, experimenting, sign_readers, photographs, finishing) = Default::default();
        Ok(Self {
            device,
            report,
            models,
            reading,
            session,
            sweeping,
            translating,
            turning,
            experimenting,
            sign_readers,
            photographs,
            finishing,
        })
    }

    /// What the engine computes on.
    #[wasm_bindgen(unchecked_return_type = "DeviceReport")]
    pub fn device(&self) -> Answer {
        Ok(to_js(&self.report)?)
    }

    /// Loads an encoder with its probe from the bytes of a weights file. A file that is refused leaves the old one.
    #[wasm_bindgen(js_name = loadWeights, unchecked_return_type = "EncoderReport")]
    pub async fn load_weights(&self, bytes: Vec<u8>) -> Answer {
        answer(self.load(&bytes))
    }

    /// Answers one request for `views` views and forgets the answer: the kernels are compiled then.
    #[wasm_bindgen(js_name = warmUp)]
    pub async fn warm_up(&self, views: usize) -> Answer<()> {
        let subject = Subject::Scene { thing: 0, factors: Named::default() };
        let warm =
            async { read_back(&*self.reader()?, &ReadBackRequest { subject, views, seed: 0 }, &self.device).await };
        plain(warm.await.map(|_| ()))
    }

    /// The factors of Spirographs, with their roles in the paper.
    #[wasm_bindgen(unchecked_return_type = "Factor[]")]
    pub fn factors(&self) -> Answer {
        Ok(to_js(&NATURAL.factors())?)
    }

    /// A smooth curve: x₀, y₀, x₁, y₁, … of `points` points.
    pub fn curve(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Record<string, number>")] factors: JsValue,
        points: usize,
    ) -> Answer<Vec<f32>> {
        let curve = || {
            within("points", points as f64, (2.0, MOST_CURVE_POINTS as f64))?;
            Ok(smooth_curve(&spirograph(factors)?, points))
        };
        plain(curve())
    }

    /// The picture of a Spirograph: RGBA, 32×32, x to the right, y up.
    pub async fn render(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Record<string, number>")] factors: JsValue,
    ) -> Answer<Vec<u8>> {
        let picture = async {
            let images = spirographs()?.render(&[spirograph(factors)?], &self.device);
            Ok(to_rgba(&read_entries(images).await?))
        };
        plain(picture.await)
    }

    /// Representations, one after the other, of images given as `[count, 3, 32, 32]` numbers from 0 to 1 (rows x, columns y).
    pub async fn encode(&self, images: Vec<f32>) -> Answer<Vec<f32>> {
        plain(async { representations(&*self.reader()?, &images, &self.device).await }.await)
    }

    /// What the device computes beside reference values (the bytes of a reference file), finite differences, and on a GPU
    /// the CPU.
    #[wasm_bindgen(unchecked_return_type = "Check[]")]
    pub async fn check(&self, reference: Vec<u8>) -> Answer {
        answer(check(&reference, &self.device, self.report.kind != "cpu").await)
    }

    /// Reads the factors of interest back from a drawing or a scene.
    #[wasm_bindgen(js_name = readBack, unchecked_return_type = "ReadBack")]
    pub async fn read_back(&self, #[wasm_bindgen(unchecked_param_type = "ReadBackRequest")] asked: JsValue) -> Answer {
        let read = async {
            let asked = request("request", asked)?;
            read_back(&*self.reader()?, &asked, &self.device).await
        };
        answer(read.await)
    }

    /// Measures the encoder that reads back, as `spiro eval` does.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub async fn evaluate(&self, #[wasm_bindgen(unchecked_param_type = "EvaluationRequest")] asked: JsValue) -> Answer {
        let evaluation = async {
            let (model, asked): (_, EvaluationRequest) = (self.reader()?, request("request", asked)?);
            evaluate(&model.encoder, &asked.protocol(&model)?, &self.device).await
        };
        answer(evaluation.await)
    }
}

/// A Spirograph by its factors' names.
fn spirograph(factors: JsValue) -> Result<Scene> {
    Scene::named(NATURAL.factors(), 0, &request("factors", factors)?)
}

/// Spirographs with the roles of the paper, for what needs no encoder.
pub(super) fn spirographs() -> Result<Source> {
    Source::new(NATURAL, &Roles::default())
}

impl Engine {
    fn load(&self, bytes: &[u8]) -> Result<EncoderReport> {
        let model = self.with_photographs(Model::from_bytes(bytes, &self.device)?)?;
        let report = (&model).into();
        self.hold(LOADED, model);
        Ok(report)
    }

    /// Shows other pictures of their kind to all encoders from now on.
    pub(super) fn show_instead(&self, pictures: &Kind) -> Result<()> {
        for model in self.models.borrow_mut().values_mut().filter(|model| model.source.name() == pictures.name()) {
            *model = Rc::new(Model::clone(model).with_pictures(pictures)?);
        }
        Ok(())
    }

    /// Keeps an encoder under a name, in the place of the one before.
    pub(super) fn hold(&self, name: &str, model: Model) {
        let model = self.with_open_photographs(model);
        self.models.borrow_mut().insert(name.to_owned(), Rc::new(model));
    }

    /// An encoder by name.
    pub(super) fn model(&self, name: &str) -> Result<Rc<Model>> {
        let no_model = || match name {
            LOADED => Error::NoWeights,
            _ => Error::Invalid { field: "encoder".to_owned(), reason: format!("there is no encoder “{name}”.") },
        };
        self.models.borrow().get(name).cloned().ok_or_else(no_model)
    }

    /// An encoder by name, or the one that reads back by the name "reading".
    pub(super) fn named_or_reading(&self, name: &str) -> Result<Rc<Model>> {
        match name {
            READING => self.reader(),
            _ => self.model(name),
        }
    }

    /// The encoder that reads back.
    pub(super) fn reader(&self) -> Result<Rc<Model>> {
        self.model(&self.reading())
    }

    /// The name of the encoder that reads back.
    pub(super) fn reading(&self) -> String {
        self.reading.borrow().clone()
    }

    /// Reads back from now on with the encoder of a name: a run's newest weights, or the encoder that was loaded.
    pub(super) fn choose_reader(&self, name: &str) -> Result<Rc<Model>> {
        if name != LOADED {
            let model = self.with_session(|session| session.model(name))?;
            self.hold(name, model);
        }
        let model = self.model(name)?;
        self.reading.replace(name.to_owned());
        Ok(model)
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
        self.models.borrow_mut().retain(|name, _| [LOADED, OTHER].contains(&name.as_str()));
        self.reading.replace(LOADED.to_owned());
    }

    /// Does something with the session that takes no time.
    pub(super) fn with_session<T>(&self, work: impl FnOnce(&mut FineTuning) -> Result<T>) -> Result<T> {
        work(self.session.borrow_mut().as_mut().ok_or_else(no_session)?)
    }
}

fn no_session() -> Error {
    Error::Invalid { field: "training".to_owned(), reason: "there is no session, or it is at work.".to_owned() }
}
