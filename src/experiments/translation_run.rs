//! One encoder read with another's eyes, piece by piece.

use burn::tensor::Device;

use super::{
    experiment::Extent,
    results::{Results, finite},
    translation::{TranslationExtent, TranslationPlan},
};
use crate::{
    error::Result,
    measuring::{Stitching, StitchingPlan},
    model::Model,
};

/// The ways to read of an experiment, for each seed.
pub struct TranslationRun {
    plan: TranslationPlan,
    extent: Extent,
    models: [Model; 2],
    results: Results,
    under_way: Option<Stitching>,
    device: Device,
}

impl TranslationRun {
    /// A run of a plan with the encoders that it translates from and to; it goes on from results of the same plan, where there
    /// are any.
    pub fn new(
        plan: &TranslationPlan,
        extent: Extent,
        models: [Model; 2],
        so_far: Option<Results>,
        device: &Device,
    ) -> Self {
        let results = Results::going_on(plan.arm_names(), so_far);
        Self { plan: plan.clone(), extent, models, results, under_way: None, device: device.clone() }
    }

    /// What has been measured so far.
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        self.results.seeds() as u64 >= self.plan.size(self.extent).seeds
    }

    /// How many seeds are done, with the share of the one under way.
    pub fn done(&self) -> f64 {
        self.results.seeds() as f64 + self.under_way.as_ref().map_or(0.0, Stitching::share)
    }

    /// Does one piece of work.
    ///
    /// # Errors
    /// What [`Stitching`] refuses; [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn advance(&mut self) -> Result<()> {
        if self.is_finished() {
            return Ok(());
        }
        let mut stitching = match self.under_way.take() {
            Some(stitching) => stitching,
            None => self.begin()?,
        };
        if stitching.advance().await? {
            for (runs, found) in self.results.runs.iter_mut().zip(stitching.finish()) {
                runs.push(Some(finite(found)));
            }
        } else {
            self.under_way = Some(stitching);
        }
        Ok(())
    }

    /// The study of the next seed.
    fn begin(&self) -> Result<Stitching> {
        let TranslationExtent { samples, .. } = self.plan.size(self.extent);
        // What is quick has one count alone: a fit takes longer than all else.
        let counts = if self.extent == Extent::Quick { 1 } else { self.plan.anchors.len() };
        let plan = StitchingPlan {
            anchors: self.plan.anchors[..counts].to_vec(),
            samples,
            seed: 1 + self.results.seeds() as u64,
            reads: self.plan.arms.iter().map(|arm| arm.reads).collect(),
        };
        Stitching::new(plan, self.models.each_ref(), &self.device)
    }
}
