//! `spiro pretrain`: an encoder and its probe from nothing, in as many sittings as it takes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use burn::tensor::Device;
use spirograph_lab::{
    encoder::{Architecture, Encoder},
    measuring::{Evaluation, PROBE_VIEWS, Protocol, evaluate, fit_readers},
    model::{Description, Model},
    random::{Purpose, stream},
    training::{Checkpoint, CheckpointDescription, Learner, LossPoint, Run, Settings},
};

use crate::{
    console::{note, say},
    eval,
    files::{Output, load},
    going_on::is_to_go_on,
    log::{append_to_log, check_log},
    overrides::Overrides,
    photographs::PhotographOptions,
    progress::Progress,
    signals::{Saving, go_on, is_interrupted},
};

/// Steps between two readings of the loss: reading each would make the device wait.
const READ_EVERY: u64 = 10;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    overrides: Overrides,
    #[command(flatten)]
    photographs: PhotographOptions,
    #[command(flatten)]
    shape: Shape,
    /// Where the weights go.
    #[arg(long, default_value = "base.safetensors")]
    out: PathBuf,
    /// Name of the encoder, for people.
    #[arg(long, default_value = "base")]
    name: String,
    /// Where the run is saved on the way; if the file exists, the run goes on from it. It is refused where settings that are asked
    /// for here differ from its own.
    #[arg(long, default_value = "checkpoint.safetensors")]
    checkpoint: PathBuf,
    /// Begin anew where there is a checkpoint, and write over it.
    #[arg(long)]
    fresh: bool,
    /// Begin a new run with the encoder and critic of this checkpoint of another one.
    #[arg(long)]
    from: Option<PathBuf>,
    /// Begin a new run with the encoder of this weights file, a new critic, and a new neck where its length differs.
    #[arg(long, conflicts_with = "from")]
    encoder: Option<PathBuf>,
    /// Branch off another run at this checkpoint of it, where lambda has not acted yet: what is the same in both runs is
    /// trained once.
    #[arg(long, conflicts_with = "from")]
    branch: Option<PathBuf>,
    /// Steps between two checkpoints; each also evaluates the encoder on a small sample.
    #[arg(long, default_value_t = 100)]
    checkpoint_every: u64,
    /// Samples that each shipped probe is fitted on; the evaluations take their share of it.
    #[arg(long, default_value_t = 4000, value_parser = probe_samples)]
    probe_samples: usize,
    /// Where these evaluations are appended; beside the weights unless given.
    #[arg(long)]
    log: Option<PathBuf>,
}

/// The shape of a new encoder.
#[derive(clap::Args)]
struct Shape {
    /// Channels of each stage [default: 64,128].
    #[arg(long, value_delimiter = ',')]
    widths: Option<Vec<usize>>,
    /// Residual blocks in each stage [default: 2].
    #[arg(long)]
    blocks: Option<usize>,
    /// Stride of the stem: 1, 2, 4 or 8 [default: 4].
    #[arg(long)]
    stride: Option<usize>,
    /// The representation is made from the last stage alone.
    #[arg(long)]
    last_stage: bool,
    /// Length of the representation that a neck makes; 0: no neck [default: 0].
    #[arg(long)]
    neck: Option<usize>,
}

impl Shape {
    /// The shape that is asked for; what is not named is as in `otherwise`.
    fn architecture(&self, otherwise: Architecture) -> Result<Architecture> {
        let &Self { ref widths, blocks, stride, last_stage, neck } = self;
        let architecture = Architecture {
            widths: widths.clone().unwrap_or(otherwise.widths),
            blocks: blocks.unwrap_or(otherwise.blocks),
            stride: stride.unwrap_or(otherwise.stride),
            joins_stages: otherwise.joins_stages && !last_stage,
            neck: neck.map_or(otherwise.neck, |neck| (neck > 0).then_some(neck)),
        };
        architecture.check()?;
        Ok(architecture)
    }
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let outputs = Outputs::new(arguments)?;
    let mut run = open(arguments, device)?;
    train(arguments, &mut run, &outputs, device)?;
    finish(arguments, &run, &outputs, device)
}

/// Where things are written.
struct Outputs {
    weights: Output,
    checkpoint: Output,
    log: PathBuf,
}

impl Outputs {
    fn new(arguments: &Arguments) -> Result<Self> {
        let (weights, checkpoint) = (Output::new(&arguments.out)?, Output::new(&arguments.checkpoint)?);
        let log = log_path(arguments);
        check_log(&log)?;
        Ok(Self { weights, checkpoint, log })
    }
}

/// The steps that are left.
fn train(arguments: &Arguments, run: &mut Run, outputs: &Outputs, device: &Device) -> Result<()> {
    let saving = Saving::new();
    let mut progress = Progress::new("steps", run.step(), run.settings().steps)?;
    while !run.is_finished() && !is_interrupted() {
        run.advance();
        if run.step().is_multiple_of(READ_EVERY) {
            // A loss that is not a number ends the run; its checkpoint is from before.
            pollster::block_on(run.read_losses())?;
        }
        progress.set(run.step(), &describe(run.losses()));
        if run.step().is_multiple_of(arguments.checkpoint_every) && !run.is_finished() && !is_interrupted() {
            checkpoint(run, &outputs.checkpoint)?;
            let evaluate = || report(&run.learner().encoder, run, arguments.probe_samples / 8, device);
            let evaluation = saving.pause(|| progress.suspend(evaluate))?;
            append_to_log(&outputs.log, run, &evaluation)?;
        }
    }
    checkpoint(run, &outputs.checkpoint)?;
    progress.abandon();
    if !run.is_finished() {
        note!("stopped after step {}; the same command goes on from {}", run.step(), arguments.checkpoint.display());
        go_on()?;
    }
    Ok(())
}

