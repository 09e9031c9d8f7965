//! CIFAR from the files that its authors give out.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use spirograph_lab::pictures::{
    Crops,
    photographs::cifar::{EDITIONS, Edition, Labelled},
};

use crate::files::load;

/// Most names of a folder that are said.
const MOST_NAMES: usize = 12;

/// The pictures of a folder: those to train on first, those to test on held out.
pub fn open(folder: &Path) -> Result<Crops> {
    let (edition, folder) = find(folder)?;
    let mut learned = Labelled::default();
    for name in edition.training {
        learned.append(records(edition, &folder, name)?);
    }
    let held_out = records(edition, &folder, edition.test)?;
    let names = fs::read_to_string(folder.join(edition.label_names)).ok();
    let label_names = edition.names(names.as_deref());
    Crops::labelled(learned, held_out, label_names).with_context(|| format!("{}", folder.display()))
}

fn records(edition: &Edition, folder: &Path, name: &str) -> Result<Labelled> {
    let path = folder.join(name);
    ensure!(path.is_file(), "{} is missing; {}", path.display(), what_there_is(folder)?);
    edition.read(name, &load(&path)?).with_context(|| format!("cannot read {}", path.display()))
}

/// The edition that a folder holds, and where: itself, or the folder of the archive in it.
fn find(folder: &Path) -> Result<(&'static Edition, PathBuf)> {
    let places = EDITIONS
        .iter()
        .flat_map(|edition| [folder.to_owned(), folder.join(edition.folder)].map(|place| (edition, place)));
    let found: Vec<_> =
        places.filter(|(edition, place)| edition.files().any(|name| place.join(name).is_file())).collect();
    let expected = || EDITIONS.map(|edition| format!("{} ({})", edition.words, edition.name)).join(", or ");
    match found.as_slice() {
        [] => bail!(
            "{} holds no CIFAR in its binary version: expected are {}; {}",
            folder.display(),
            expected(),
            what_there_is(folder)?
        ),
        [(edition, place)] => Ok((edition, place.clone())),
        several => {
            let places: Vec<_> = several.iter().map(|(_, place)| place.display().to_string()).collect();
            bail!("{} holds CIFAR several times: name one of {}", folder.display(), places.join(", "))
        }
    }
}

/// The names of what is in a folder, in a few words.
fn what_there_is(folder: &Path) -> Result<String> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.sort();
    let more = if names.len() > MOST_NAMES { ", …" } else { "" };
    names.truncate(MOST_NAMES);
    Ok(match names.as_slice() {
        [] => "it is empty".to_owned(),
        [name] => format!("there is {name}"),
        names => format!("there are {}{more}", names.join(", ")),
    })
}
