//! `spiro finetune`: what the page's training panel does, on the command line.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use spirograph_lab::{
    fine_tuning::{Arm, Design, FineTuning, Outcome, Plan, Runs, Spread},
    model::{Description, Model},
    training::Settings,
};

use crate::{
    console::{note, say},
    files::{Output, all, load},
    going_on::is_to_go_on,
    overrides::Overrides,
    photographs::{PhotographOptions, is_of_photographs},
    progress::Progress,
    signals::{Saving, go_on, is_interrupted},
};

#[derive(clap::Args)]
pub struct Arguments {
    /// The weights file to start from; unless a configuration says otherwise, on pictures of the kind that it has learned from [default: www/assets/weights/base.safetensors].
    weights: Option<PathBuf>,
    #[command(flatten)]
    overrides: Overrides,
    #[command(flatten)]
    photographs: PhotographOptions,
    /// Where the weights of the (first) run with the regulariser go.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Where the history goes: JSON, or CSV if the name ends so.
    #[arg(long)]
    history: Option<PathBuf>,
    /// Where the session is saved every 20 steps and when it is interrupted; if the file exists, the session goes on from it. It is
    /// refused where what is asked for here differs from its own.
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    /// Begin anew where there is a checkpoint, and write over it.
    #[arg(long)]
    fresh: bool,
    /// Number of seeds [default: 1].
    #[arg(long)]
    seeds: Option<u64>,
    /// Train with the regulariser only.
    #[arg(long)]
    single: bool,
    /// Steps between two measurements [default: 50].
    #[arg(long)]
    measure_every: Option<u64>,
    /// Samples of the held-out set [default: 1000].
    #[arg(long)]
    held_out: Option<usize>,
}

/// The weights that a session starts from unless others are named.
const WEIGHTS: &str = "www/assets/weights/base.safetensors";

/// Steps between two checkpoints.
const CHECKPOINT_EVERY: u64 = 20;

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let outputs = Outputs::new(arguments)?;
    let mut session = open(arguments, device)?;
    train(&mut session, outputs.checkpoint.as_ref())?;
    outputs.keep(&session)?;
    print(&session.outcome())?;
    refuse_ended(&session)
}

/// Fails where an arm has ended before its last step: what is written of it is its last good weights.
fn refuse_ended(session: &FineTuning) -> Result<()> {
    let ended = |arm: &Arm| Some(format!("{}: {}", session.words(&arm.name), arm.ended.as_ref()?.message));
    let ended: Vec<_> = session.arms().iter().filter_map(ended).collect();
    ensure!(ended.is_empty(), "{}", ended.join("\n"));
    Ok(())
}

/// Where things are written.
struct Outputs {
    weights: Option<Output>,
    history: Option<Output>,
    checkpoint: Option<Output>,
}

impl Outputs {
    fn new(arguments: &Arguments) -> Result<Self> {
        let output = |path: &Option<PathBuf>| path.as_deref().map(Output::new).transpose();
        let Arguments { out, history, checkpoint, .. } = arguments;
        Ok(Self { weights: output(out)?, history: output(history)?, checkpoint: output(checkpoint)? })
    }

    /// Writes what a finished session has to show.
    fn keep(&self, session: &FineTuning) -> Result<()> {
        let weights = |out: &Output| out.write(&pollster::block_on(session.model("with")?.to_bytes())?);
        let history = |out: &Output| {
            let is_table = out.path().extension().is_some_and(|extension| extension == "csv");
            let text = if is_table { session.history_csv() } else { session.history_json()? };
            out.write(text.as_bytes())
        };
        all([self.weights.as_ref().map_or(Ok(()), weights), self.history.as_ref().map_or(Ok(()), history)])
    }
}

