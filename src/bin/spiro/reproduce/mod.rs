//! `spiro reproduce`: the paper's claims as tables, each measured again.

mod coverage;
mod drawings;
mod finding;
mod fine_tuning;
mod invariance;
mod labels;
mod read_back;
mod robustness;
mod table;

use std::{
    cell::OnceCell,
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result};
use burn::tensor::Device;
use clap::ValueEnum;
use spirograph_lab::{
    measuring::{ProbeSet, Protocol},
    model::Model,
    pictures::Factor,
};

use crate::{console::say, files::load};

#[derive(clap::Args)]
pub struct Arguments {
    /// Weights trained without the regulariser; several, separated by commas, are seeds of training: the first seed of a table
    /// measures the first of them, and so on.
    #[arg(long, value_delimiter = ',', default_value = "www/assets/weights/base.safetensors")]
    base: Vec<PathBuf>,
    /// Weights trained with it, likewise.
    #[arg(long, value_delimiter = ',', default_value = "www/assets/weights/invariant.safetensors")]
    invariant: Vec<PathBuf>,
    /// Small samples, in some minutes; the default.
    #[arg(long)]
    quick: bool,
    /// Large samples and every M.
    #[arg(long, conflicts_with = "quick")]
    full: bool,
    /// Which tables.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = TableChoice::value_variants().to_vec())]
    tables: Vec<TableChoice>,
    /// Number of seeds of the probe's samples.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=100))]
    seeds: u64,
    /// Numbers of views M of the first table; the others have M = 1 and the largest of these. Overrides the extent.
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u64).range(1..=128))]
    views: Option<Vec<u64>>,
    /// Samples that a probe is fitted on; overrides the extent.
    #[arg(long, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    training_samples: Option<u64>,
    /// Samples that it is tested on; overrides the extent.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    test_samples: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableChoice {
    /// Error of the factors of interest against M.
    ReadBack,
    /// Conditional variance, and what is left of the nuisances.
    Invariance,
    /// What fine-tuning does, without and with the regulariser.
    FineTuning,
    /// Nuisances that were never trained on.
    Robustness,
    /// Probes fitted on few and on many samples.
    Labels,
    /// Drawings with flaws.
    Drawings,
    /// How often the shipped intervals hold the truth.
    Coverage,
    /// How often the Spirograph in a drawing is found.
    Finding,
}

/// The training set of the published data set: all its labels.
const PUBLISHED_SAMPLES: usize = 100_000;

/// How severe the flaws of a drawing are where it has all at once.
const A_LITTLE: f64 = 0.25;

/// How much is measured.
struct Extent {
    training_samples: usize,
    test_samples: usize,
    /// Numbers of views of the first table.
    views: Vec<usize>,
    /// The number of views where there is one besides M = 1.
    many_views: usize,
    /// Whether every step of a shift is measured, or its ends alone.
    has_every_shift: bool,
    /// Samples for the probe in the table of labels.
    labels: Vec<usize>,
    /// Steps in the table of fine-tuning.
    fine_tuning_steps: u64,
    /// Drawings for each flaw and severity.
    drawings: usize,
    seeds: u64,
}

impl Extent {
    fn of(arguments: &Arguments) -> Self {
        let mut extent = if arguments.full { Self::full() } else { Self::quick() };
        extent.seeds = arguments.seeds;
        if let Some(views) = &arguments.views {
            extent.views = views.iter().map(|&views| views as usize).collect();
            extent.many_views = extent.views.iter().copied().max().unwrap_or(1);
        }
        extent.training_samples = arguments.training_samples.map_or(extent.training_samples, |count| count as usize);
        extent.test_samples = arguments.test_samples.map_or(extent.test_samples, |count| count as usize);
        extent
    }

    fn quick() -> Self {
        Self {
            training_samples: 500,
            test_samples: 150,
            views: vec![1, 5, 10],
            many_views: 5,
            has_every_shift: false,
            labels: vec![100, 1000],
            fine_tuning_steps: 20,
            drawings: 50,
            seeds: 3,
        }
    }

    fn full() -> Self {
        Self {
            training_samples: 1000,
            test_samples: 300,
            views: vec![1, 5, 10, 30, 100],
            many_views: 30,
            has_every_shift: true,
            labels: vec![100, 1000, 10_000, PUBLISHED_SAMPLES],
            fine_tuning_steps: 200,
            drawings: 200,
            seeds: 3,
        }
    }
}

/// What every table is made from.
struct Laboratory {
    candidates: Vec<Candidate>,
    extent: Extent,
    device: Device,
}

