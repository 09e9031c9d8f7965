//! Files in and out, with the path in every error.

use std::{
    fs::{self, File, OpenOptions},
    io::{Write, stdout},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use spirograph_lab::pictures::{SIDE, to_rgba};
use tempfile::{Builder, NamedTempFile, TempDir};

use crate::signals::Short;

/// Most links that lead from one to the next, as in Linux.
const MOST_LINKS: usize = 40;

/// The bytes of a file.
pub fn load(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Where something will be written: checked before the work whose result it is.
pub struct Output {
    /// As it was given.
    path: PathBuf,
    way: Way,
}

/// How a file is written.
enum Way {
    /// Beside its place first, under a name that nobody else has, then renamed: whole, or not at all. The target of a link is
    /// written, and the link stays.
    Whole(PathBuf),
    /// As it is: a device or a pipe.
    Direct,
    StandardOutput,
}

impl Output {
    /// # Errors
    /// When the path is a folder or read-only, or its folder cannot be made or written.
    pub fn new(path: &Path) -> Result<Self> {
        let (path, way) = (path.to_owned(), Way::of(path)?);
        if let Way::Whole(target) = &way {
            check(target).with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(Self { path, way })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        self.stream(|out| Ok(out.write_all(bytes)?))
    }

    /// Writes the file as it is made.
    pub fn stream(&self, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
        let written = match &self.way {
            Way::StandardOutput => write(&mut stdout().lock()),
            Way::Direct => OpenOptions::new()
                .write(true)
                .open(&self.path)
                .map_err(Into::into)
                .and_then(|mut file| write(&mut file)),
            Way::Whole(target) => write_whole(target, write),
        };
        written.with_context(|| format!("cannot write {}", self.path.display()))
    }
}

impl Way {
    fn of(path: &Path) -> Result<Self> {
        if ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name)) {
            return Ok(Self::StandardOutput);
        }
        ensure!(path.file_name().is_some(), "{} must name a file", path.display());
        ensure!(!path.is_dir(), "{} is a folder, and must be a file", path.display());
        let is_direct = fs::metadata(path).is_ok_and(|found| !found.is_file());
        if is_direct { Ok(Self::Direct) } else { Ok(Self::Whole(target(path)?)) }
    }
}

/// What a path leads to, through links, whether there is a file or not.
fn target(path: &Path) -> Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = folder(&path).join(next),
            Err(_) => return Ok(path),
        }
    }
    bail!("{} leads through too many links", path.display())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Checks that a file can be written, by beginning one beside it.
fn check(target: &Path) -> Result<()> {
    let folder = folder(target);
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let is_read_only = fs::metadata(target).is_ok_and(|found| found.permissions().readonly());
    ensure!(!is_read_only, "it is read-only");
    let _short = Short::new();
    beside(target).map(drop)
}

/// A file with a name of its own beside another, which goes with it unless it is put in its place.
fn beside(target: &Path) -> Result<NamedTempFile> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut builder = Builder::new();
    let prefix = format!(".{name}.");
    builder.prefix(&prefix).suffix(".partial");
    // As any new file: what the user's mask leaves. A temporary file is its owner's alone otherwise.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
        .tempfile_in(folder(target))
        .with_context(|| format!("the folder {} cannot be written", folder(target).display()))
}

fn write_whole(target: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let _short = Short::new();
    let mut file = beside(target)?;
    write(&mut file)?;
    put(file, target)
}

/// Puts a file that was written beside its place there, with the permissions and the owner of the one that it replaces.
fn put(file: NamedTempFile, target: &Path) -> Result<()> {
    if let Ok(old) = fs::metadata(target) {
        file.as_file().set_permissions(old.permissions())?;
        keep_owner(file.as_file(), &old);
    }
    // Or a machine that loses its power could keep the new name without what is in it.
    file.as_file().sync_all()?;
    file.persist(target)?;
    Ok(())
}

/// Only root can give files away; for others the new one is their own.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &fs::Metadata) {}

/// A new folder with a name of its own beside a path, which goes with what is in it unless it is kept.
pub fn folder_beside(target: &Path) -> Result<TempDir> {
    let parent = folder(target);
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut builder = Builder::new();
    let prefix = format!(".{name}.");
    builder.prefix(&prefix).suffix(".partial");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    Ok(builder.tempdir_in(parent)?)
}

/// Outputs that belong together are all written, even if one of them fails.
pub fn all<const N: usize>(written: [Result<()>; N]) -> Result<()> {
    let failures: Vec<_> = written.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    ensure!(failures.is_empty(), "{}", failures.join("; "));
    Ok(())
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
