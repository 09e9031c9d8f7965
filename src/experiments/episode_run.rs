//! Episodes on frozen representations, piece by piece.

use burn::tensor::Device;

use super::{
    episodes::{EpisodeExtent, EpisodePlan},
    experiment::Extent,
    results::{Results, finite},
};
use crate::{
    error::{Error, Result},
    model::Model,
    signs::{EpisodesPlan, FewShot},
};

/// The arms of an experiment in the same episodes, for each seed.
pub struct EpisodeRun {
    plan: EpisodePlan,
    size: EpisodeExtent,
    models: Vec<Model>,
    results: Results,
    under_way: Option<FewShot>,
    device: Device,
}

impl EpisodeRun {
    /// A run of a plan with the encoders that [`EpisodePlan::encoders`] names, in that order; it goes on from results of the same
    /// plan, where there are any.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `arms` unless there is an encoder for each of the names.
    pub fn new(
        plan: &EpisodePlan,
        extent: Extent,
        models: Vec<Model>,
        so_far: Option<Results>,
        device: &Device,
    ) -> Result<Self> {
        let names = plan.encoders();
        if models.len() != names.len() {
            let reason = format!("{} encoders were given for {} names.", models.len(), names.len());
            return Err(Error::Invalid { field: "arms".to_owned(), reason });
        }
        let results = Results::going_on(plan.arm_names(), so_far);
        let (plan, size, device) = (plan.clone(), plan.size(extent), device.clone());
        Ok(Self { plan, size, models, results, under_way: None, device })
    }

    /// What has been measured so far.
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        self.results.seeds() as u64 >= self.size.seeds
    }

    /// How many seeds are done, with the share of the one under way.
    pub fn done(&self) -> f64 {
        self.results.seeds() as f64 + self.under_way.as_ref().map_or(0.0, FewShot::share)
    }

    /// Does one piece of work.
    ///
    /// # Errors
    /// What [`FewShot`] refuses; [`Error::Device`] if the device fails.
    pub async fn advance(&mut self) -> Result<()> {
        if self.is_finished() {
            return Ok(());
        }
        let mut episodes = self.under_way.take().unwrap_or_else(|| self.begin());
        if episodes.advance().await? {
            for (runs, found) in self.results.runs.iter_mut().zip(episodes.finish()) {
                runs.push(Some(finite(found)));
            }
        } else {
            self.under_way = Some(episodes);
        }
        Ok(())
    }

    /// The episodes of the next seed.
    fn begin(&self) -> FewShot {
        let EpisodeExtent { episodes, classes, samples, views, seeds } = self.size;
        let names = self.plan.encoders();
        let number = |encoder: &String| names.iter().position(|name| name == encoder);
        let plan = EpisodesPlan {
            arms: self.plan.arms.iter().map(|arm| arm.encoders.iter().filter_map(number).collect()).collect(),
            ways: self.plan.ways,
            shots: self.plan.shots.clone(),
            queries: self.plan.queries,
            episodes,
            episodes_in_all: episodes * seeds as usize,
            classes,
            samples,
            views,
            seed: 1 + self.results.seeds() as u64,
        };
        FewShot::new(plan, self.models.clone(), &self.device)
    }
}
