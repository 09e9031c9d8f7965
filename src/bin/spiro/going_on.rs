//! Whether a checkpoint is of the run that is asked for.

use std::{fmt::Display, path::Path};

use anyhow::{Result, bail};
use serde_json::Value;
use spirograph_lab::{encoder::Architecture, training::Settings};

/// Whether there is a checkpoint to go on from. A device like /dev/null is none.
pub fn is_to_go_on(checkpoint: &Path, is_fresh: bool) -> bool {
    !is_fresh && checkpoint.is_file()
}

/// What a checkpoint has otherwise than it is asked for.
#[derive(Default)]
pub struct Differences(Vec<String>);

impl Differences {
    /// Takes down a value that is asked for, if it is, where the checkpoint has another.
    pub fn compare<T: PartialEq + Display>(&mut self, name: &str, found: T, asked: Option<T>) {
        if let Some(asked) = asked.filter(|asked| *asked != found) {
            self.0.push(format!("{name}: {found} in the checkpoint, {asked} asked for"));
        }
    }

    /// The same of all settings, by their keys.
    pub fn compare_settings(&mut self, found: &Settings, asked: &Settings) -> Result<()> {
        let (found, asked) = (serde_json::to_value(found)?, serde_json::to_value(asked)?);
        for (key, found) in found.as_object().into_iter().flatten() {
            let asked = &asked[key];
            if found != asked {
                self.compare(key, words(found), Some(words(asked)));
            }
        }
        Ok(())
    }

    /// The same of the encoder's shape.
    pub fn compare_shapes(&mut self, found: &Architecture, asked: &Architecture) {
        if found != asked {
            self.compare("encoder", format!("{found:?}"), Some(format!("{asked:?}")));
        }
    }

    /// Refuses a checkpoint that differs.
    pub fn refuse(self, path: &Path) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        bail!("{} is of another run. {}; --fresh begins anew and writes over it", path.display(), self.0.join("; "))
    }
}

/// A value of a setting in a few characters.
fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
