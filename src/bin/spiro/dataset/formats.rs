//! The files that a data set can be written as. Each is written beside its place first, so that one that is there is whole.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use safetensors::{Dtype, tensor::TensorView};
use spirograph_lab::pictures::{SIDE, to_rgba};

use super::DataSet;

/// Numbers of an image.
const LENGTH: usize = 3 * SIDE * SIDE;

#[derive(Clone, Copy)]
pub enum Format {
    /// One file; all pictures of it are held in memory.
    Safetensors,
    /// One archive of NumPy's arrays, written as the pictures are made.
    Npz,
    /// A folder with a folder of pictures and a table of factors for each part.
    Png,
}

impl Format {
    /// The format that a name's end asks for.
    pub fn of(out: &Path) -> Result<Self> {
        match out.extension().and_then(|extension| extension.to_str()) {
            Some("safetensors") => Ok(Self::Safetensors),
            Some("npz") => Ok(Self::Npz),
            None => Ok(Self::Png),
            Some(other) => {
                bail!("the name must end in .safetensors or .npz, or have no end for a folder, not .{other}")
            }
        }
    }

    /// Writes a data set to its place.
    pub fn write(self, set: &DataSet, out: &Path) -> Result<()> {
        let beside = PathBuf::from(format!("{}.partial", out.display()));
        remove(&beside)?;
        let written = match self {
            Self::Safetensors => safetensors(set, &beside),
            Self::Npz => npz(set, &beside),
            Self::Png => png(set, &beside),
        };
        written.with_context(|| format!("cannot write {}", beside.display()))?;
        remove(out)?;
        fs::rename(&beside, out).with_context(|| format!("cannot write {}", out.display()))
    }
}

fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn bytes(values: &[f32]) -> impl Iterator<Item = u8> + '_ {
    values.iter().flat_map(|value| value.to_le_bytes())
}

/// `train.images`, `train.factors`, `test.images` and `test.factors` in single precision; the description is metadata.
fn safetensors(set: &DataSet, path: &Path) -> Result<()> {
    let mut tensors = Vec::new();
    for part in &set.parts {
        let (mut images, mut factors) = (Vec::new(), Vec::new());
        for pictures in set.pictures(part) {
            let pictures = pictures?;
            images.extend(bytes(&pictures.images));
            factors.extend(bytes(&pictures.factors));
        }
        tensors.push((format!("{}.images", part.name), set.shape(part, &[3, SIDE, SIDE]), images));
        tensors.push((format!("{}.factors", part.name), set.shape(part, &[set.source.factors().len()]), factors));
    }
    let mut views = Vec::new();
    for (name, shape, bytes) in &tensors {
        views.push((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?));
    }
    let metadata = HashMap::from([("spirographs".to_owned(), set.description.clone())]);
    Ok(safetensors::serialize_to_file(views, Some(metadata), path)?)
}

/// The same arrays with `_` in their names; the description is the file description.json of the archive.
fn npz(set: &DataSet, path: &Path) -> Result<()> {
    let mut archive = ZipArchiveWriter::new(BufWriter::new(File::create(path)?));
    for part in &set.parts {
        let mut factors = Vec::new();
        let header = npy_header(&set.shape(part, &[3, SIDE, SIDE]));
        add_file(&mut archive, &format!("{}_images.npy", part.name), |out| {
            out.write_all(&header)?;
            for pictures in set.pictures(part) {
                let pictures = pictures?;
                out.write_all(&bytes(&pictures.images).collect::<Vec<_>>())?;
                factors.extend(bytes(&pictures.factors));
            }
            Ok(())
        })?;
        let header = npy_header(&set.shape(part, &[set.source.factors().len()]));
        add_file(&mut archive, &format!("{}_factors.npy", part.name), |out| {
            out.write_all(&header)?;
            Ok(out.write_all(&factors)?)
        })?;
    }
    add_file(&mut archive, "description.json", |out| Ok(out.write_all(set.description.as_bytes())?))?;
    archive.finish()?.flush()?;
    Ok(())
}

/// Adds a file to an archive, as it is: numbers hardly become shorter, and NumPy reads them at once.
fn add_file(
    archive: &mut ZipArchiveWriter<BufWriter<File>>,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let (mut entry, config) = archive.new_file(name).compression_method(CompressionMethod::STORE).start()?;
    let mut counted = config.wrap(&mut entry);
    write(&mut counted)?;
    let (_, descriptor) = counted.finish()?;
    entry.finish(descriptor)?;
    Ok(())
}

/// What stands before the numbers of an array in single precision in NumPy's format, version 1.0: the magic string, the
/// length of what follows, and a Python dictionary that ends at a multiple of 64 bytes.
fn npy_header(shape: &[usize]) -> Vec<u8> {
    let shape: String = shape.iter().map(|size| format!("{size}, ")).collect();
    let mut dictionary = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape}), }}");
    let before = 10;
    let padding = 63 - (before + dictionary.len()) % 64;
    dictionary.extend(std::iter::repeat_n(' ', padding));
    dictionary.push('\n');
    let length = dictionary.len() as u16;
    [b"\x93NUMPY\x01\x00".as_slice(), &length.to_le_bytes(), dictionary.as_bytes()].concat()
}

/// train/000000.png …, x to the right and y up, train.csv with a row of factors for each, the same of the test, and
/// description.json. Further views of a sample follow it.
fn png(set: &DataSet, path: &Path) -> Result<()> {
    for part in &set.parts {
        let folder = path.join(part.name);
        fs::create_dir_all(&folder)?;
        let mut table = BufWriter::new(File::create(path.join(format!("{}.csv", part.name)))?);
        let names: Vec<_> = set.source.factors().iter().map(|factor| factor.name).collect();
        writeln!(table, "file,{}", names.join(","))?;
        let mut number = 0;
        for pictures in set.pictures(part) {
            let pictures = pictures?;
            for (image, factors) in pictures.images.chunks(LENGTH).zip(pictures.factors.chunks(names.len())) {
                let name = format!("{number:06}.png");
                let mut encoder =
                    png::Encoder::new(BufWriter::new(File::create(folder.join(&name))?), SIDE as u32, SIDE as u32);
                encoder.set_color(png::ColorType::Rgba);
                encoder.set_depth(png::BitDepth::Eight);
                encoder.write_header()?.write_image_data(&to_rgba(image))?;
                let factors: Vec<_> = factors.iter().map(f32::to_string).collect();
                writeln!(table, "{}/{name},{}", part.name, factors.join(","))?;
                number += 1;
            }
        }
        table.flush()?;
    }
    fs::write(path.join("description.json"), &set.description)?;
    Ok(())
}
