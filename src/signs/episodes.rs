//! Episodes: N-way K-shot tasks, again and again, on every kind of classes.

use burn::tensor::Device;

use super::{
    confidence::{Reliability, largest},
    features::joined,
    pool::Pool,
    read_out::ReadOut,
    tasks::Task,
    taught::Taught,
};
use crate::{
    error::Result,
    model::Model,
    named::Named,
    random::{Purpose, chosen, stream},
    statistics::deviation,
    tensors::Rows,
};

/// Half of a normal distribution's 95 % interval, in deviations.
const NORMAL: f64 = 1.96;
/// Episodes that are played at once: few enough that a slow device can answer something else in between.
const CHUNK: usize = 10;

/// What is played.
#[derive(Debug, Clone, PartialEq)]
pub struct EpisodesPlan {
    /// For each arm the numbers of the encoders whose representations it has side by side.
    pub arms: Vec<Vec<usize>>,
    /// Classes of an episode, N.
    pub ways: usize,
    /// Examples of each class, K, one count after the other. With fewer they are the first of those that there are with more.
    pub shots: Vec<usize>,
    /// Samples of each class that are to be named.
    pub queries: usize,
    /// Episodes of each task.
    pub episodes: usize,
    /// Episodes of each task by all seeds together: an interval is that of their mean.
    pub episodes_in_all: usize,
    /// Classes that they are drawn from.
    pub classes: usize,
    /// Samples of each class.
    pub samples: usize,
    /// Views that the features of a drawing are averaged over.
    pub views: usize,
    /// Seed of samples and episodes.
    pub seed: u64,
}

impl EpisodesPlan {
    /// The names of the quantities that an arm has.
    pub fn quantities(shots: &[usize]) -> Vec<String> {
        Task::all().flat_map(|task| cells(shots).flat_map(move |cell| Tally::names(task, cell))).collect()
    }

    /// The quantity that is the half width of another one's interval.
    pub fn half_width_of(quantity: &str) -> String {
        format!("half width of {quantity}")
    }

    fn most_shots(&self) -> usize {
        self.shots.iter().copied().max().unwrap_or(0)
    }
}

/// The half width of the 95 % interval of the mean accuracy of so many episodes, by the accuracies of some of them; none of fewer
/// than two.
pub fn half_width(accuracies: &[f64], episodes: usize) -> Option<f64> {
    Some(NORMAL * deviation(accuracies.iter().copied())? / (episodes as f64).sqrt())
}

/// A read-out with a number of examples of each class.
type Cell = (ReadOut, usize);

fn cells(shots: &[usize]) -> impl Iterator<Item = Cell> {
    ReadOut::ALL.into_iter().flat_map(move |read_out| shots.iter().map(move |&shots| (read_out, shots)))
}

/// What an arm has reached in the episodes of a task.
#[derive(Debug, Clone, Default)]
struct Tally {
    accuracies: Vec<f64>,
    reliability: Reliability,
}

impl Tally {
    fn names(task: Task, (read_out, shots): Cell) -> Vec<String> {
        let of = format!("on {}, {}, K = {shots}", task.name(), read_out.name());
        let accuracy = format!("accuracy {of}");
        let half_width = EpisodesPlan::half_width_of(&accuracy);
        let calibration = task.is_drawn().then(|| format!("calibration error {of}"));
        [accuracy, half_width].into_iter().chain(calibration).collect()
    }

    /// In the order of the names; what there is no number for is none.
    fn values(&self, episodes: usize) -> [Option<f64>; 3] {
        let mean = self.accuracies.iter().sum::<f64>() / self.accuracies.len() as f64;
        [Some(mean), half_width(&self.accuracies, episodes), self.reliability.error()]
    }
}

/// The episodes of one seed, part by part.
pub struct FewShot {
    plan: EpisodesPlan,
    models: Vec<Model>,
    device: Device,
    /// The tasks that are left, the one under way first.
    left: Vec<Task>,
    pool: Option<Pool>,
    /// For each arm and class a row for each sample, once the pool is whole.
    features: Vec<Vec<Rows>>,
    /// For each arm and cell what the episodes of the task under way have come to.
    tallies: Vec<Vec<Tally>>,
    found: Vec<Vec<(String, f64)>>,
}

impl FewShot {
    /// Begins with encoders on `device`, which the plan's arms name by number.
    pub fn new(plan: EpisodesPlan, models: Vec<Model>, device: &Device) -> Self {
        let found = vec![Vec::new(); plan.arms.len()];
        let (left, device) = (Task::all().collect(), device.clone());
        Self { plan, models, device, left, pool: None, features: Vec::new(), tallies: Vec::new(), found }
    }

