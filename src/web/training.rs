//! Fine-tuning across the boundary: the engine's part that trains.

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    engine::{Engine, LOADED},
    types::{Answer, EncoderReport, SourceReport, answer, plain, request, to_js},
};
use crate::{
    Error, Result,
    experiments::{Experiment, Judgement, Results, Study, judge},
    fine_tuning::{Arm, ArmName, Design, Ended, ExperimentFile, FineTuning, Outcome, Plan, Progress, Row},
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
    /// What is compared: an experiment that trains. Without one it is the paper's pair.
    #[serde(default)]
    #[tsify(optional)]
    pub experiment: Option<ExperimentFile>,
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
    /// Why it has ended before its last step, if it has.
    #[tsify(type = "Ended | null")]
    pub ended: Option<Ended>,
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
    /// The file that declares what is compared; none of the paper's pair without one.
    #[tsify(type = "ExperimentFile | null")]
    pub experiment: Option<ExperimentFile>,
    /// The runs, for each seed one of each arm.
    pub arms: Vec<ArmReport>,
    /// What the runs learn from.
    pub source: SourceReport,
    /// Steps that every run has done.
    #[tsify(type = "number")]
    pub step: u64,
}

/// What came of a session so far.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct OutcomeReport {
    /// The arms, each a mean over its runs with different seeds; then those that are read side by side.
    pub arms: Vec<ArmName>,
    /// The quantities.
    pub rows: Vec<Row>,
    /// The verdict, where something was expected and all is done.
    #[tsify(type = "Judgement | null")]
    pub judgement: Option<Judgement>,
}

#[wasm_bindgen]
impl Engine {
    /// Reads the file of an experiment.
    #[wasm_bindgen(js_name = readExperiment, unchecked_return_type = "Experiment")]
    pub fn read_experiment(&self, path: String, text: String) -> Answer {
        answer(Experiment::read(&path, &text))
    }

    /// The settings with defaults that suit the device: on the CPU a smaller and shorter run.
    #[wasm_bindgen(js_name = trainingTables, unchecked_return_type = "TrainingTables")]
    pub fn training_tables(&self) -> Answer {
        let (mut settings, mut plan) = (Settings::fine_tuning(), Plan::default());
        if self.report.kind == "cpu" {
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
            let TrainingRequest { settings, plan, experiment } = request("request", asked)?;
            let (model, settings) = (self.model(LOADED)?, self.settings_with_photographs(settings)?);
            let design = experiment.map_or(Ok(Design::default()), design)?;
            self.begin(FineTuning::new(design, plan, settings, (*model).clone(), &self.device)?)
        };
        answer(start())
    }

    /// Goes on with a session at rest. One that is refused leaves the old session.
    #[wasm_bindgen(js_name = resumeTraining, unchecked_return_type = "SessionReport")]
    pub fn resume_training(&self, bytes: Vec<u8>) -> Answer {
        answer(
            FineTuning::from_bytes(&bytes, self.open_photographs().as_ref(), &self.device)
                .and_then(|session| self.begin(session)),
        )
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

    /// The table of before and after each arm, from the measurements so far, and once all is done the verdict.
    #[wasm_bindgen(js_name = trainingOutcome, unchecked_return_type = "OutcomeReport")]
    pub fn training_outcome(&self) -> Answer {
        answer(self.with_session(|session| {
            let Outcome { arms, rows } = session.outcome();
            Ok(OutcomeReport { arms, rows, judgement: judgement(session)? })
        }))
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

/// What an experiment compares.
fn design(file: ExperimentFile) -> Result<Design> {
    let Study::Training(plan) = Experiment::read(&file.path, &file.text)?.study else {
        return Err(Error::Invalid {
            field: "experiment".to_owned(),
            reason: format!("{} does not train: it cannot be run as a training.", file.path),
        });
    };
    Ok(Design { experiment: Some(file), ..plan.design() })
}

/// The verdict on a finished session of which something was expected.
fn judgement(session: &FineTuning) -> Result<Option<Judgement>> {
    let Some(file) = session.design().experiment.as_ref().filter(|_| session.is_finished()) else { return Ok(None) };
    let experiment = Experiment::read(&file.path, &file.text)?;
    Ok(Some(judge(&Results::from(session), &experiment.compared)))
}

impl Engine {
    fn begin(&self, session: FineTuning) -> Result<SessionReport> {
        let arm = |Arm { name, run, ended, .. }: &Arm| {
            let words = session.words(name).to_owned();
            ArmReport { name: name.clone(), words, seed: run.settings().seed, ended: ended.clone() }
        };
        let report = SessionReport {
            settings: session.settings().clone(),
            plan: session.plan().clone(),
            experiment: session.design().experiment.clone(),
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
