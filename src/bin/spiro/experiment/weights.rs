//! The encoders that come with the page.

use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use spirograph_lab::model::Model;

use crate::files::load;

/// Where their weights lie.
const FOLDER: &str = "www/assets/weights";

/// An encoder by its name.
pub fn model(name: &str, device: &Device) -> Result<Model> {
    let path = Path::new(FOLDER).join(format!("{name}.safetensors"));
    Model::from_bytes(&load(&path)?, device).with_context(|| format!("cannot use {}", path.display()))
}
