//! Experiments that sweep: trained encoders, measured.

use anyhow::Result;
use spirograph_lab::experiments::{Results, SweepPlan, SweepRun};

use super::{
    chosen::Chosen,
    running::{MEASURING, Manner, Work},
    weights::model,
};

/// Encoders on their sweeps.
pub struct Sweeping(SweepRun);

impl Sweeping {
    /// What is left, after results so far.
    pub fn open(plan: &SweepPlan, manner: &Manner, so_far: Option<Results>) -> Result<Self> {
        let models = plan.arms.iter().map(|arm| model(&arm.encoder, manner.device)).collect::<Result<_>>()?;
        Ok(Self(SweepRun::new(plan, manner.extent, models, so_far, manner.device)?))
    }
}

impl Work for Sweeping {
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
