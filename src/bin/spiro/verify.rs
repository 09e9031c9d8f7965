//! `spiro verify`: the library against a file of reference values.

use std::path::PathBuf;

use anyhow::{Result, bail};
use burn::tensor::Device;
use spirograph_lab::measuring::verify;

use crate::{console::say, files::load};

#[derive(clap::Args)]
pub struct Arguments {
    /// A safetensors file of reference values.
    file: PathBuf,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let comparisons = pollster::block_on(verify(&load(&arguments.file)?, device))?;
    for comparison in &comparisons {
        let verdict = if comparison.holds() { "within" } else { "ABOVE" };
        say!(
            "{:<24}largest difference {:.3e}  {verdict} {:.0e}",
            comparison.quantity,
            comparison.difference,
            comparison.tolerance
        )?;
    }
    match comparisons.iter().filter(|comparison| !comparison.holds()).count() {
        0 => Ok(()),
        count => bail!("{count} of {} quantities are above tolerance", comparisons.len()),
    }
}
