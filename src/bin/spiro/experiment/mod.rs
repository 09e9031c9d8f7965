//! `spiro experiment`: experiments as data, run, compared and judged.

mod chosen;
mod day;
mod document;
mod encoders;
mod kept;
mod record;
mod running;
mod tables;
mod training;
mod weights;

use std::path::PathBuf;

use anyhow::Result;
use burn::tensor::Device;
use spirograph_lab::experiments::{Extent, Figures};

use self::{
    chosen::Chosen,
    kept::Kept,
    record::Record,
    running::{Manner, run_all},
};
use crate::{
    console::{note, say},
    device::DeviceChoice,
    photographs::PhotographOptions,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Experiments that come with the page, by name, or files of others, which end in .json.
    #[arg(required_unless_present = "all")]
    experiments: Vec<String>,
    /// All that come with the page.
    #[arg(long, conflicts_with = "experiments")]
    all: bool,
    #[command(flatten)]
    size: Size,
    #[command(flatten)]
    photographs: PhotographOptions,
    /// Folder where results are kept, and runs under way every two minutes and when they are interrupted; the same command goes on
    /// from there. Several programs at once may share it, each with experiments of its own.
    #[arg(long)]
    state: Option<PathBuf>,
    /// Begin anew, and write over what the folder holds.
    #[arg(long)]
    fresh: bool,
    /// Where the document about all experiments goes, as docs/experiments.md.
    #[arg(long, conflicts_with = "experiments")]
    out: Option<PathBuf>,
    /// Folder for the figures that the page shows, as www/assets/experiments/figures.
    #[arg(long, requires = "full")]
    figures: Option<PathBuf>,
    /// Take the experiments whose figures are in that folder from there, and run those that are new or whose files have changed.
    #[arg(long, requires = "figures")]
    recorded: bool,
    /// What computes, in words, for document and figures [default: the device's name].
    #[arg(long)]
    machine: Option<String>,
}

/// How much is run.
#[derive(clap::Args)]
#[group(multiple = false)]
struct Size {
    /// As much as the file says: hours in all on two cores.
    #[arg(long)]
    full: bool,
    /// As much as the page runs, some two minutes each; the default.
    #[arg(long)]
    small: bool,
    /// Two steps of four pairs, to see that everything works; verdicts mean nothing.
    #[arg(long)]
    quick: bool,
}

impl Size {
    fn extent(&self) -> Extent {
        match self {
            Self { full: true, .. } => Extent::Full,
            Self { quick: true, .. } => Extent::Quick,
            _ => Extent::Small,
        }
    }

    /// The size in a word.
    fn word(&self) -> &'static str {
        match self.extent() {
            Extent::Full => "full",
            Extent::Small => "small",
            Extent::Quick => "quick",
        }
    }
}

pub fn run(arguments: &Arguments, choice: &DeviceChoice, device: &Device) -> Result<()> {
    let chosen = Chosen::all(&arguments.experiments, arguments.all)?;
    let photographs = &arguments.photographs;
    photographs.refuse_unless(chosen.iter().any(|chosen| chosen.is_of_photographs()))?;
    let kept = Kept::new(arguments.state.clone(), arguments.fresh)?;
    let machine = arguments.machine.clone().unwrap_or_else(|| choice.to_string());
    let (extent, size) = (arguments.size.extent(), arguments.size.word());
    let device_option = if choice.is_usual() { String::new() } else { format!(" --device {choice}") };
    let manner = Manner { extent, size, photographs, kept: &kept, device, device_option, machine };
    let (out, folder) = (arguments.out.as_deref(), arguments.figures.as_ref());
    let mut record = Record::new(&chosen, out, folder, arguments.recorded)?;
    run_all(&record.left(), &manner, |chosen, found| {
        let figures = found.figures(chosen);
        print(chosen, &figures)?;
        record.add(chosen, figures)
    })?;
    if extent == Extent::Quick {
        note!("a quick run: its figures and verdicts mean nothing");
    }
    record.finish(&manner.origin("--all"))
}

/// Prints what came of an experiment.
fn print(Chosen { experiment, .. }: &Chosen, figures: &Figures) -> Result<()> {
    say!("### {}\n\n{}\n\n{}\n", experiment.name, experiment.claim, tables::table(experiment, figures))?;
    for judged in &figures.judgement.comparisons {
        say!("- {}", judged.sentence)?;
    }
    say!("\n{}\n", figures.judgement.sentence)
}
