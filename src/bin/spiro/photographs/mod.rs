//! Photographs for the commands that learn from them or measure on them: those that come with the page, or one's own.

mod cifar;
mod decoding;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use spirograph_lab::{
    model::Model,
    pictures::{Crops, Kind, PHOTOGRAPHS, Photographs, Pictures},
    training::Settings,
};

/// Where the photographs lie that come with the page.
const FOLDER: &str = "www/assets/photographs";
/// Those, in the order in which the page opens them.
const SHIPPED: [&str; 4] = ["cat.webp", "coffee.webp", "astronaut.webp", "rocket.webp"];

/// Which photographs.
#[derive(clap::Args)]
pub struct PhotographOptions {
    /// Where the pictures are photographs: cut crops from this one (JPEG, PNG or WebP), and not from those that come with the
    /// page; several are named one by one.
    #[arg(long, value_name = "FILE")]
    photo: Vec<PathBuf>,
    /// Where the pictures are photographs: take those of CIFAR-10 or CIFAR-100, whose binary version lies in this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "photo")]
    cifar: Option<PathBuf>,
}

impl PhotographOptions {
    /// Settings with their crops, where their pictures are photographs.
    ///
    /// # Errors
    /// Where they are not, but photographs are named; what cannot be opened.
    pub fn settings(&self, settings: Settings) -> Result<Settings> {
        self.refuse_unless(is_of_photographs(&settings))?;
        self.given(settings)
    }

    /// What settings begin with where no configuration says otherwise: whoever names photographs learns from them.
    pub fn usual(&self, settings: Settings) -> Settings {
        if self.is_named() { Settings { pictures: PHOTOGRAPHS.into(), ..settings } } else { settings }
    }

    /// An encoder with the crops that it is to be measured on, where it has learned from photographs.
    ///
    /// # Errors
    /// As [`settings`](Self::settings).
    pub fn model(&self, model: Model) -> Result<Model> {
        let settings = self.settings(model.description.settings.clone())?;
        Ok(model.with_pictures(&settings.pictures)?)
    }

    /// Settings with their crops, whatever is named: where something besides is of photographs.
    pub fn given(&self, settings: Settings) -> Result<Settings> {
        if !is_of_photographs(&settings) {
            return Ok(settings);
        }
        Ok(settings.with_pictures(&self.open()?)?)
    }

    /// Those that a session at rest may need: those that are named, or those that come with the page, where these are at hand.
    pub fn at_hand(&self) -> Result<Option<Kind>> {
        let can_be_opened = self.is_named() || Path::new(FOLDER).is_dir();
        can_be_opened.then(|| self.open()).transpose()
    }

    /// Refuses photographs that are named where nothing looks at any.
    pub fn refuse_unless(&self, looks_at_photographs: bool) -> Result<()> {
        ensure!(
            looks_at_photographs || !self.is_named(),
            "--photo and --cifar: there are no photographs here; with the setting \"pictures\": \"{}\" there are",
            PHOTOGRAPHS.name()
        );
        Ok(())
    }

    /// The options as they are written; nothing where there are none.
    pub fn words(&self) -> String {
        let photos = self.photo.iter().map(|path| format!(" --photo {}", path.display()));
        photos.chain(self.cifar.iter().map(|path| format!(" --cifar {}", path.display()))).collect()
    }

    fn is_named(&self) -> bool {
        !self.photo.is_empty() || self.cifar.is_some()
    }

    fn open(&self) -> Result<Kind> {
        let crops = match &self.cifar {
            Some(folder) => cifar::open(folder)?,
            None if self.photo.is_empty() => cut(&SHIPPED.map(|name| Path::new(FOLDER).join(name)))?,
            None => cut(&self.photo)?,
        };
        Ok(Photographs::of(crops).into())
    }
}

/// Whether the pictures of a run are photographs.
pub fn is_of_photographs(settings: &Settings) -> bool {
    settings.pictures.name() == PHOTOGRAPHS.name()
}

fn cut(paths: &[PathBuf]) -> Result<Crops> {
    let photos = paths.iter().map(|path| decoding::photo(path)).collect::<Result<Vec<_>>>()?;
    let names = || paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    Crops::of_photos(&photos).with_context(|| format!("cannot cut crops from {}", names()))
}
