//! Fine-tuning across the boundary: the engine's part that trains.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    types::{EngineError, answer, request, to_js},
};
use crate::{
    Error, Result,
    fine_tuning::{FineTuning, Kind, Plan, Progress},
    spirograph::{Factor, Role},
    training::{SettingSpec, Settings},
};

/// The settings that a page offers.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct TrainingTables {
    /// Of the runs.
    pub settings: Vec<SettingSpec>,
    /// Of the session.
    pub plan: Vec<SettingSpec>,
}

/// What is to be trained, by the keys of the tables; what is left out has its default.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct TrainingRequest {
    /// Settings of the runs.
    #[tsify(type = "Record<string, unknown>")]
    pub settings: Settings,
    /// Settings of the session.
    #[tsify(type = "Record<string, unknown>")]
    pub plan: Plan,
}

/// One run of a session, as it stands.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ArmReport {
    /// Whether it is trained with the penalty.
    #[tsify(type = "ArmKind")]
    pub kind: Kind,
    /// Its seed.
    #[tsify(type = "number")]
    pub seed: u64,
}

/// A session as it stands.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct SessionReport {
    /// Settings of the runs.
    #[tsify(type = "Record<string, unknown>")]
    pub settings: Settings,
    /// Settings of the session.
    #[tsify(type = "Record<string, unknown>")]
    pub plan: Plan,
    /// The runs.
    pub arms: Vec<ArmReport>,
    /// The factors of interest, in the order of read-back errors.
    #[tsify(type = "FactorName[]")]
    pub interest: Vec<Factor>,
    /// Steps that every run has done.
    #[tsify(type = "number")]
    pub step: u64,
}

#[wasm_bindgen]
impl Engine {
    /// The settings with defaults that suit the device: on the CPU a smaller and shorter run.
    #[wasm_bindgen(js_name = trainingTables, unchecked_return_type = "TrainingTables")]
    pub fn training_tables(&self) -> std::result::Result<JsValue, JsValue> {
        let (mut settings, mut plan) = (Settings::fine_tuning(), Plan::default());
        if self.is_cpu() {
            // Two or three minutes on one core: a step of both runs takes a bit more than a second (docs/performance.md).
            (settings.steps, settings.batch) = (60, 16);
            (plan.measure_every, plan.held_out) = (30, 192);
        }
        Ok(to_js(&TrainingTables { settings: settings.table(), plan: plan.table() })?)
    }

    /// Begins a session from the weights that were loaded last. A request that is refused leaves the old session.
    #[wasm_bindgen(js_name = startTraining, unchecked_return_type = "SessionReport")]
    pub fn start_training(
        &self,
        #[wasm_bindgen(unchecked_param_type = "TrainingRequest")] asked: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let start = || {
            let TrainingRequest { settings, plan } = request("request", asked)?;
            let model = self.loaded()?;
            self.begin(FineTuning::new(plan, settings, (*model).clone(), self.burn_device())?)
        };
        answer(start())
    }

    /// Goes on with a session at rest. One that is refused leaves the old session.
    #[wasm_bindgen(js_name = resumeTraining, unchecked_return_type = "SessionReport")]
    pub fn resume_training(&self, bytes: Vec<u8>) -> std::result::Result<JsValue, JsValue> {
        answer(FineTuning::from_bytes(&bytes, self.burn_device()).and_then(|session| self.begin(session)))
    }

    /// Does one piece of work of the session: a step of one run, or a part of a measurement.
    #[wasm_bindgen(js_name = advanceTraining, unchecked_return_type = "Progress")]
    pub async fn advance_training(&self) -> std::result::Result<JsValue, JsValue> {
        answer(self.advance().await)
    }

    /// How far the session is, without doing anything.
    #[wasm_bindgen(js_name = trainingProgress, unchecked_return_type = "Progress")]
    pub fn training_progress(&self) -> std::result::Result<JsValue, JsValue> {
        let progress = || {
            let mut session = self.take_session()?;
            let progress = session.progress();
            self.put_session(session);
            Ok(progress)
        };
        answer(progress())
    }

    /// The session at rest, as bytes. To be called between two pieces of work.
    #[wasm_bindgen(js_name = saveTraining)]
    pub async fn save_training(&self) -> std::result::Result<Vec<u8>, JsValue> {
        let save = async {
            let mut session = self.take_session()?;
            let bytes = session.to_bytes().await;
            self.put_session(session);
            bytes
        };
        Ok(save.await.map_err(EngineError::from)?)
    }

    /// The table of before, without and with the penalty, as far as there are measurements.
    #[wasm_bindgen(js_name = trainingOutcome, unchecked_return_type = "Outcome")]
    pub fn training_outcome(&self) -> std::result::Result<JsValue, JsValue> {
        answer(self.with_session(|session| Ok(session.outcome())))
    }

    /// The history as JSON ("json") or as a table ("csv").
    #[wasm_bindgen(js_name = trainingHistory)]
    pub fn training_history(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"json\" | \"csv\"")] format: String,
    ) -> std::result::Result<String, JsValue> {
        let history = self.with_session(|session| match format.as_str() {
            "json" => session.history_json(),
            "csv" => Ok(session.history_csv()),
            other => Err(Error::Invalid {
                field: "format".to_owned(),
                reason: format!("\"{other}\" is neither json nor csv."),
            }),
        });
        Ok(history.map_err(EngineError::from)?)
    }

    /// The weights file of a run, in the session's order, as it stands.
    #[wasm_bindgen(js_name = trainedWeights)]
    pub async fn trained_weights(&self, arm: usize) -> std::result::Result<Vec<u8>, JsValue> {
        let model = self.with_session(|session| session.model(arm)).map_err(EngineError::from)?;
        Ok(model.to_bytes().await.map_err(EngineError::from)?)
    }

    /// Reads back from now on with the newest weights of a run, in the session's order; without one, with the weights
    /// that were loaded.
    #[wasm_bindgen(js_name = readWith)]
    pub fn read_with(&self, arm: Option<usize>) -> std::result::Result<(), JsValue> {
        Ok(self.choose_reader(arm).map_err(EngineError::from)?)
    }

    /// Ends the session; its runs are lost unless they were saved.
    #[wasm_bindgen(js_name = endTraining)]
    pub fn end_training(&self) {
        self.end_session();
    }
}

impl Engine {
    fn begin(&self, session: FineTuning) -> Result<SessionReport> {
        let report = SessionReport {
            settings: session.settings().clone(),
            plan: session.plan().clone(),
            arms: session
                .arms()
                .iter()
                .map(|arm| ArmReport { kind: arm.kind, seed: arm.run.settings().seed })
                .collect(),
            interest: session.settings().split.factors(Role::Interest),
            step: session.step(),
        };
        self.end_session();
        self.put_session(session);
        Ok(report)
    }

    async fn advance(&self) -> Result<Progress> {
        let mut session = self.take_session()?;
        let progress = session.advance().await;
        if let Some(arm) = self.reading_arm() {
            self.set_trained(session.model(arm).ok().map(Rc::new));
        }
        self.put_session(session);
        progress
    }

    fn choose_reader(&self, arm: Option<usize>) -> Result<()> {
        let model = match arm {
            Some(arm) => Some(Rc::new(self.with_session(|session| session.model(arm))?)),
            None => None,
        };
        self.set_reading_arm(arm);
        self.set_trained(model);
        Ok(())
    }
}
