//! `spiro`: the library on the command line.

mod calibrate;
mod dataset;
mod device;
mod encode;
mod eval;
mod example;
mod files;
mod finetune;
mod log;
mod overrides;
mod pretrain;
mod render;
mod reproduce;
mod verify;

use anyhow::Result;
use clap::{Parser, Subcommand};
use device::DeviceChoice;

/// Invariant representation learning on Spirographs.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// What computes: cpu, or a graphics card through webgpu, vulkan, metal, cuda or rocm; cuda:1 is the second card.
    #[arg(long, default_value = "cpu", global = true, value_name = "NAME[:INDEX]")]
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
    /// Fits the probes of a weights file once more, and finds the intervals of what they read.
    Calibrate(calibrate::Arguments),
    /// Fine-tunes a weights file with and without the gradient regulariser, and compares.
    Finetune(finetune::Arguments),
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

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let device = arguments.device.open()?;
    match arguments.command {
        Command::Render(arguments) => render::run(&arguments, &device),
        Command::Pretrain(arguments) => pretrain::run(&arguments, &device),
        Command::Calibrate(arguments) => calibrate::run(&arguments, &device),
        Command::Finetune(arguments) => finetune::run(&arguments, &device),
        Command::Eval(arguments) => eval::run(&arguments, &device),
        Command::Reproduce(arguments) => reproduce::run(&arguments, &device),
        Command::Example(arguments) => example::run(&arguments, &device),
        Command::Dataset(arguments) => dataset::run(&arguments, &device),
        Command::Encode(arguments) => encode::run(&arguments, &device),
        Command::Verify(arguments) => verify::run(&arguments, &device),
    }
}
