//! Fine-tuning across the boundary: the engine's part that trains.

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    types::{Answer, EncoderReport, SourceReport, answer, plain, request, to_js},
};
use crate::{
    Error, Result,
    fine_tuning::{Arm, FineTuning, Plan, Progress},
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

/// One run of a session.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ArmReport {
    /// Its name, for programs.
    pub name: String,
    /// Its name for people.
    pub words: String,
    /// Its seed.
    #[tsify(type = "number")]
    pub seed: u64,
}

/// A session as it is now.
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
    /// What the runs learn from.
    pub source: SourceReport,
    /// Steps that every run has done.
    #[tsify(type = "number")]
    pub step: u64,
}

#[wasm_bindgen]
impl Engine {
    /// The settings with defaults that suit the device: on the CPU a smaller and shorter run.
    #[wasm_bindgen(js_name = trainingTables, unchecked_return_type = "TrainingTables")]
    pub fn training_tables(&self) -> Answer {
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
    pub fn start_training(&self, #[wasm_bindgen(unchecked_param_type = "TrainingRequest")] asked: JsValue) -> Answer {
        let start = || {
            let TrainingRequest { settings, plan } = request("request", asked)?;
            let model = self.loaded()?;
            self.begin(FineTuning::new(plan, settings, (*model).clone(), self.burn_device())?)
        };
        answer(start())
    }

    /// Goes on with a session at rest. One that is refused leaves the old session.
    #[wasm_bindgen(js_name = resumeTraining, unchecked_return_type = "SessionReport")]
    pub fn resume_training(&self, bytes: Vec<u8>) -> Answer {
        answer(FineTuning::from_bytes(&bytes, self.burn_device()).and_then(|session| self.begin(session)))
    }

    /// Does one piece of work of the session: a step of one run, or a part of a measurement.
    #[wasm_bindgen(js_name = advanceTraining, unchecked_return_type = "Progress")]
    pub async fn advance_training(&self) -> Answer {
        answer(self.advance().await)
    }

    /// How far the session is, without doing anything.
    #[wasm_bindgen(js_name = trainingProgress, unchecked_return_type = "Progress")]
    pub fn training_progress(&self) -> Answer {
        answer(self.with_session(|session| Ok(session.progress())))
    }

    /// The session at rest, as bytes. To be called between two pieces of work.
    #[wasm_bindgen(js_name = saveTraining)]
    pub async fn save_training(&self) -> Answer<Vec<u8>> {
        let save = async {
            let mut session = self.take_session()?;
            let bytes = session.to_bytes().await;
            self.put_session(session);
            bytes
        };
        plain(save.await)
    }

    /// The table of before and after each arm, from the measurements so far.
    #[wasm_bindgen(js_name = trainingOutcome, unchecked_return_type = "Outcome")]
    pub fn training_outcome(&self) -> Answer {
        answer(self.with_session(|session| Ok(session.outcome())))
    }

    /// The history as JSON ("json") or as a table ("csv").
    #[wasm_bindgen(js_name = trainingHistory)]
    pub fn training_history(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"json\" | \"csv\"")] format: String,
    ) -> Answer<String> {
        let history = self.with_session(|session| match format.as_str() {
            "json" => session.history_json(),
            "csv" => Ok(session.history_csv()),
            other => Err(Error::Invalid {
                field: "format".to_owned(),
                reason: format!("must be json or csv, not “{other}”."),
            }),
        });
        plain(history)
    }

    /// The weights file of a run, by its name, as it is now.
    #[wasm_bindgen(js_name = trainedWeights)]
    pub async fn trained_weights(&self, arm: String) -> Answer<Vec<u8>> {
        plain(async { self.with_session(|session| session.model(&arm))?.to_bytes().await }.await)
    }

    /// Reads back from now on with the newest weights of a run, by its name, or with "loaded", the encoder that was
    /// loaded.
    #[wasm_bindgen(js_name = readWith, unchecked_return_type = "EncoderReport")]
    pub fn read_with(&self, name: String) -> Answer {
        answer(self.choose_reader(&name).map(|model| EncoderReport::from(&*model)))
    }

    /// Ends the session; its runs are lost unless they were saved.
    #[wasm_bindgen(js_name = endTraining)]
    pub fn end_training(&self) {
        self.end_session();
    }
}

impl Engine {
    fn begin(&self, session: FineTuning) -> Result<SessionReport> {
        let arm = |Arm { name, run, .. }: &Arm| {
            let words = session.words(name).to_owned();
            ArmReport { name: name.clone(), words, seed: run.settings().seed }
        };
        let report = SessionReport {
            settings: session.settings().clone(),
            plan: session.plan().clone(),
            arms: session.arms().iter().map(arm).collect(),
            source: session.source().into(),
            step: session.step(),
        };
        self.end_session();
        self.put_session(session);
        Ok(report)
    }

    async fn advance(&self) -> Result<Progress> {
        let mut session = self.take_session()?;
        let progress = session.advance().await;
        // The reader follows its run.
        if let Ok(model) = session.model(&self.reading()) {
            self.hold(&self.reading(), model);
        }
        self.put_session(session);
        progress
    }
}
