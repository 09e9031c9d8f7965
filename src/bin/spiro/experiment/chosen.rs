//! Which experiments are asked for, and their files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use spirograph_lab::experiments::{Experiment, Study};

use crate::{files::load, photographs::is_of_photographs};

/// Where the experiments lie that come with the page.
const FOLDER: &str = "www/assets/experiments";
/// The paper's own comes first.
const FIRST: &str = "paired";

/// An experiment with its file.
pub struct Chosen {
    pub experiment: Experiment,
    /// The file's text: what is kept of a run says what it was a run of.
    pub text: String,
}

impl Chosen {
    /// Reads a file.
    fn read(path: &Path) -> Result<Self> {
        let text = String::from_utf8(load(path)?).with_context(|| format!("{} is not text", path.display()))?;
        Ok(Self { experiment: Experiment::read(&path.display().to_string(), &text)?, text })
    }

    /// Whether it trains on photographs.
    pub fn is_of_photographs(&self) -> bool {
        matches!(&self.experiment.study, Study::Training(plan) if is_of_photographs(&plan.settings))
    }

    /// Those of the names and paths that are asked for, or all that come with the page.
    pub fn all(asked: &[String], is_all: bool) -> Result<Vec<Self>> {
        let paths = if is_all { listed()? } else { asked.iter().map(|asked| path(asked)).collect::<Result<_>>()? };
        let chosen = paths.iter().map(|path| Self::read(path)).collect::<Result<Vec<_>>>()?;
        for (index, Chosen { experiment, .. }) in chosen.iter().enumerate() {
            let is_new = chosen[..index].iter().all(|other| other.experiment.name != experiment.name);
            ensure!(is_new, "there are two experiments of the name {}", experiment.name);
        }
        Ok(chosen)
    }
}

/// The file of an experiment that is asked for by its name or by the path of its file.
fn path(asked: &str) -> Result<PathBuf> {
    if asked.ends_with(".json") {
        return Ok(asked.into());
    }
    let path = Path::new(FOLDER).join(format!("{asked}.json"));
    if !path.is_file() {
        let listed = listed()?;
        let names: Vec<_> = listed.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy())).collect();
        anyhow::bail!("there is no experiment “{asked}” in {FOLDER}: there are {}", names.join(", "));
    }
    Ok(path)
}

/// The files of the experiments that come with the page, by name.
fn listed() -> Result<Vec<PathBuf>> {
    let folder = fs::read_dir(FOLDER).with_context(|| format!("cannot read {FOLDER}"))?;
    let mut paths = folder.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort_by_key(|path| (path.file_stem().is_none_or(|name| name != FIRST), path.clone()));
    ensure!(!paths.is_empty(), "there is no experiment in {FOLDER}");
    Ok(paths)
}
