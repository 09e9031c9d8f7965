//! The files that a data set can be written as. Each is written beside its place first, so that one that is there is whole.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use safetensors::{
    Dtype,
    tensor::{Metadata, TensorInfo},
};
use spirograph_lab::{files::DATA_SET, pictures::SIDE};

use super::{DataSet, Part};
use crate::files::{self, Output, folder_beside};

/// Numbers of an image.
const LENGTH: usize = 3 * SIDE * SIDE;
/// What a folder of pictures says of itself, and how it is told from other folders.
const DESCRIPTION: &str = "description.json";

#[derive(Clone, Copy)]
pub enum Format {
    /// One file of tensors, written as the pictures are made.
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
            None if out.file_name().is_some() => Ok(Self::Png),
            None => bail!("OUT must name a file or a new folder, not {}", out.display()),
            Some(other) => bail!("OUT must end in .safetensors or .npz, or have no end for a folder, not .{other}"),
        }
    }

    /// Writes a data set to its place.
    pub fn write(self, set: &DataSet, out: &Path) -> Result<()> {
        // Without the slash that may stand behind a folder, or what is beside it would be in it.
        let out: &Path = &out.components().collect::<std::path::PathBuf>();
        match self {
            Self::Safetensors => Output::new(out)?.stream(|file| safetensors(set, file)),
            Self::Npz => Output::new(out)?.stream(|file| npz(set, file)),
            Self::Png => folder(set, out).with_context(|| format!("cannot write {}", out.display())),
        }
    }
}

/// Whether a data set can take the place of what is there: of a file or of another data set, but not of a folder with
/// somebody's other files.
pub fn can_replace(out: &Path) -> bool {
    !out.is_dir() || out.join(DESCRIPTION).is_file()
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

/// Writes a folder beside its place, and puts it there.
fn folder(set: &DataSet, out: &Path) -> Result<()> {
    let beside = folder_beside(out)?;
    png(set, beside.path())?;
    remove(out)?;
    Ok(fs::rename(beside.keep(), out)?)
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Writes the images of a part as they are made, and gives back its factors.
fn write_images(set: &DataSet, part: &Part, out: &mut dyn Write) -> Result<Vec<u8>> {
    let mut factors = Vec::new();
    for pictures in set.pictures(part) {
        let pictures = pictures?;
        out.write_all(&bytes(&pictures.images))?;
        factors.extend(bytes(&pictures.factors));
    }
    Ok(factors)
}

/// The shapes of the arrays of images and of factors.
fn shapes(set: &DataSet, part: &Part) -> [Vec<usize>; 2] {
    [set.shape(part, &[3, SIDE, SIDE]), set.shape(part, &[set.source.factors().len()])]
}

/// `train.images`, `train.factors`, `test.images` and `test.factors` in single precision; the description is metadata.
fn safetensors(set: &DataSet, out: &mut dyn Write) -> Result<()> {
    let (mut tensors, mut end) = (Vec::new(), 0);
    for part in &set.parts {
        for (what, shape) in ["images", "factors"].into_iter().zip(shapes(set, part)) {
            let start = end;
            end += size_of::<f32>() * shape.iter().product::<usize>();
            let info = TensorInfo { dtype: Dtype::F32, shape, data_offsets: (start, end) };
            tensors.push((format!("{}.{what}", part.name), info));
        }
    }
    let metadata = HashMap::from([(DATA_SET.key.to_owned(), set.description.clone())]);
    let mut header = serde_json::to_vec(&Metadata::new(Some(metadata), tensors)?)?;
    // The numbers begin at a multiple of eight bytes.
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut out = BufWriter::new(out);
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(&header)?;
    for part in &set.parts {
        let factors = write_images(set, part, &mut out)?;
        out.write_all(&factors)?;
    }
    Ok(out.flush()?)
}

/// The same arrays with `_` in their names; the description is the file description.json of the archive.
fn npz(set: &DataSet, out: &mut dyn Write) -> Result<()> {
    let mut archive = ZipArchiveWriter::new(BufWriter::new(out));
    for part in &set.parts {
        let [images, factors] = shapes(set, part).map(|shape| npy_header(&shape));
        let mut numbers = Vec::new();
        add_file(&mut archive, &format!("{}_images.npy", part.name), |out| {
            out.write_all(&images)?;
            numbers = write_images(set, part, out)?;
            Ok(())
        })?;
        add_file(&mut archive, &format!("{}_factors.npy", part.name), |out| {
            out.write_all(&factors)?;
            Ok(out.write_all(&numbers)?)
        })?;
    }
    add_file(&mut archive, DESCRIPTION, |out| Ok(out.write_all(set.description.as_bytes())?))?;
    archive.finish()?.flush()?;
    Ok(())
}

/// Adds a file to an archive, as it is: numbers hardly become shorter, and NumPy reads them at once.
fn add_file(
    archive: &mut ZipArchiveWriter<BufWriter<&mut dyn Write>>,
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
                fs::write(folder.join(&name), files::png(image)?)?;
                let factors: Vec<_> = factors.iter().map(f32::to_string).collect();
                writeln!(table, "{}/{name},{}", part.name, factors.join(","))?;
                number += 1;
            }
        }
        table.flush()?;
    }
    fs::write(path.join(DESCRIPTION), &set.description)?;
    Ok(())
}
