//! What is measured of an arm's last weights alone, because it takes long: a sweep of every factor, turned pictures, and what is
//! recognised.

use burn::tensor::Device;

use super::{Arm, Design, Plan};
use crate::{
    encoder::Encoder,
    error::{Error, Result},
    measuring::{
        Blindness, Equivariance, Measurement, PartialRecognition, PartialSweep, PartialTurning, Recognised,
        Recognition, Sweep, SweepCounts, Turning,
    },
    pictures::Source,
};

/// Seed of the samples: they are the same for all arms, so that they can be compared.
const SEED: u64 = 20;

/// A measure that is taken part by part.
trait Measure {
    /// What of it is done.
    type Partial: Default;
    /// What it finds.
    type Found;

    /// How much is done, from 0 to 1.
    fn share(&self, partial: &Self::Partial) -> f64;
    /// Does a part; whether nothing but [`finish`](Self::finish) is left.
    async fn advance(&self, encoder: &Encoder, partial: &mut Self::Partial) -> Result<bool>;
    /// What it has found.
    fn finish(&self, partial: Self::Partial) -> Result<Self::Found>;
    /// Where it goes.
    fn place(measurement: &mut Measurement) -> &mut Option<Self::Found>;
    /// Whether it is missing there.
    fn is_missing(measurement: &Measurement) -> bool;
}

macro_rules! measure {
    ($measure:ty, $partial:ty, $found:ty, $place:ident) => {
        impl Measure for $measure {
            type Partial = $partial;
            type Found = $found;

            fn share(&self, partial: &Self::Partial) -> f64 {
                <$measure>::share(self, partial)
            }

            async fn advance(&self, encoder: &Encoder, partial: &mut Self::Partial) -> Result<bool> {
                <$measure>::advance(self, encoder, partial).await
            }

            fn finish(&self, partial: Self::Partial) -> Result<Self::Found> {
                <$measure>::finish(self, partial)
            }

            fn place(measurement: &mut Measurement) -> &mut Option<Self::Found> {
                &mut measurement.$place
            }

            fn is_missing(measurement: &Measurement) -> bool {
                measurement.$place.is_none()
            }
        }
    };
}
measure!(Sweep, PartialSweep, Blindness, blindness);
measure!(Turning, PartialTurning, Equivariance, equivariance);
measure!(Recognition, PartialRecognition, Recognised, recognition);

/// A measure, if it is asked for, and what of it is under way.
struct UnderWay<M: Measure> {
    measure: Option<M>,
    partial: Option<M::Partial>,
}

impl<M: Measure> UnderWay<M> {
    fn of(measure: Option<M>) -> Self {
        Self { measure, partial: None }
    }

    fn is_due(&self, measurement: &Measurement) -> bool {
        self.measure.is_some() && M::is_missing(measurement)
    }

    fn share(&self) -> Option<f64> {
        Some(self.measure.as_ref()?.share(self.partial.as_ref()?))
    }

    /// Measures a part.
    async fn advance(&mut self, arm: &mut Arm) -> Result<()> {
        let (Some(measure), Some(last)) = (&self.measure, arm.measurements.last_mut()) else { return Ok(()) };
        let mut partial = self.partial.take().unwrap_or_default();
        if measure.advance(&arm.run.learner().encoder, &mut partial).await? {
            *M::place(last) = Some(measure.finish(partial)?);
        } else {
            self.partial = Some(partial);
        }
        Ok(())
    }
}

/// What is measured, and what of it is under way.
pub(super) struct LastMeasures {
    sweep: UnderWay<Sweep>,
    turns: UnderWay<Turning>,
    recognition: UnderWay<Recognition>,
}

impl LastMeasures {
    /// What a design asks for, on pictures of a source.
    pub fn new(design: &Design, plan: &Plan, source: &Source, device: &Device) -> Result<Self> {
        let sweep = design.sweeps.then(|| Sweep::new(source, sweep_counts(plan), SEED, device)).transpose()?;
        let turned = plan.held_out.clamp(Turning::FEWEST, Turning::MOST);
        let turns = design.turns.then(|| Turning::new(source, turned, SEED, device)).transpose()?;
        let recognises = design.recognises && source.things() > 1;
        let recognition = recognises.then(|| Recognition::new(source, plan.held_out, SEED, device));
        Ok(Self { sweep: UnderWay::of(sweep), turns: UnderWay::of(turns), recognition: UnderWay::of(recognition) })
    }

    /// Whether anything is left to be measured of an arm.
    pub fn is_due(&self, arm: &Arm) -> bool {
        let Some(last) = arm.measurements.last() else { return false };
        self.sweep.is_due(last) || self.turns.is_due(last) || self.recognition.is_due(last)
    }

    /// How much of what is under way is done, from 0 to 1; 0 where nothing is.
    pub fn share(&self) -> f64 {
        self.sweep.share().or_else(|| self.turns.share()).or_else(|| self.recognition.share()).unwrap_or(0.0)
    }

    /// Measures a part. An arm whose representations allow no measurement ends; the others go on.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn advance(&mut self, arm: &mut Arm) -> Result<()> {
        let measured = match arm.measurements.last() {
            Some(last) if self.sweep.is_due(last) => self.sweep.advance(arm).await,
            Some(last) if self.turns.is_due(last) => self.turns.advance(arm).await,
            _ => self.recognition.advance(arm).await,
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
}

/// A sweep that takes about as long as a measurement of the held-out set.
fn sweep_counts(plan: &Plan) -> SweepCounts {
    SweepCounts { samples: (plan.held_out / 8).clamp(8, 64), values: 8, clean: plan.held_out.max(16) }
}
