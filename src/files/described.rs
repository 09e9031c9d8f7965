//! Arrays with a description of them: safetensors, the description in JSON under a metadata key.

use std::collections::HashMap;

use serde::{Serialize, de::DeserializeOwned};

use super::{
    older,
    safetensors::{IsHalf, arrays, broken, parse, write_arrays},
};
use crate::{
    error::Result,
    tensors::arrays::Arrays,
    words::{plain, shown},
};

/// The number of the format that is written. Files from before formats had numbers have none.
const FORMAT: u32 = 1;
/// Metadata key of that number.
const FORMAT_KEY: &str = "spirograph_format";

/// A kind of files: the metadata key of its description, and what such a file is.
pub struct Kind {
    /// Metadata key.
    pub key: &'static str,
    /// With its article, for people.
    pub words: &'static str,
}

/// An encoder with its probes.
pub const WEIGHTS: Kind = Kind { key: "spirograph", words: "the weights of an encoder" };
/// A pretraining run at rest.
pub const CHECKPOINT: Kind = Kind { key: "run", words: "a checkpoint of pretraining" };
/// A fine-tuning session at rest.
pub const SESSION: Kind = Kind { key: "session", words: "a checkpoint of fine-tuning" };
/// Pictures and their factors.
pub const DATA_SET: Kind = Kind { key: "spirographs", words: "a data set" };
/// A network that finishes strokes.
pub const STROKES: Kind = Kind { key: "strokes", words: "the weights of a network that finishes strokes" };
/// A training run of such a network at rest.
pub const STROKE_RUN: Kind = Kind { key: "stroke_run", words: "a checkpoint of a network that finishes strokes" };
const KINDS: [&Kind; 6] = [&WEIGHTS, &CHECKPOINT, &SESSION, &DATA_SET, &STROKES, &STROKE_RUN];

/// Arrays and a description of them as the bytes of a file of a kind.
///
/// # Errors
/// [`Error::Weights`](crate::Error::Weights) naming a tensor whose shape and length disagree.
pub fn write_described(kind: &Kind, description: &impl Serialize, arrays: &Arrays, is_half: IsHalf) -> Result<Vec<u8>> {
    let description = serde_json::to_string(description).map_err(|error| broken("metadata", error))?;
    let metadata = [(kind.key.to_owned(), description), (FORMAT_KEY.to_owned(), FORMAT.to_string())];
    write_arrays(arrays, is_half, HashMap::from(metadata))
}

/// The other way; descriptions that older versions wrote are brought to today's form.
///
/// # Errors
/// [`Error::Weights`](crate::Error::Weights) naming the part of the file: it is not safetensors, cut short, of another kind, or
/// of a newer version.
pub fn read_described<T: DeserializeOwned>(kind: &Kind, bytes: &[u8]) -> Result<(T, Arrays)> {
    let file = parse(bytes)?;
    let (_, header) = ::safetensors::SafeTensors::read_metadata(bytes).map_err(|error| broken("file", error))?;
    let description = description(kind, header.metadata().as_ref())?;
    Ok((older::read(description).map_err(|error| broken("metadata", plain(&error)))?, arrays(&file)?))
}

fn description<'a>(kind: &Kind, metadata: Option<&'a HashMap<String, String>>) -> Result<&'a str> {
    let Some(metadata) = metadata.filter(|metadata| !metadata.is_empty()) else {
        return Err(broken(
            "metadata",
            "its metadata is missing, as when it was saved again from Python without `metadata=`: pass the metadata of the \
             file that was loaded to save_file.",
        ));
    };
    check_format(metadata.get(FORMAT_KEY))?;
    metadata.get(kind.key).map(String::as_str).ok_or_else(|| {
        let other = KINDS.iter().find(|other| metadata.contains_key(other.key));
        let other = other.map_or(String::new(), |other| format!("it is {}, and ", other.words));
        broken("metadata", format!("{other}it does not hold {}.", kind.words))
    })
}

fn check_format(number: Option<&String>) -> Result<()> {
    let Some(number) = number else { return Ok(()) };
    match number.parse::<u32>() {
        Ok(format) if format <= FORMAT => Ok(()),
        Ok(format) => {
            let newer = "this file is of a newer version of Spirograph Lab";
            Err(broken("metadata", format!("{newer} (format {format}; this one reads up to {FORMAT}).")))
        }
        Err(_) => Err(broken(
            "metadata",
            format!("{FORMAT_KEY} must be the number of the file's format, not “{}”.", shown(number)),
        )),
    }
}
