//! Experiments without training across the boundary: encoders that are there are swept, translated, or tried in few-shot episodes,
//! and strokes finished, piece by piece.

use serde::Serialize;
use serde_bytes::ByteBuf;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    training::OutcomeReport,
    types::{Answer, answer, plain, request},
};
use crate::{
    Error, Result,
    experiments::{EncoderRun, Experiment, Extent, judge},
    named::Named,
};

/// How far an experiment has come.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ExperimentProgress {
    /// How much of it is done, from 0 to 1.
    pub share: f64,
    /// What has come of it, once all is done.
    #[tsify(type = "OutcomeReport | null")]
    pub outcome: Option<OutcomeReport>,
}

/// An experiment under way, at the size that it has in the page.
pub(super) struct Experimenting {
    experiment: Experiment,
    run: EncoderRun,
}

#[wasm_bindgen]
impl Engine {
    /// Begins an experiment that trains nothing, with the bytes of the weights files that it needs by name, and gives it a
    /// number. The one before, if it is under way, is given up.
    #[wasm_bindgen(js_name = beginExperiment)]
    pub fn begin_experiment(
        &self,
        path: String,
        text: String,
        #[wasm_bindgen(unchecked_param_type = "Record<string, Uint8Array>")] weights: JsValue,
    ) -> Answer<u32> {
        let begin = || {
            let begun = self.experimenting_with(&path, &text, &request("weights", weights)?)?;
            Ok(self.experimenting.begin(begun))
        };
        plain(begin())
    }

    /// Does one piece of the experiment of a number: to be asked until there is an outcome.
    #[wasm_bindgen(js_name = advanceExperiment, unchecked_return_type = "ExperimentProgress")]
    pub async fn advance_experiment(&self, number: u32) -> Answer {
        let advance = async {
            let no_experiment = || {
                let reason = "it has been given up, or is at work.".to_owned();
                Error::Invalid { field: "experiment".to_owned(), reason }
            };
            let mut experimenting = self.experimenting.take(number).ok_or_else(no_experiment)?;
            experimenting.run.advance().await?;
            let progress = experimenting.progress();
            if progress.outcome.is_none() {
                self.experimenting.put_back(number, experimenting);
            }
            Ok(progress)
        };
        answer(advance.await)
    }

    /// Gives the experiment of a number up, if it is under way.
    #[wasm_bindgen(js_name = endExperiment)]
    pub fn end_experiment(&self, number: u32) {
        if number == self.experimenting.number() {
            self.experimenting.end();
        }
    }
}

impl Engine {
    fn experimenting_with(&self, path: &str, text: &str, weights: &Named<ByteBuf>) -> Result<Experimenting> {
        let experiment = Experiment::read(path, text)?;
        let bytes = |name: &str| {
            let no_weights = || Error::Invalid {
                field: "weights".to_owned(),
                reason: format!("those of “{name}” are missing."),
            };
            Ok::<_, Error>(weights.get(name).ok_or_else(no_weights)?.to_vec())
        };
        let run = EncoderRun::new(&experiment.study, Extent::Small, bytes, None, &self.device)?;
        Ok(Experimenting { experiment, run })
    }
}

impl Experimenting {
    fn progress(&self) -> ExperimentProgress {
        let results = self.run.results();
        let outcome = self.run.is_finished().then(|| OutcomeReport {
            arms: results.arms.clone(),
            rows: results.rows(),
            judgement: Some(judge(results, &self.experiment.compared)),
        });
        let whole = EncoderRun::whole(&self.experiment.study, Extent::Small) as f64;
        ExperimentProgress { share: self.run.done() / whole, outcome }
    }
}