    /// How much is done, from 0 to 1.
    pub fn share(&self) -> f64 {
        let (all, left) = (Task::all().count(), self.left.len());
        let encoded = self.pool.as_ref().map_or(0, Pool::count);
        // A class takes about as long as a chunk of episodes.
        let of_task = (self.plan.classes + self.plan.episodes.div_ceil(CHUNK)) as f64;
        let part = (encoded + self.played().div_ceil(CHUNK)) as f64 / of_task;
        ((all - left) as f64 + if left > 0 { part.min(1.0) } else { 0.0 }) / all as f64
    }

    /// Encodes a class or plays a few episodes; whether nothing but [`finish`](Self::finish) is left.
    ///
    /// # Errors
    /// What [`Pool`] and [`ReadOut::fit`] refuse.
    pub async fn advance(&mut self) -> Result<bool> {
        let Some(&task) = self.left.first() else { return Ok(true) };
        let pool = match &mut self.pool {
            Some(pool) => pool,
            None => {
                let EpisodesPlan { classes, samples, views, seed, .. } = self.plan;
                self.pool.insert(Pool::new(task, seed, (classes, samples), views)?)
            }
        };
        if !pool.is_whole() {
            pool.advance(&self.models, &self.device).await?;
            return Ok(false);
        }
        if self.features.is_empty() {
            let of_arm = |arm: &Vec<usize>| {
                let of_class =
                    |rows: &Vec<Rows>| joined(&arm.iter().map(|&encoder| &rows[encoder]).collect::<Vec<_>>());
                pool.encoded().iter().map(of_class).collect()
            };
            self.features = self.plan.arms.iter().map(of_arm).collect();
            let cells = cells(&self.plan.shots).count();
            self.tallies = vec![vec![Tally::default(); cells]; self.plan.arms.len()];
        }
        let played = self.played();
        for episode in played..self.plan.episodes.min(played + CHUNK) {
            self.play(episode as u64)?;
        }
        if self.played() >= self.plan.episodes {
            self.end(task);
        }
        Ok(self.left.is_empty())
    }

    /// The quantities of each arm by the names of [`EpisodesPlan::quantities`], shares from 0 to 1.
    pub fn finish(self) -> Vec<Named<f64>> {
        self.found.into_iter().map(|found| found.into_iter().collect()).collect()
    }

    /// How many episodes of the task under way are played.
    fn played(&self) -> usize {
        self.tallies.first().and_then(|tallies| Some(tallies.first()?.accuracies.len())).unwrap_or(0)
    }

    /// Plays an episode: the same classes and samples for every arm, read-out and number of examples.
    fn play(&mut self, episode: u64) -> Result<()> {
        let plan = &self.plan;
        let mut generator = stream(plan.seed, Purpose::Episodes, episode);
        let classes = chosen(&mut generator, self.features.first().map_or(0, Vec::len), plan.ways);
        let (shots, drawn) = (plan.most_shots(), plan.most_shots() + plan.queries);
        let samples: Vec<_> = classes.iter().map(|_| chosen(&mut generator, plan.samples, drawn)).collect();
        for (features, tallies) in self.features.iter().zip(&mut self.tallies) {
            for ((read_out, count), tally) in cells(&plan.shots).zip(tallies) {
                let (mut values, mut signs) = (Vec::new(), Vec::new());
                for (sign, (&class, samples)) in classes.iter().zip(&samples).enumerate() {
                    values.extend(features[class].select(samples[..count].iter().copied()).values());
                    signs.extend(std::iter::repeat_n(sign, count));
                }
                let namer = read_out.fit(&Taught::new(values, signs, classes.len())?)?;
                let (mut right, mut named) = (0, 0);
                for (sign, (&class, samples)) in classes.iter().zip(&samples).enumerate() {
                    for query in features[class].select(samples[shots..].iter().copied()).iter() {
                        let confidence = namer.confidence(query);
                        let best = largest(&confidence);
                        tally.reliability.add(confidence[best], best == sign);
                        right += usize::from(best == sign);
                        named += 1;
                    }
                }
                tally.accuracies.push(f64::from(right as u32) / f64::from(named as u32));
            }
        }
        Ok(())
    }

    /// Writes down what a task has come to, and goes on to the next.
    fn end(&mut self, task: Task) {
        for (found, tallies) in self.found.iter_mut().zip(std::mem::take(&mut self.tallies)) {
            for (cell, tally) in cells(&self.plan.shots).zip(tallies) {
                let values = tally.values(self.plan.episodes_in_all);
                let numbers = Tally::names(task, cell).into_iter().zip(values);
                found.extend(numbers.filter_map(|(name, value)| Some((name, value?))));
            }
        }
        (self.pool, self.features) = Default::default();
        self.left.remove(0);
    }
}
