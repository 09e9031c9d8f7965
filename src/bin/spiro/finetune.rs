//! `spiro finetune`: what the page's training panel does, on the command line.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use burn::tensor::Device;
use indicatif::{ProgressBar, ProgressStyle};
use spirograph_lab::{
    fine_tuning::{FineTuning, Outcome, Plan, Runs, Spread},
    model::Model,
    training::Settings,
};

use crate::{
    files::{load, save},
    overrides::Overrides,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// The weights file to start from.
    #[arg(default_value = "www/assets/weights/base.safetensors")]
    weights: PathBuf,
    #[command(flatten)]
    overrides: Overrides,
    /// Where the weights of the (first) run with the regulariser go.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Where the history goes: JSON, or CSV if the name ends so.
    #[arg(long)]
    history: Option<PathBuf>,
    /// Where the session is saved every 20 steps; if the file exists, the session goes on from it.
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    /// Number of seeds.
    #[arg(long, default_value_t = Plan::default().seeds)]
    seeds: u64,
    /// Train with the regulariser only.
    #[arg(long)]
    single: bool,
    /// Steps between two measurements.
    #[arg(long, default_value_t = 50)]
    measure_every: u64,
    /// Samples of the held-out set.
    #[arg(long, default_value_t = 1000)]
    held_out: usize,
}

/// Steps between two checkpoints.
const CHECKPOINT_EVERY: u64 = 20;

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let mut session = open(arguments, device)?;
    let bar = ProgressBar::new(session.settings().steps);
    bar.set_style(ProgressStyle::with_template("{bar:30} step {pos}/{len}  {msg}  {eta} left")?);
    bar.enable_steady_tick(Duration::from_secs(1));
    let mut saved = session.step();
    while !session.is_finished() {
        let progress = pollster::block_on(session.advance())?;
        bar.set_position(progress.step);
        bar.set_message(format!("{:?}", progress.doing).to_lowercase());
        if let Some(path) = &arguments.checkpoint
            && progress.step >= saved + CHECKPOINT_EVERY
        {
            save(path, &pollster::block_on(session.to_bytes())?)?;
            saved = progress.step;
        }
    }
    bar.finish_and_clear();
    print(&session.outcome());
    keep(arguments, &session)
}

fn open(arguments: &Arguments, device: &Device) -> Result<FineTuning> {
    if let Some(path) = arguments.checkpoint.as_ref().filter(|path| path.exists()) {
        let session = FineTuning::from_bytes(&load(path)?, device)
            .with_context(|| format!("cannot go on from {}", path.display()))?;
        println!("going on from {} at step {}", path.display(), session.step());
        return Ok(session);
    }
    let settings = arguments.overrides.settings(Settings::fine_tuning())?;
    let plan = Plan {
        runs: if arguments.single { Runs::Single } else { Runs::Pair },
        seeds: arguments.seeds,
        measure_every: arguments.measure_every,
        held_out: arguments.held_out,
    };
    let start = Model::from_bytes(&load(&arguments.weights)?, device)?;
    Ok(FineTuning::new(plan, settings, start, device)?)
}

fn print(outcome: &Outcome) {
    let spread = |spread: Option<Spread>| match spread {
        Some(Spread { mean, deviation: Some(deviation) }) => format!("{mean:.5} ± {deviation:.5}"),
        Some(Spread { mean, deviation: None }) => format!("{mean:.5}"),
        None => "–".to_owned(),
    };
    let heads = ["before"].into_iter().chain(outcome.arms.iter().map(|arm| arm.name));
    println!("{:32}{}", "", heads.map(|head| format!(" {head:>19}")).collect::<String>());
    for row in &outcome.rows {
        let before = row.before.map(|mean| Spread { mean, deviation: None });
        let cells = [before].into_iter().chain(row.after.iter().copied());
        println!("{:32}{}", row.quantity, cells.map(|cell| format!(" {:>19}", spread(cell))).collect::<String>());
    }
}

fn keep(arguments: &Arguments, session: &FineTuning) -> Result<()> {
    if let Some(path) = &arguments.history {
        let is_table = path.extension().is_some_and(|extension| extension == "csv");
        let text = if is_table { session.history_csv() } else { session.history_json()? };
        save(path, text.as_bytes())?;
    }
    if let Some(path) = &arguments.out {
        save(path, &pollster::block_on(session.model("with")?.to_bytes())?)?;
    }
    Ok(())
}
