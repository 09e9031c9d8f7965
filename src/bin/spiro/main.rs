//! `spiro`: the library on the command line.

mod calibrate;
mod console;
mod dataset;
mod device;
mod encode;
mod eval;
mod example;
mod experiment;
mod files;
mod finetune;
mod going_on;
mod log;
mod overrides;
mod panics;
mod photographs;
mod pretrain;
mod progress;
mod render;
mod reproduce;
mod signals;
mod strokes;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use console::{Closed, note};
use device::DeviceChoice;
use signals::Interrupted;

/// What the program ends with, for those who call it.
const EXIT_CODES: &str = "\
Exit codes:
  0    done, or nobody reads the output any more
  1    failed; the error stream says why
  2    the arguments are not understood
  130  interrupted by Ctrl-C (SIGINT), and 143 by SIGTERM: a run with a checkpoint has been saved.
       A second signal ends it without saving";

/// Invariant representation learning on Spirographs.
#[derive(Parser)]
#[command(version, after_help = EXIT_CODES)]
struct Arguments {
    /// What computes: cpu, or a graphics card through webgpu, vulkan, metal, cuda or rocm; cuda:1 is the second card.
    #[arg(long, default_value = device::USUAL, global = true, value_name = "NAME[:INDEX]")]
    device: DeviceChoice,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Renders a Spirograph from its factors.
    Render(render::Arguments),
    /// Trains an encoder and its probes from nothing or from another encoder, or goes on from a checkpoint.
    Pretrain(pretrain::Arguments),
    /// Trains the network that finishes strokes, from nothing or from a checkpoint.
    Strokes(strokes::Arguments),
    /// Fits the probes of a weights file once more, and finds the intervals of what they read.
    Calibrate(calibrate::Arguments),
    /// Fine-tunes a weights file with and without the gradient regulariser, and compares.
    Finetune(finetune::Arguments),
    /// Runs experiments, compares their arms, and says whether what each claims holds.
    Experiment(experiment::Arguments),
    /// Measures read-back error at several M and conditional variance.
    Eval(eval::Arguments),
    /// Measures what the paper claims, as tables.
    Reproduce(reproduce::Arguments),
    /// Writes what the page shows and knows before its engine is ready.
    Example(example::Arguments),
    /// Writes the Spirograph data set in any size: safetensors, NumPy's npz, or folders of PNGs.
    Dataset(dataset::Arguments),
    /// Encodes images of a safetensors file with the encoder of a weights file.
    Encode(encode::Arguments),
    /// Compares the library with reference values.
    Verify(verify::Arguments),
}

/// What the program ends with, besides 0 (done) and 2 (clap's, for arguments that are not understood).
const FAILED: u8 = 1;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    panics::catch();
    let done = signals::watch().and_then(|()| panics::as_errors(|| run(arguments)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Closed>() => ExitCode::SUCCESS,
        Err(error) if error.is::<Interrupted>() => ExitCode::from(Interrupted::code()),
        Err(error) => {
            note!("spiro: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let Arguments { device: choice, command } = arguments;
    let device = choice.open()?;
    match command {
        Command::Render(arguments) => render::run(&arguments, &device),
        Command::Pretrain(arguments) => pretrain::run(&arguments, &device),
        Command::Strokes(arguments) => strokes::run(&arguments, &device),
        Command::Calibrate(arguments) => calibrate::run(&arguments, &device),
        Command::Finetune(arguments) => finetune::run(&arguments, &device),
        Command::Experiment(arguments) => experiment::run(&arguments, &choice, &device),
        Command::Eval(arguments) => eval::run(&arguments, &device),
        Command::Reproduce(arguments) => reproduce::run(&arguments, &device),
        Command::Example(arguments) => example::run(&arguments, &device),
        Command::Dataset(arguments) => dataset::run(&arguments, &device),
        Command::Encode(arguments) => encode::run(&arguments, &device),
        Command::Verify(arguments) => verify::run(&arguments, &device),
    }
}
