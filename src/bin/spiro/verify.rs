//! `spiro verify`: the library against a file of reference values.

use std::path::PathBuf;

use anyhow::{Result, bail};
use burn::tensor::Device;
use spirograph_lab::measuring::verify;

use crate::{console::say, files::load};

const EXIT_CODES: &str = "\
Exit codes:
  0  every quantity is within its tolerance
  1  one differs by more, or is one that this version cannot compute (missing), or the file is broken
  2  the arguments are not understood";

#[derive(clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Arguments {
    /// A safetensors file of reference values: of the paper, or of the works around it. The names of its tensors say which.
    file: PathBuf,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let verification = pollster::block_on(verify(&load(&arguments.file)?, device))?;
    for comparison in &verification.comparisons {
        let verdict = if comparison.holds() { "within" } else { "ABOVE" };
        say!(
            "{:<26}largest difference {:.3e}  {verdict} {:.0e}",
            comparison.quantity,
            comparison.difference,
            comparison.tolerance
        )?;
    }
    for quantity in &verification.missing {
        say!("{quantity:<26}MISSING: this version cannot compute it")?;
    }
    if verification.holds() {
        return Ok(());
    }
    let above = verification.comparisons.iter().filter(|comparison| !comparison.holds()).count();
    let (computed, missing) = (verification.comparisons.len(), verification.missing.len());
    bail!("quantities above tolerance: {above} of {computed}; missing: {missing}")
}
