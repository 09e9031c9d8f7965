//! `spiro experiment`: experiments as data, run, compared and judged.

mod chosen;
mod day;
mod document;
mod encoders;
mod kept;
mod running;
mod tables;
mod training;
mod weights;

use std::path::PathBuf;

use anyhow::Result;
use burn::tensor::Device;
use spirograph_lab::experiments::{Extent, Figures, Origin, judge};

use self::{
    chosen::Chosen,
    kept::{Found, Kept},
    running::{Manner, run_all},
};
use crate::{
    console::{note, say},
    device::DeviceChoice,
    files::Output,
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
    let kept = Kept::new(arguments.state.clone(), arguments.fresh)?;
    let outputs = Outputs::new(arguments, &chosen)?;
    let machine = arguments.machine.clone().unwrap_or_else(|| choice.to_string());
    let (extent, size) = (arguments.size.extent(), arguments.size.word());
    let device_option = if choice.is_usual() { String::new() } else { format!(" --device {choice}") };
    let manner = Manner { extent, size, kept: &kept, device, device_option, machine };
    let found = run_all(&chosen, &manner, print)?;
    if extent == Extent::Quick {
        note!("a quick run: its figures and verdicts mean nothing");
    }
    outputs.write(&chosen, &found, &manner.origin("--all"))
}

/// Prints what an experiment found.
fn print(Chosen { experiment, .. }: &Chosen, Found { results, .. }: &Found) -> Result<()> {
    say!("### {}\n\n{}\n\n{}\n", experiment.name, experiment.claim, tables::table(experiment, results))?;
    let judgement = judge(results, &experiment.compared);
    for judged in &judgement.comparisons {
        say!("- {}", judged.sentence)?;
    }
    say!("\n{}\n", judgement.sentence)
}

/// Where things are written.
struct Outputs {
    document: Option<Output>,
    /// For each experiment.
    figures: Vec<Output>,
}

impl Outputs {
    fn new(arguments: &Arguments, chosen: &[Chosen]) -> Result<Self> {
        let document = arguments.out.as_deref().map(Output::new).transpose()?;
        let figures = |folder: &PathBuf| {
            let path = |chosen: &Chosen| folder.join(format!("{}.json", chosen.experiment.name));
            chosen.iter().map(|chosen| Output::new(&path(chosen))).collect::<Result<_>>()
        };
        Ok(Self { document, figures: arguments.figures.as_ref().map_or(Ok(Vec::new()), figures)? })
    }

    fn write(&self, chosen: &[Chosen], found: &[Found], origin: &Origin) -> Result<()> {
        for (out, (chosen, found)) in self.figures.iter().zip(chosen.iter().zip(found)) {
            let figures = Figures::new(&chosen.experiment, &found.results, found.origin.clone());
            out.write(&serde_json::to_vec(&figures)?)?;
        }
        match &self.document {
            Some(out) => out.write(document::document(chosen, found, origin, out.path()).as_bytes()),
            None => Ok(()),
        }
    }
}
