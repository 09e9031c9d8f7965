//! Experiments that train: a session of arms.

use anyhow::{Context, Result, ensure};
use spirograph_lab::{
    experiments::{Results, TrainingPlan},
    fine_tuning::{Design, ExperimentFile, FineTuning},
};

use super::{
    chosen::Chosen,
    running::{Manner, Work},
    weights::model,
};

/// A session.
pub struct Training(FineTuning);

impl Training {
    /// The session that is kept, or a new one.
    pub fn open(chosen: &Chosen, plan: &TrainingPlan, manner: &Manner) -> Result<Self> {
        let file = ExperimentFile { path: format!("{}.json", chosen.experiment.name), text: chosen.text.clone() };
        let design = Design { experiment: Some(file), ..plan.design() };
        let (asked, settings) = (plan.plan(manner.extent), plan.settings(manner.extent));
        let Some((path, bytes)) = manner.kept.session(chosen)? else {
            let start = model(plan.encoder(), manner.device)?;
            return Ok(Self(FineTuning::new(design, asked, settings, start, manner.device)?));
        };
        let session = FineTuning::from_bytes(&bytes, None, manner.device)
            .with_context(|| format!("cannot go on from {}", path.display()))?;
        let is_this = *session.design() == design && *session.plan() == asked && *session.settings() == settings;
        ensure!(
            is_this,
            "{} is of another run: the experiment's file or the size has changed; --fresh begins anew and writes over it",
            path.display()
        );
        Ok(Self(session))
    }
}

impl Work for Training {
    fn done(&self) -> u64 {
        let last = self.0.settings().steps;
        // An arm that has ended before its last step has nothing left to do.
        self.0.arms().iter().map(|arm| if arm.ended.is_some() { last } else { arm.run.step() }).sum()
    }

    fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    fn advance(&mut self) -> Result<()> {
        pollster::block_on(self.0.advance())?;
        Ok(())
    }

    fn results(&self) -> Results {
        Results::from(&self.0)
    }

    fn keep(&mut self, manner: &Manner, chosen: &Chosen) -> Result<()> {
        if !manner.kept.is_kept() {
            return Ok(());
        }
        manner.kept.keep_session(chosen, &pollster::block_on(self.0.to_bytes())?)
    }
}
