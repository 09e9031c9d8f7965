//! Experiments that translate: one encoder read with another's eyes.

use anyhow::Result;
use spirograph_lab::experiments::{Results, TranslationPlan, TranslationRun};

use super::{
    chosen::Chosen,
    running::{MEASURING, Manner, Work},
    weights::model,
};

/// Two encoders.
pub struct Translating(TranslationRun);

impl Translating {
    /// What is left, after results so far.
    pub fn open(plan: &TranslationPlan, manner: &Manner, so_far: Option<Results>) -> Result<Self> {
        let models = [model(&plan.from, manner.device)?, model(&plan.to, manner.device)?];
        Ok(Self(TranslationRun::new(plan, manner.extent, models, so_far, manner.device)))
    }
}

impl Work for Translating {
    fn done(&self) -> u64 {
        (self.0.done() * MEASURING as f64) as u64
    }

    fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    fn advance(&mut self) -> Result<()> {
        Ok(pollster::block_on(self.0.advance())?)
    }

    fn results(&self) -> Results {
        self.0.results().clone()
    }

    fn keep(&mut self, manner: &Manner, chosen: &Chosen) -> Result<()> {
        manner.keep_so_far(chosen, self.results())
    }
}