/// The work that is left.
fn train(session: &mut FineTuning, checkpoint: Option<&Output>) -> Result<()> {
    let _saving = Saving::new();
    let mut progress = Progress::new("steps", session.step(), session.settings().steps)?;
    let mut saved = session.step();
    while !session.is_finished() && !is_interrupted() {
        let done = pollster::block_on(session.advance())?;
        progress.set(done.step, &format!("{:?}", done.doing).to_lowercase());
        if let Some(out) = checkpoint
            && done.step >= saved + CHECKPOINT_EVERY
        {
            save(session, out)?;
            saved = done.step;
        }
    }
    progress.clear();
    if let Some(out) = checkpoint {
        save(session, out)?;
    }
    if session.is_finished() {
        return Ok(());
    }
    match checkpoint {
        Some(out) => {
            note!("stopped after step {}; the same command goes on from {}", session.step(), out.path().display())
        }
        None => note!("stopped after step {}; without --checkpoint nothing is kept", session.step()),
    }
    go_on()
}

fn save(session: &mut FineTuning, out: &Output) -> Result<()> {
    out.write(&pollster::block_on(session.to_bytes())?)
}

fn open(arguments: &Arguments, device: &Device) -> Result<FineTuning> {
    if let Some(path) = arguments.checkpoint.as_ref().filter(|path| is_to_go_on(path, arguments.fresh)) {
        let session = FineTuning::from_bytes(&load(path)?, arguments.photographs.at_hand()?.as_ref(), device)
            .with_context(|| format!("cannot go on from {}", path.display()))?;
        arguments.photographs.refuse_unless(is_of_photographs(session.settings()))?;
        refuse_other(arguments, &session, path, device)?;
        say!("going on from {} at step {}", path.display(), session.step())?;
        return Ok(session);
    }
    let weights = arguments.weights.as_deref().unwrap_or(Path::new(WEIGHTS));
    let start = Model::from_bytes(&load(weights)?, device)?;
    let usual = Settings { pictures: start.description.settings.pictures.clone(), ..Settings::fine_tuning() };
    let settings = arguments.photographs.settings(arguments.overrides.settings(usual)?)?;
    let plan = Plan {
        runs: if arguments.single { Runs::Single } else { Runs::Pair },
        seeds: arguments.seeds.unwrap_or(Plan::default().seeds),
        measure_every: arguments.measure_every.unwrap_or(50),
        held_out: arguments.held_out.unwrap_or(1000),
    };
    Ok(FineTuning::new(Design::default(), plan, settings, start, device)?)
}

/// Refuses a checkpoint that is of another session than the one that is asked for.
fn refuse_other(arguments: &Arguments, session: &FineTuning, path: &Path, device: &Device) -> Result<()> {
    let mut differences = arguments.overrides.compare(session.settings())?;
    let plan = session.plan();
    differences.compare("seeds", plan.seeds, arguments.seeds);
    differences.compare("measure_every", plan.measure_every, arguments.measure_every);
    differences.compare("held_out", plan.held_out, arguments.held_out);
    let words = |runs| if runs == Runs::Single { "single" } else { "pair" };
    differences.compare("runs", words(plan.runs), arguments.single.then_some("single"));
    if let Some(weights) = &arguments.weights {
        let asked = Model::from_bytes(&load(weights)?, device)?.description;
        let found = session.start();
        if asked != *found {
            let words = |of: &Description| format!("“{}” of {} steps", of.name, of.steps);
            differences.compare("weights", words(found), Some(words(&asked)));
        }
    }
    differences.refuse(path)
}

fn print(outcome: &Outcome) -> Result<()> {
    let spread = |spread: Option<Spread>| match spread {
        Some(Spread { mean, deviation: Some(deviation) }) => format!("{mean:.5} ± {deviation:.5}"),
        Some(Spread { mean, deviation: None }) => format!("{mean:.5}"),
        None => "–".to_owned(),
    };
    let heads = ["before"].into_iter().chain(outcome.arms.iter().map(|arm| arm.name.as_str()));
    say!("{:32}{}", "", heads.map(|head| format!(" {head:>19}")).collect::<String>())?;
    for row in &outcome.rows {
        let before = row.before.map(|mean| Spread { mean, deviation: None });
        let cells = [before].into_iter().chain(row.after.iter().copied());
        say!("{:32}{}", row.quantity, cells.map(|cell| format!(" {:>19}", spread(cell))).collect::<String>())?;
    }
    Ok(())
}
