//! The weights that come with the page.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use burn::tensor::Device;
use spirograph_lab::{model::Model, strokes::StrokeModel};

use crate::files::load;

/// Where their weights lie.
const FOLDER: &str = "www/assets/weights";

/// The bytes of a weights file by its name.
pub fn bytes(name: &str) -> Result<Vec<u8>> {
    load(&path(name))
}

fn path(name: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{name}.safetensors"))
}

fn cannot_use(name: &str) -> String {
    format!("cannot use {}", path(name).display())
}

/// An encoder by its name.
pub fn model(name: &str, device: &Device) -> Result<Model> {
    Model::from_bytes(&bytes(name)?, device).with_context(|| cannot_use(name))
}

/// A network that finishes strokes, by its name.
pub fn stroke_model(name: &str, device: &Device) -> Result<StrokeModel> {
    StrokeModel::from_bytes(&bytes(name)?, device).with_context(|| cannot_use(name))
}
