//! `spiro encode`: representations of images, for programs in other languages to compare with or to build on.

use std::{collections::HashMap, path::PathBuf};

use anyhow::{Context, Result, ensure};
use burn::tensor::{Device, Tensor, TensorData};
use spirograph_lab::{
    files::{read_arrays, write_arrays},
    model::Model,
    pictures::SIDE,
    tensors::arrays::{Array, Arrays, read_entries},
};

use crate::{
    console::say,
    files::{Output, load},
};

/// Images that are encoded at once.
const CHUNK: usize = 512;
/// Numbers of an image.
const LENGTH: usize = 3 * SIDE * SIDE;

#[derive(clap::Args)]
pub struct Arguments {
    /// The weights file.
    weights: PathBuf,
    /// A safetensors file with images, …×3×32×32 numbers from 0 to 1.
    images: PathBuf,
    /// The name of the images in it.
    #[arg(long, default_value = "images")]
    name: String,
    /// Where the `representations` go, a row for each image, as safetensors.
    #[arg(long, default_value = "representations.safetensors")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let Arguments { weights, images, name, out } = arguments;
    let out = Output::new(out)?;
    let model = Model::from_bytes(&load(weights)?, device)?;
    let mut arrays = read_arrays(&load(images)?).with_context(|| format!("{}", images.display()))?;
    let Array { shape, values } =
        arrays.remove(name).with_context(|| format!("{} holds no tensor “{name}”: --name", images.display()))?;
    ensure!(shape.ends_with(&[3, SIDE, SIDE]), "{name} has the shape {shape:?}, which must end in 3, {SIDE}, {SIDE}");
    let mut representations = Vec::new();
    for chunk in values.chunks(CHUNK * LENGTH) {
        let images = TensorData::new(chunk.to_vec(), [chunk.len() / LENGTH, 3, SIDE, SIDE]);
        let encoded = model.encoder.representations(Tensor::from_data(images, device));
        representations.extend(pollster::block_on(read_entries(encoded))?);
    }
    let shape = vec![values.len() / LENGTH, model.description.architecture.dimension()];
    let arrays = Arrays::from([("representations".to_owned(), Array { shape, values: representations })]);
    out.write(&write_arrays(&arrays, |_| false, HashMap::new())?)?;
    say!("{}", out.path().display())
}
