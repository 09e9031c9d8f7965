//! What is kept of experiments in a folder: those that are done, as JSON, and those under way, as checkpoints.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use spirograph_lab::experiments::{Experiment, Figures, Origin, Results};

use super::{chosen::Chosen, running::Manner};
use crate::files::{Output, load};

/// The ending of a file of results, and of one of a session under way.
const RESULTS: &str = "results.json";
const SESSION: &str = "session.safetensors";
const ENDINGS: [&str; 2] = [RESULTS, SESSION];

/// What an experiment found, with what it was.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// Its file, as it was when it was run.
    pub experiment: String,
    /// The size, in a word.
    pub size: String,
    /// What tells the photographs that it learned from from others; none where it learned from none.
    #[serde(default)]
    pub photographs: Option<String>,
    pub origin: Origin,
    pub results: Results,
    /// Whether nothing is left to do.
    pub is_whole: bool,
}

impl Found {
    /// What the record holds of it.
    pub fn figures(&self, chosen: &Chosen) -> Figures {
        Figures::new(&chosen.experiment, &self.experiment, &self.results, self.origin.clone())
    }
}

/// The folder; without one nothing is kept.
pub struct Kept {
    folder: Option<PathBuf>,
    is_fresh: bool,
}

impl Kept {
    /// A folder, which is made if it is not there; `is_fresh`: what it holds is written over.
    pub fn new(folder: Option<PathBuf>, is_fresh: bool) -> Result<Self> {
        if let Some(folder) = &folder {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        Ok(Self { folder, is_fresh })
    }

    /// Whether anything is kept.
    pub fn is_kept(&self) -> bool {
        self.folder.is_some()
    }

    fn path(&self, experiment: &Experiment, ending: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{}.{ending}", experiment.name)))
    }

    /// Whether experiments begin anew.
    pub fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    /// Before an experiment begins: where it begins anew, what was kept of it goes, so that nobody takes it for what comes now.
    pub fn begin(&self, chosen: &Chosen) -> Result<()> {
        let old = ENDINGS.iter().filter_map(|ending| self.path(&chosen.experiment, ending));
        for path in old.filter(|path| self.is_fresh && path.is_file()) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        Ok(())
    }

    /// Checks that what an experiment finds can be kept.
    pub fn check(&self, chosen: &Chosen) -> Result<()> {
        self.path(&chosen.experiment, RESULTS).map_or(Ok(()), |path| Output::new(&path).map(|_| ()))
    }

    /// What an experiment has found so far.
    ///
    /// # Errors
    /// Where it was another one of the same name, of another size, or on other photographs.
    pub fn found(&self, chosen: &Chosen, manner: &Manner) -> Result<Option<Found>> {
        let path = self.path(&chosen.experiment, RESULTS).filter(|path| path.is_file() && !self.is_fresh);
        let Some(path) = path else { return Ok(None) };
        let found: Found = serde_json::from_slice(&load(&path)?)
            .with_context(|| format!("{} is not what an experiment has found", path.display()))?;
        if found.size != manner.size {
            bail!(
                "{} is of the size {}, not {}; --fresh begins anew and writes over it",
                path.display(),
                found.size,
                manner.size
            );
        }
        if found.photographs != manner.photographs_of(chosen)? {
            bail!("{} is of other photographs; --fresh begins anew and writes over it", path.display());
        }
        if found.experiment != chosen.text {
            bail!(
                "{} is of an experiment whose file has changed; --fresh begins anew and writes over it",
                path.display()
            );
        }
        Ok(Some(found))
    }

    /// A session under way: its path and its bytes.
    pub fn session(&self, chosen: &Chosen) -> Result<Option<(PathBuf, Vec<u8>)>> {
        let path = self.path(&chosen.experiment, SESSION).filter(|path| path.is_file() && !self.is_fresh);
        path.map(|path| Ok((path.clone(), load(&path)?))).transpose()
    }

    /// Keeps what an experiment has found so far; where nothing is left to do, a session under way goes.
    pub fn keep(&self, chosen: &Chosen, found: &Found) -> Result<()> {
        let Some(path) = self.path(&chosen.experiment, RESULTS) else { return Ok(()) };
        Output::new(&path)?.write(&serde_json::to_vec(found)?)?;
        if let Some(session) = self.path(&chosen.experiment, SESSION).filter(|path| found.is_whole && path.is_file()) {
            fs::remove_file(&session).with_context(|| format!("cannot remove {}", session.display()))?;
        }
        Ok(())
    }

    /// Keeps a session under way.
    pub fn keep_session(&self, chosen: &Chosen, bytes: &[u8]) -> Result<()> {
        match self.path(&chosen.experiment, SESSION) {
            Some(path) => Output::new(&path)?.write(bytes),
            None => Ok(()),
        }
    }
}
