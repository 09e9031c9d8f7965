//! Stitching: what one encoder makes of pictures, translated, and read by the probe of another (Maiorana et al. 2023).
//!
//! Everything is encoded once by either encoder; each translation is then fitted on the first n anchors.

use burn::tensor::Device;
use serde::Serialize;

use super::{
    anchors::{ANCHORS, Anchors},
    evaluation::Protocol,
    parallel::Parallel,
};
use crate::{
    error::{Error, Result, within},
    model::{Model, Probe, Samples},
    named::Named,
    random::Purpose,
    tensors::Rows,
    translating::Class,
};

/// Fewest and most samples of a study.
const SAMPLES: (f64, f64) = (1.0, 100_000.0);
/// What is read, as quantities name it.
const SUBJECTS: [&str; 2] = ["Spirographs", "drawings"];

/// Whose representations are read by whose probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reads {
    /// The first encoder's by its own.
    From,
    /// The second encoder's by its own.
    To,
    /// The first encoder's, translated by a map of a class, by the second one's.
    #[serde(untagged)]
    Translated(Class),
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct StitchingPlan {
    /// Numbers of anchors that translations are fitted on, each from 2 to 4096.
    pub anchors: Vec<usize>,
    /// Samples that are read: so many Spirographs, and as many simulated drawings.
    pub samples: usize,
    /// Seed of anchors and samples.
    pub seed: u64,
    /// What reads them.
    pub reads: Vec<Reads>,
}

impl StitchingPlan {
    /// The names of the quantities that it yields for each reader, in their order.
    pub fn quantities(anchors: &[usize]) -> Vec<String> {
        SUBJECTS.iter().flat_map(|subjects| anchors.iter().map(move |&count| quantity(subjects, count))).collect()
    }
}

fn quantity(subjects: &str, anchors: usize) -> String {
    format!("error on {subjects}, n = {anchors}")
}

/// A study under way.
pub struct Stitching {
    plan: StitchingPlan,
    models: [Model; 2],
    device: Device,
    anchors: Anchors,
    /// The subjects that are read, in the order of [`SUBJECTS`].
    read: [Parallel; 2],
    /// The errors of each translation that is done: a reader's for each number of anchors, on each of the subjects.
    errors: Vec<[f64; 2]>,
}

impl Stitching {
    /// Begins with the encoder whose representations are translated, and the one that they are translated to.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] naming `anchors` or `samples`; what [`Parallel::new`] refuses; [`Error::Invalid`] naming
    /// `encoder` unless both probes read the same factors.
    pub fn new(plan: StitchingPlan, [from, to]: [&Model; 2], device: &Device) -> Result<Self> {
        plan.anchors.iter().try_for_each(|&count| within("anchors", count as f64, ANCHORS).map(|_| ()))?;
        within("samples", plan.samples as f64, SAMPLES)?;
        if from.reader.probe.targets != to.reader.probe.targets {
            let reason = "the two encoders’ probes read other factors: their errors cannot be compared.".to_owned();
            return Err(Error::Invalid { field: "encoder".to_owned(), reason });
        }
        let read = |Protocol { subjects, source, seed, .. }: Protocol| {
            Parallel::new(subjects, &source, [from, to], (seed, Purpose::ProbeTest))
        };
        let (seed, source) = (plan.seed, &to.source);
        let read = [read(Protocol::new(seed, source))?, read(Protocol::of_drawings(seed, source))?];
        let anchors = Anchors::new([from, to], seed)?;
        let models = [from.clone(), to.clone()];
        Ok(Self { plan, models, device: device.clone(), anchors, read, errors: Vec::new() })
    }

    /// How much is done, from 0 to 1.
    pub fn share(&self) -> f64 {
        let encoded = self.anchors.count() + self.read.iter().map(Parallel::count).sum::<usize>();
        let of = self.most_anchors() + 2 * self.plan.samples;
        // A translation takes about as long as a few dozen samples.
        const FIT: usize = 32;
        (encoded + FIT * self.errors.len()) as f64 / (of + FIT * self.fits()) as f64
    }

    /// Encodes a few samples or fits a translation; whether nothing but [`finish`](Self::finish) is left.
    ///
    /// # Errors
    /// A failing device; what [`Anchors::translation`] refuses.
    pub async fn advance(&mut self) -> Result<bool> {
        let (most, samples, models) = (self.most_anchors(), self.plan.samples, self.models.each_ref());
        if !self.anchors.advance(models, most, &self.device).await? {
            return Ok(false);
        }
        for read in &mut self.read {
            if !read.advance(models, samples, &self.device).await? {
                return Ok(false);
            }
        }
        if self.errors.len() < self.fits() {
            self.errors.push(self.next_errors()?);
        }
        Ok(self.errors.len() == self.fits())
    }

    /// The errors of each reader of the plan, by the names of [`StitchingPlan::quantities`]: the mean over the factors of
    /// interest of the mean squared errors, from a single view. The encoders' own do not depend on the number of anchors.
    pub fn finish(&self) -> Vec<Named<f64>> {
        let names = StitchingPlan::quantities(&self.plan.anchors);
        let by_reader = self.errors.chunks(self.plan.anchors.len().max(1));
        let values =
            by_reader.map(|errors| (0..2).flat_map(|subjects| errors.iter().map(move |error| error[subjects])));
        values.map(|values| names.iter().cloned().zip(values).collect()).collect()
    }

    fn most_anchors(&self) -> usize {
        self.plan.anchors.iter().copied().max().unwrap_or(0)
    }

    fn fits(&self) -> usize {
        self.plan.anchors.len() * self.plan.reads.len()
    }

    /// The errors of the next reader and number of anchors, on each of the subjects.
    fn next_errors(&self) -> Result<[f64; 2]> {
        let (reader, anchors) =
            (self.errors.len() / self.plan.anchors.len(), self.errors.len() % self.plan.anchors.len());
        let [from, to] = &self.models;
        match self.plan.reads[reader] {
            Reads::From => self.errors_by(from, |[from, _]| Ok(from.clone())),
            Reads::To => self.errors_by(to, |[_, to]| Ok(to.clone())),
            Reads::Translated(class) => {
                let translation = self.anchors.translation(class, self.plan.anchors[anchors])?;
                self.errors_by(to, |[from, _]| translation.apply(from))
            }
        }
    }

    /// The errors of a model's own readers, of Spirographs and of drawings, on rows that are made from those of both encoders.
    fn errors_by(&self, model: &Model, rows: impl Fn(&[Rows; 2]) -> Result<Rows>) -> Result<[f64; 2]> {
        let error = |read: &Parallel, probe: &Probe| -> Result<f64> {
            let scenes = read.scenes().to_vec();
            let samples = Samples { representations: rows(read.rows())?, scenes, table: model.source.table() };
            Ok(probe.mean_squared_errors(&samples)?.mean())
        };
        let [spirographs, drawings] = &self.read;
        Ok([error(spirographs, &model.reader.probe)?, error(drawings, &model.reader_of_drawings().probe)?])
    }
}