/// A model for each seed of training, and for each seed the probe's samples at all views of the first table, nuisances as trained: encoded when
/// the first table needs them, and kept for the others.
struct Candidate {
    models: Vec<Model>,
    sets: Vec<OnceCell<Vec<ProbeSet>>>,
}

impl Laboratory {
    fn open(arguments: &Arguments, device: &Device) -> Result<Self> {
        let extent = Extent::of(arguments);
        let candidate = |paths: &Vec<PathBuf>| {
            let models = paths.iter().map(|path| model(path, device)).collect::<Result<_>>()?;
            Ok(Candidate { models, sets: (0..extent.seeds).map(|_| OnceCell::new()).collect() })
        };
        let candidates = [&arguments.base, &arguments.invariant].map(candidate);
        Ok(Self { candidates: candidates.into_iter().collect::<Result<_>>()?, extent, device: device.clone() })
    }

    fn seeds(&self) -> std::ops::RangeInclusive<u64> {
        1..=self.extent.seeds
    }

    /// One view, and many: where a table has two numbers of views.
    fn two_views(&self) -> [usize; 2] {
        [1, self.extent.many_views]
    }

    /// The heads of such a table's columns: every model at both.
    fn heads(&self) -> impl Iterator<Item = String> {
        let views = self.two_views();
        self.candidates.iter().flat_map(move |candidate| views.map(|views| format!("{}, M = {views}", head(candidate))))
    }

    /// The protocol of a model at some numbers of views.
    fn protocol(&self, model: &Model, seed: u64, views: &[usize]) -> Protocol {
        self.sized(Protocol::new(seed, &model.source), views)
    }

    /// A protocol with this extent's numbers of samples.
    fn sized(&self, protocol: Protocol, views: &[usize]) -> Protocol {
        let Extent { training_samples, test_samples, .. } = self.extent;
        Protocol { training_samples, test_samples, views: views.to_vec(), ..protocol }
    }

    /// The probe's samples of a protocol.
    fn encode(&self, model: &Model, protocol: &Protocol) -> Result<Vec<ProbeSet>> {
        Ok(pollster::block_on(ProbeSet::encode(&model.encoder, protocol, &self.device))?)
    }

    /// The probe's samples as trained, at one of the views of the first table.
    fn set<'a>(&self, candidate: &'a Candidate, seed: u64, views: usize) -> Result<&'a ProbeSet> {
        let cell = &candidate.sets[(seed - 1) as usize];
        if cell.get().is_none() {
            let all: BTreeSet<usize> = self.extent.views.iter().copied().chain(self.two_views()).collect();
            let all: Vec<usize> = all.into_iter().collect();
            let model = candidate.model(seed);
            let sets = self.encode(model, &self.protocol(model, seed, &all))?;
            cell.get_or_init(|| sets);
        }
        let mut sets = cell.get().into_iter().flatten();
        sets.find(|set| set.views == views).with_context(|| format!("M = {views} is not among the first table's"))
    }
}

impl Candidate {
    /// The model that a seed measures.
    fn model(&self, seed: u64) -> &Model {
        &self.models[(seed as usize - 1) % self.models.len()]
    }

    /// The first of its models, where all are alike.
    fn first(&self) -> &Model {
        self.model(1)
    }
}

fn model(path: &Path, device: &Device) -> Result<Model> {
    let model = Model::from_bytes(&load(path)?, device)?;
    model.source.check_things().with_context(|| format!("cannot measure {}", path.display()))?;
    Ok(model)
}

/// A model's row head.
fn head(candidate: &Candidate) -> String {
    let description = &candidate.first().description;
    format!("{}, lambda = {}", description.name, description.settings.lambda)
}

/// What knowing nothing gives: the mean variance of some factors.
fn mean_variance<'a>(factors: impl Iterator<Item = &'a Factor> + Clone) -> f64 {
    factors.clone().map(Factor::variance).sum::<f64>() / factors.count() as f64
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let laboratory = Laboratory::open(arguments, device)?;
    for table in &arguments.tables {
        let begun = Instant::now();
        match table {
            TableChoice::ReadBack => read_back::print(&laboratory)?,
            TableChoice::Invariance => invariance::print(&laboratory)?,
            TableChoice::FineTuning => fine_tuning::print(&laboratory)?,
            TableChoice::Robustness => robustness::print(&laboratory)?,
            TableChoice::Labels => labels::print(&laboratory)?,
            TableChoice::Drawings => drawings::print(&laboratory)?,
            TableChoice::Coverage => coverage::print(&laboratory)?,
            TableChoice::Finding => finding::print(&laboratory)?,
        }
        say!("({:.0} s)\n", begun.elapsed().as_secs_f64())?;
    }
    Ok(())
}
