//! Encoders on their sweeps, piece by piece.

use burn::tensor::Device;

use super::{
    experiment::Extent,
    results::{Results, finite},
    sweep::{SweepExtent, SweepPlan},
};
use crate::{
    error::{Error, Result},
    measuring::{PartialSweep, Sweep},
    model::Model,
};

/// The encoders of an experiment on sweeps of every factor, one after the other, for each seed.
pub struct SweepRun {
    models: Vec<Model>,
    size: SweepExtent,
    results: Results,
    under_way: Option<(Sweep, PartialSweep)>,
    device: Device,
}

impl SweepRun {
    /// A run of a plan with its arms' encoders, in their order; it goes on from results of the same plan, where there are any.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `arms` unless there is an encoder for each.
    pub fn new(
        plan: &SweepPlan,
        extent: Extent,
        models: Vec<Model>,
        so_far: Option<Results>,
        device: &Device,
    ) -> Result<Self> {
        let arms = plan.arm_names();
        if models.len() != arms.len() {
            let reason = format!("{} encoders were given for {} arms.", models.len(), arms.len());
            return Err(Error::Invalid { field: "arms".to_owned(), reason });
        }
        let results = Results::going_on(arms, so_far);
        Ok(Self { models, size: plan.size(extent), results, under_way: None, device: device.clone() })
    }

    /// What has been measured so far.
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// The encoder and the seed that come next; none where nothing is left to do.
    fn next(&self) -> Option<(usize, u64)> {
        self.results.next(self.size.seeds)
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        self.next().is_none()
    }

    /// How many sweeps are done, with the share of the one under way.
    pub fn done(&self) -> f64 {
        self.results.done() as f64 + self.under_way.as_ref().map_or(0.0, |(sweep, partial)| sweep.share(partial))
    }

    /// Does one piece of work.
    ///
    /// # Errors
    /// What [`Sweep`] refuses; [`Error::Device`] if the device fails.
    pub async fn advance(&mut self) -> Result<()> {
        let Some((arm, seed)) = self.next() else { return Ok(()) };
        let model = &self.models[arm];
        let (sweep, mut partial) = match self.under_way.take() {
            Some(under_way) => under_way,
            None => (Sweep::new(&model.source, self.size.into(), 1 + seed, &self.device)?, PartialSweep::default()),
        };
        if sweep.advance(&model.encoder, &mut partial).await? {
            let found = match sweep.finish(partial) {
                Ok(found) => Some(finite(found.quantities())),
                // Representations that have collapsed: the encoder has no result, and the others go on.
                Err(Error::Invalid { .. }) => None,
                Err(error) => return Err(error),
            };
            self.results.runs[arm].push(found);
        } else {
            self.under_way = Some((sweep, partial));
        }
        Ok(())
    }
}
