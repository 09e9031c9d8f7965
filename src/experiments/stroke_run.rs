//! Strokes that are finished in several ways, piece by piece.

use burn::tensor::Device;

use super::{
    experiment::Extent,
    results::{Results, finite},
    strokes::{StrokeExtent, StrokePlan, quantity},
};
use crate::{
    error::Result,
    strokes::{StrokeModel, errors, test_figures},
};

/// Figures that are finished at once: few enough that a slow device can answer something else in between.
const CHUNK: usize = 4;

/// The ways of an experiment to go on, one after the other, for each seed.
pub struct StrokesRun {
    plan: StrokePlan,
    size: StrokeExtent,
    model: StrokeModel,
    results: Results,
    /// Of the arm under way the errors so far, of each figure after each count of given positions.
    under_way: Vec<Vec<f64>>,
    device: Device,
}

impl StrokesRun {
    /// A run of a plan with its network; it goes on from results of the same plan, where there are any.
    pub fn new(
        plan: &StrokePlan,
        extent: Extent,
        model: StrokeModel,
        so_far: Option<Results>,
        device: &Device,
    ) -> Self {
        let (results, size) = (Results::going_on(plan.arm_names(), so_far), plan.size(extent));
        let under_way = vec![Vec::new(); plan.given.len()];
        Self { plan: plan.clone(), size, model, results, under_way, device: device.clone() }
    }

    /// What has been measured so far.
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// The arm and the seed that come next; none where nothing is left to do.
    fn next(&self) -> Option<(usize, u64)> {
        self.results.next(self.size.seeds)
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        self.next().is_none()
    }

    /// How many arms are done, each once a seed, with the share of the one under way.
    pub fn done(&self) -> f64 {
        let part: usize = self.under_way.iter().map(Vec::len).sum();
        self.results.done() as f64 + part as f64 / (self.size.tasks * self.plan.given.len()) as f64
    }

    /// Does one piece of work.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn advance(&mut self) -> Result<()> {
        let Some((arm, seed)) = self.next() else { return Ok(()) };
        let left = self.under_way.iter_mut().zip(&self.plan.given).find(|(done, _)| done.len() < self.size.tasks);
        if let Some((done, &given)) = left {
            let chunk = done.len()..self.size.tasks.min(done.len() + CHUNK);
            let figures = test_figures(1 + seed, chunk.start as u64..chunk.end as u64);
            let finishes = self.plan.arms[arm].finishes;
            done.extend(errors(finishes, &self.model.network, &figures, given, &self.device).await?);
        }
        if self.under_way.iter().all(|done| done.len() == self.size.tasks) {
            let mean = |errors: Vec<f64>| errors.iter().sum::<f64>() / errors.len() as f64;
            let means = self.under_way.iter_mut().map(|errors| mean(std::mem::take(errors)));
            let found = self.plan.given.iter().map(|&given| quantity(given)).zip(means).collect();
            self.results.runs[arm].push(Some(finite(found)));
        }
        Ok(())
    }
}
