//! Files in and out, with the path in every error.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use spirograph_lab::pictures::{SIDE, to_rgba};

/// The bytes of a file.
pub fn load(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file whole or not at all: beside it first, then renamed, so that an interruption leaves the old one.
pub fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let beside = path.with_extension("partial");
    fs::write(&beside, bytes).with_context(|| format!("cannot write {}", beside.display()))?;
    fs::rename(&beside, path).with_context(|| format!("cannot write {}", path.display()))
}

/// An image, 3×32×32 numbers, as the bytes of a PNG: x to the right, y up.
pub fn png(image: &[f32]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE as u32, SIDE as u32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&to_rgba(image))?;
    writer.finish()?;
    Ok(bytes)
}
