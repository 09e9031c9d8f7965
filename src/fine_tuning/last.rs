//! What is measured of an arm's last weights alone, because it takes long: a sweep of every factor, and turned pictures.

use burn::tensor::Device;

use super::{Arm, Design, Plan};
use crate::{
    error::{Error, Result},
    measuring::{Measurement, PartialSweep, PartialTurning, Sweep, SweepCounts, Turning},
    pictures::Source,
};

/// Seed of the samples: they are the same for all arms, so that they can be compared.
const SEED: u64 = 20;

/// What is measured, and what of it is under way.
pub(super) struct LastMeasures {
    sweep: Option<Sweep>,
    sweeping: Option<PartialSweep>,
    turns: Option<Turning>,
    turning: Option<PartialTurning>,
}

impl LastMeasures {
    /// What a design asks for, on pictures of a source.
    pub fn new(design: &Design, plan: &Plan, source: &Source, device: &Device) -> Result<Self> {
        let sweep = design.sweeps.then(|| Sweep::new(source, sweep_counts(plan), SEED, device)).transpose()?;
        let turns = design.turns.then(|| Turning::new(source, plan.held_out.max(8), SEED, device)).transpose()?;
        Ok(Self { sweep, sweeping: None, turns, turning: None })
    }

    /// Whether anything is left to be measured of an arm.
    pub fn is_due(&self, arm: &Arm) -> bool {
        let last = arm.measurements.last();
        last.is_some_and(|last| self.is_to_sweep(last) || (self.turns.is_some() && last.equivariance.is_none()))
    }

    fn is_to_sweep(&self, last: &Measurement) -> bool {
        self.sweep.is_some() && last.blindness.is_none()
    }

    /// How much of what is under way is done, from 0 to 1; 0 where nothing is.
    pub fn share(&self) -> f64 {
        let swept = self.sweep.as_ref().zip(self.sweeping.as_ref()).map(|(sweep, sweeping)| sweep.share(sweeping));
        let turned = || self.turns.as_ref().zip(self.turning.as_ref()).map(|(turns, turning)| turns.share(turning));
        swept.or_else(turned).unwrap_or(0.0)
    }

    /// Measures a part. An arm whose representations allow no measurement ends; the others go on.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn advance(&mut self, arm: &mut Arm) -> Result<()> {
        let measured = match arm.measurements.last() {
            Some(last) if self.is_to_sweep(last) => self.advance_sweep(arm).await,
            _ => self.advance_turns(arm).await,
        };
        match measured {
            // Representations that have collapsed have no covariance to whiten by.
            Err(error @ Error::Invalid { .. }) => {
                arm.end(&error);
                Ok(())
            }
            other => other,
        }
    }

    async fn advance_sweep(&mut self, arm: &mut Arm) -> Result<()> {
        let Some(sweep) = &self.sweep else { return Ok(()) };
        let mut sweeping = self.sweeping.take().unwrap_or_default();
        if !sweep.advance(&arm.run.learner().encoder, &mut sweeping).await? {
            self.sweeping = Some(sweeping);
            return Ok(());
        }
        let blindness = sweep.finish(sweeping)?;
        arm.measurements.last_mut().into_iter().for_each(|last| last.blindness = Some(blindness.clone()));
        Ok(())
    }

    async fn advance_turns(&mut self, arm: &mut Arm) -> Result<()> {
        let Some(turns) = &self.turns else { return Ok(()) };
        let mut turning = self.turning.take().unwrap_or_default();
        if !turns.advance(&arm.run.learner().encoder, &mut turning).await? {
            self.turning = Some(turning);
            return Ok(());
        }
        let equivariance = turns.finish(turning)?;
        arm.measurements.last_mut().into_iter().for_each(|last| last.equivariance = Some(equivariance));
        Ok(())
    }
}

/// A sweep that takes about as long as a measurement of the held-out set.
fn sweep_counts(plan: &Plan) -> SweepCounts {
    SweepCounts { samples: (plan.held_out / 8).clamp(8, 64), values: 8, clean: plan.held_out.max(16) }
}