/// The run to go on with: the checkpoint's, a branch of another one, or a new one.
fn open(arguments: &Arguments, device: &Device) -> Result<Run> {
    if is_to_go_on(&arguments.checkpoint, arguments.fresh) {
        let mut checkpoint = read_checkpoint(&arguments.checkpoint)?;
        let CheckpointDescription { settings, architecture, .. } = &mut checkpoint.description;
        let mut differences = arguments.overrides.compare(settings)?;
        differences.compare_shapes(architecture, &arguments.shape.architecture(architecture.clone())?);
        differences.refuse(&arguments.checkpoint)?;
        *settings = arguments.photographs.settings(settings.clone())?;
        let run = Run::resumed(checkpoint, device)
            .with_context(|| format!("cannot go on from {}", arguments.checkpoint.display()))?;
        say!("going on from {} at step {}", arguments.checkpoint.display(), run.step())?;
        return Ok(run);
    }
    let usual = arguments.photographs.usual(Settings::default());
    let settings = arguments.photographs.settings(arguments.overrides.settings(usual)?)?;
    if let Some(path) = &arguments.branch {
        return Ok(Run::branched(read_checkpoint(path)?, settings, device)?);
    }
    let learner = match (&arguments.from, &arguments.encoder) {
        (Some(path), _) => from_checkpoint(path, device)?,
        (None, Some(path)) => from_encoder(&arguments.shape, path, settings.seed, device)?,
        (None, None) => Learner::new(&arguments.shape.architecture(Architecture::default())?, settings.seed, device),
    };
    Ok(Run::new(settings, learner, device)?)
}

/// The learner of another run, whatever pictures that one learns from.
fn from_checkpoint(path: &Path, device: &Device) -> Result<Learner> {
    let Checkpoint { description, mut arrays } = read_checkpoint(path)?;
    description.check()?;
    Ok(Learner::restored(&description.architecture, &description.settings, &mut arrays, device)?)
}

/// A learner with the encoder of a weights file.
fn from_encoder(shape: &Shape, path: &Path, seed: u64, device: &Device) -> Result<Learner> {
    let Model { encoder, description, .. } = Model::from_bytes(&load(path)?, device)?;
    let Architecture { neck, joins_stages, .. } = shape.architecture(Architecture::default())?;
    let architecture = Architecture { neck, joins_stages, ..description.architecture.clone() };
    let encoder = if architecture == description.architecture {
        encoder
    } else {
        encoder.with_new_read_out(&architecture, &mut stream(seed, Purpose::Initialisation, 2), device)
    };
    Ok(Learner::from_encoder(encoder, &architecture, seed, device))
}

fn log_path(arguments: &Arguments) -> PathBuf {
    arguments.log.clone().unwrap_or_else(|| arguments.out.with_extension("csv"))
}

/// Enough for the smallest share, an eighth, to hold two samples.
fn probe_samples(text: &str) -> Result<usize> {
    let count = text.parse()?;
    anyhow::ensure!((16..=1_000_000).contains(&count), "it must be from 16 to 1000000");
    Ok(count)
}

/// The newest losses in words.
fn describe(losses: &[LossPoint]) -> String {
    let Some(point) = losses.last() else { return String::new() };
    let words: Vec<_> = point.terms.iter().map(|(name, value)| format!("{name} {value:.4}")).collect();
    words.join(", ")
}

fn checkpoint(run: &mut Run, out: &Output) -> Result<()> {
    out.write(&pollster::block_on(run.checkpoint())?.to_bytes()?)
}

fn read_checkpoint(path: &Path) -> Result<Checkpoint> {
    Checkpoint::from_bytes(&load(path)?).with_context(|| format!("cannot go on from {}", path.display()))
}

fn protocol(run: &Run, samples: usize) -> Protocol {
    Protocol { training_samples: 2 * samples, test_samples: samples, ..Protocol::new(1, run.source()) }
}

fn report(encoder: &Encoder, run: &Run, samples: usize, device: &Device) -> Result<Evaluation> {
    let protocol = Protocol { views: vec![1, 16], ..protocol(run, samples) };
    say!("after step {}", run.step())?;
    let evaluation = pollster::block_on(evaluate(encoder, &protocol, device))?;
    eval::print(&evaluation, protocol.source.factors())?;
    Ok(evaluation)
}

/// Fits the probe, writes the weights file, and evaluates what the file holds, half precision included.
fn finish(arguments: &Arguments, run: &Run, outputs: &Outputs, device: &Device) -> Result<()> {
    let learner = run.learner();
    let architecture = learner.architecture();
    let encoder = learner.encoder.clone();
    let readers = fit_readers(&encoder, run.source(), (1, arguments.probe_samples), device);
    let (reader, drawings) = pollster::block_on(readers)?;
    let description = Description {
        name: arguments.name.clone(),
        architecture: architecture.clone(),
        settings: run.settings().clone(),
        steps: run.step(),
        targets: reader.probe.targets.clone(),
        probe_views: PROBE_VIEWS,
    };
    let model = Model { drawings, ..Model::new(encoder, reader, description)? };
    let bytes = pollster::block_on(model.to_bytes())?;
    outputs.weights.write(&bytes)?;
    say!("{}: {} bytes", arguments.out.display(), bytes.len())?;
    let evaluation = report(&Model::from_bytes(&bytes, device)?.encoder, run, arguments.probe_samples / 4, device)?;
    append_to_log(&outputs.log, run, &evaluation)
}
