//! `spiro calibrate`: the probes of a weights file fitted once more, and the intervals of what they read.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use burn::tensor::Device;
use spirograph_lab::{
    measuring::{PROBE_VIEWS, fit_readers},
    model::{Description, Model},
    pictures::Role,
};

use crate::{
    console::say,
    files::{Output, load},
    photographs::PhotographOptions,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// The weights file.
    weights: PathBuf,
    #[command(flatten)]
    photographs: PhotographOptions,
    /// Where the file with the new probes goes; in the place of the old one unless given.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Samples that each probe is fitted on; its errors are looked at on as many others.
    #[arg(long, default_value_t = 4000, value_parser = clap::value_parser!(u64).range(16..=1_000_000))]
    samples: u64,
    /// Seed of the samples.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let out = Output::new(arguments.out.as_ref().unwrap_or(&arguments.weights))?;
    let model = arguments.photographs.model(Model::from_bytes(&load(&arguments.weights)?, device)?)?;
    let Model { encoder, description, source, .. } = model;
    ensure!(
        !source.names(Role::is_read).is_empty(),
        "{} reads no factor: it has no probes",
        arguments.weights.display()
    );
    let readers = fit_readers(&encoder, &source, (arguments.seed, arguments.samples as usize), device);
    let (reader, drawings) = pollster::block_on(readers)?;
    let description = Description { targets: reader.probe.targets.clone(), probe_views: PROBE_VIEWS, ..description };
    let model = Model { drawings, ..Model::new(encoder, reader, description)? };
    out.write(&pollster::block_on(model.to_bytes())?)?;
    say!("{}", out.path().display())
}
