//! `spiro render`: factors in, a PNG or a safetensors file out.

use std::{collections::HashMap, path::PathBuf};

use anyhow::{Result, bail};
use burn::tensor::{Device, Transaction};
use spirograph_lab::{
    files::write_arrays,
    named::Named,
    pictures::{NATURAL, PUBLISHED, Pictures, Scene},
    tensors::arrays::{Arrays, read},
};

use crate::{
    console::say,
    files::{Output, png},
};

#[derive(clap::Args)]
pub struct Arguments {
    /// m, b, h, sigma, fore.r, back.r, fore.g, back.g, fore.b, back.b and the hand's offset.x, offset.y, turn, tremble, gaps,
    /// uneven, pace, separated by commas; those that are left out at the end are neutral.
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true, default_values_t = NATURAL.factors().iter().map(|factor| factor.neutral))]
    factors: Vec<f64>,
    /// Seed of what is random in the hand.
    #[arg(long, default_value_t = 0)]
    noise: u64,
    /// Divide each row by its own maximum, as the published data set does.
    #[arg(long)]
    published: bool,
    /// Where to write: a name that ends in .png (x to the right, y up) or .safetensors (`images`, 1×3×32×32).
    #[arg(long, default_value = "spirograph.png")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let (out, table) = (Output::new(&arguments.out)?, NATURAL.factors());
    if arguments.factors.len() > table.len() {
        bail!("--factors: takes {} numbers at most, not {}", table.len(), arguments.factors.len());
    }
    let factors: Named<f64> = table.iter().map(|factor| factor.name).zip(arguments.factors.iter().copied()).collect();
    let scene = Scene { noise: arguments.noise, ..Scene::named(table, 0, &factors)? };
    let pictures = if arguments.published { PUBLISHED } else { NATURAL };
    let images = pictures.render(&[scene], None, device).value;
    let arrays = pollster::block_on(read(Transaction::default().register(images)))?;
    let Some(image) = arrays.into_iter().next() else { bail!("the device returned no image") };
    let bytes = match arguments.out.extension().and_then(|extension| extension.to_str()) {
        Some("png") => png(&image.values)?,
        Some("safetensors") => write_arrays(&Arrays::from([("images".to_owned(), image)]), |_| false, HashMap::new())?,
        _ => bail!("--out: the name must end in .png or .safetensors"),
    };
    out.write(&bytes)?;
    say!("{}", out.path().display())
}
