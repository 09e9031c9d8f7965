//! The record: figures that the page shows, a file an experiment, and the document about all of them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use spirograph_lab::experiments::{Figures, Origin};

use super::{chosen::Chosen, document::document};
use crate::files::{Output, load};

/// Where the record is written.
pub struct Record<'a> {
    document: Option<Output>,
    entries: Vec<Entry<'a>>,
}

/// An experiment of the record.
struct Entry<'a> {
    chosen: &'a Chosen,
    out: Option<Output>,
    figures: Option<Figures>,
}

impl<'a> Record<'a> {
    /// The record of some experiments: a document, and a folder for figures, as far as they are asked for. With `is_kept` it
    /// begins with the figures that the folder holds of experiments whose files have not changed since.
    pub fn new(chosen: &'a [Chosen], document: Option<&Path>, folder: Option<&PathBuf>, is_kept: bool) -> Result<Self> {
        let entry = |chosen: &'a Chosen| {
            let path = folder.map(|folder| folder.join(format!("{}.json", chosen.experiment.name)));
            let figures = path.as_deref().filter(|path| is_kept && path.is_file()).map(read).transpose()?;
            let figures = figures.filter(|figures| figures.experiment == chosen.text);
            Ok(Entry { chosen, out: path.as_deref().map(Output::new).transpose()?, figures })
        };
        Ok(Self {
            document: document.map(Output::new).transpose()?,
            entries: chosen.iter().map(entry).collect::<Result<_>>()?,
        })
    }

    /// The experiments of which there are no figures yet.
    pub fn left(&self) -> Vec<&'a Chosen> {
        self.entries.iter().filter(|entry| entry.figures.is_none()).map(|entry| entry.chosen).collect()
    }

    /// Writes the figures of an experiment.
    pub fn add(&mut self, chosen: &Chosen, figures: Figures) -> Result<()> {
        let file = serde_json::to_vec(&figures)?;
        // As it will be read: the last bit of a number that is written and read can be another, and round otherwise.
        let figures: Figures = serde_json::from_slice(&file)?;
        let entries = self.entries.iter_mut();
        for entry in entries.filter(|entry| entry.chosen.experiment.name == chosen.experiment.name) {
            if let Some(out) = &entry.out {
                out.write(&file)?;
            }
            entry.figures = Some(figures.clone());
        }
        Ok(())
    }

    /// Writes the document, once there are figures of all.
    pub fn finish(self, origin: &Origin) -> Result<()> {
        let sections: Vec<_> =
            self.entries.iter().filter_map(|entry| Some((entry.chosen, entry.figures.as_ref()?))).collect();
        match &self.document {
            Some(out) => out.write(document(&sections, origin, out.path()).as_bytes()),
            None => Ok(()),
        }
    }
}

fn read(path: &Path) -> Result<Figures> {
    serde_json::from_slice(&load(path)?)
        .with_context(|| format!("{} holds no figures of an experiment", path.display()))
}
