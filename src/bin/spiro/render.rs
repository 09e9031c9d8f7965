//! `spiro render`: factors in, a PNG or a safetensors file out.

use std::{collections::HashMap, path::PathBuf};

use anyhow::{Result, bail};
use burn::tensor::{Device, Transaction};
use spirograph_lab::{
    encoder::parameters::{Array, Arrays, read},
    model::write_arrays,
    spirograph::{Factors, Normalisation, SIDE, render, to_rgba},
};

use crate::files::save;

#[derive(clap::Args)]
pub struct Arguments {
    /// m, b, h, sigma, fore.r, back.r, fore.g, back.g, fore.b, back.b, separated by commas.
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true, default_values_t = Factors::EXAMPLE.0)]
    factors: Vec<f64>,
    /// Divide each row by its own maximum, as the published data set does.
    #[arg(long)]
    published: bool,
    /// Where to write: a name that ends in .png (x to the right, y up) or .safetensors (`images`, 1×3×32×32).
    #[arg(long, default_value = "spirograph.png")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let factors = Factors::new(&arguments.factors)?;
    let normalisation = if arguments.published { Normalisation::Row } else { Normalisation::Image };
    let images = render(&[factors], normalisation, device);
    let arrays = pollster::block_on(read(Transaction::default().register(images)))?;
    let Some(image) = arrays.into_iter().next() else { bail!("the device returned no image") };
    let bytes = match arguments.out.extension().and_then(|extension| extension.to_str()) {
        Some("png") => to_png(&image)?,
        Some("safetensors") => write_arrays(&Arrays::from([("images".to_owned(), image)]), HashMap::new())?,
        _ => bail!("--out: the name must end in .png or .safetensors"),
    };
    save(&arguments.out, &bytes)?;
    println!("{}", arguments.out.display());
    Ok(())
}

fn to_png(image: &Array) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE as u32, SIDE as u32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&to_rgba(&image.values))?;
    Ok(bytes)
}
