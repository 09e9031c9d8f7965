//! Files in and out, with the path in every error.

use std::{fs, path::Path};

use anyhow::{Context, Result};

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
