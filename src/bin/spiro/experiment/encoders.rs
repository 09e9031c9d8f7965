//! Experiments that train nothing: trained encoders, swept, read with another's eyes, or in few-shot episodes, and strokes that are
//! finished.

use anyhow::Result;
use spirograph_lab::experiments::{EncoderRun, Results};

use super::{
    chosen::Chosen,
    running::{MEASURING, Manner, Work},
    weights::bytes,
};

/// Encoders at work.
pub struct Encoders(EncoderRun);

impl Encoders {
    /// What is left, after results so far.
    pub fn open(chosen: &Chosen, manner: &Manner, so_far: Option<Results>) -> Result<Self> {
        Ok(Self(EncoderRun::new(&chosen.experiment.study, manner.extent, bytes, so_far, manner.device)?))
    }
}

impl Work for Encoders {
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
