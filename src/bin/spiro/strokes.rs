//! `spiro strokes`: the network that finishes strokes, trained from nothing, in as many sittings as it takes.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use burn::tensor::Device;
use spirograph_lab::{
    files::write_csv,
    strokes::{StrokeLosses, StrokeModel, StrokeRun, StrokeSettings},
};

use crate::{
    console::{note, say},
    files::{Output, load},
    going_on::{Differences, is_to_go_on},
    progress::Progress,
    signals::{Saving, go_on, is_interrupted},
};

/// Steps between two lines of the log, which are means over them.
const LOG_EVERY: u64 = 100;

#[derive(clap::Args)]
pub struct Arguments {
    /// Seed of first weights and figures [default: 1].
    #[arg(long)]
    seed: Option<u64>,
    /// Steps [default: 5000].
    #[arg(long)]
    steps: Option<u64>,
    /// Figures of a step [default: 16].
    #[arg(long)]
    batch: Option<usize>,
    /// Learning rate at its highest [default: 0.002].
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Where the weights go.
    #[arg(long, default_value = "strokes.safetensors")]
    out: PathBuf,
    /// Where the run is saved on the way; if the file exists, the run goes on from it. It is refused where settings that are asked
    /// for here differ from its own.
    #[arg(long, default_value = "strokes-checkpoint.safetensors")]
    checkpoint: PathBuf,
    /// Begin anew where there is a checkpoint, and write over it.
    #[arg(long)]
    fresh: bool,
    /// Steps between two checkpoints.
    #[arg(long, default_value_t = 200)]
    checkpoint_every: u64,
    /// Where the losses are appended; beside the weights unless given.
    #[arg(long)]
    log: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let (out, checkpoint) = (Output::new(&arguments.out)?, Output::new(&arguments.checkpoint)?);
    let log = arguments.log.clone().unwrap_or_else(|| arguments.out.with_extension("csv"));
    open_log(&log)?;
    let mut run = open(arguments, device)?;
    let _saving = Saving::new();
    let mut progress = Progress::new("steps", run.step(), run.settings().steps)?;
    let mut losses = Vec::new();
    while !run.is_finished() && !is_interrupted() {
        losses.push(pollster::block_on(run.advance())?);
        if run.step().is_multiple_of(LOG_EVERY) || run.is_finished() {
            let losses = mean(&std::mem::take(&mut losses));
            append(&log, &run, &losses)?;
            let StrokeLosses { before, after, rest } = losses;
            progress.set(run.step(), &format!("before {before:.4}, after {after:.4}, rest {rest:.4}"));
        }
        if run.step().is_multiple_of(arguments.checkpoint_every) {
            checkpoint.write(&pollster::block_on(run.to_bytes())?)?;
        }
    }
    checkpoint.write(&pollster::block_on(run.to_bytes())?)?;
    progress.abandon();
    if !run.is_finished() {
        note!("stopped after step {}; the same command goes on from {}", run.step(), arguments.checkpoint.display());
        return go_on();
    }
    let bytes = pollster::block_on(StrokeModel::of(&run).to_bytes())?;
    out.write(&bytes)?;
    say!("{}: {} bytes", arguments.out.display(), bytes.len())
}

/// The run to go on with: the checkpoint's, or a new one.
fn open(arguments: &Arguments, device: &Device) -> Result<StrokeRun> {
    let &Arguments { seed, steps, batch, learning_rate, .. } = arguments;
    if is_to_go_on(&arguments.checkpoint, arguments.fresh) {
        let run = StrokeRun::from_bytes(&load(&arguments.checkpoint)?, device)
            .with_context(|| format!("cannot go on from {}", arguments.checkpoint.display()))?;
        let (mut differences, found) = (Differences::default(), run.settings());
        differences.compare("seed", found.seed, seed);
        differences.compare("steps", found.steps, steps);
        differences.compare("batch", found.batch, batch);
        differences.compare("learning_rate", found.learning_rate, learning_rate);
        differences.refuse(&arguments.checkpoint)?;
        say!("going on from {} at step {}", arguments.checkpoint.display(), run.step())?;
        return Ok(run);
    }
    let usual = StrokeSettings::default();
    let settings = StrokeSettings {
        seed: seed.unwrap_or(usual.seed),
        steps: steps.unwrap_or(usual.steps),
        batch: batch.unwrap_or(usual.batch),
        learning_rate: learning_rate.unwrap_or(usual.learning_rate),
        ..usual
    };
    Ok(StrokeRun::new(settings, device)?)
}

fn mean(losses: &[StrokeLosses]) -> StrokeLosses {
    let mean = |of: fn(&StrokeLosses) -> f64| losses.iter().map(of).sum::<f64>() / losses.len() as f64;
    StrokeLosses {
        before: mean(|losses| losses.before),
        after: mean(|losses| losses.after),
        rest: mean(|losses| losses.rest),
    }
}

fn open_log(path: &Path) -> Result<fs::File> {
    let opened = OpenOptions::new().create(true).append(true).open(path);
    opened.with_context(|| format!("cannot write {}", path.display()))
}

/// Appends a line of losses, after a header if the file is new.
fn append(path: &Path, run: &StrokeRun, losses: &StrokeLosses) -> Result<()> {
    let cells = [
        ("step", run.step() as f64),
        ("learning rate", run.settings().learning_rate_at(run.step())),
        ("given, before", losses.before),
        ("given, after", losses.after),
        ("rest, after", losses.rest),
    ];
    let (header, line) = cells.map(|(name, value)| (name.to_owned(), value.to_string())).into_iter().unzip();
    let is_begun = fs::metadata(path).is_ok_and(|found| found.len() > 0);
    let lines: Vec<Vec<String>> = if is_begun { vec![line] } else { vec![header, line] };
    Ok(open_log(path)?.write_all(write_csv(&lines).as_bytes())?)
}
