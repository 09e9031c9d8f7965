//! Arrays as the bytes of a safetensors file, and back.

use std::collections::{HashMap, HashSet};

use crate::{
    error::{Error, Result},
    tensors::arrays::{Array, Arrays},
    words::{plain, plain_words, shown},
};
use ::safetensors::{Dtype, SafeTensorError, SafeTensors, tensor::TensorView};
use half::{bf16, f16};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};

/// Whether a tensor of this name is written in half precision; otherwise in single precision.
pub type IsHalf = fn(&str) -> bool;

/// The file that some bytes are. Its sizes are checked against the bytes; nothing is copied.
///
/// # Errors
/// [`Error::Weights`] naming `file` when it is not safetensors, or cut short, or has a name twice.
pub(super) fn parse(bytes: &[u8]) -> Result<SafeTensors<'_>> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| broken("file", reason(error)))?;
    let (length, _) = SafeTensors::read_metadata(bytes).map_err(|error| broken("file", reason(error)))?;
    let header = bytes.get(8..8 + length).unwrap_or_default();
    // The library takes the last of two.
    serde_json::from_slice::<UniqueNames>(header).map_err(|error| broken("file", plain(&error)))?;
    Ok(file)
}

/// What the library has against a file, as a sentence.
fn reason(error: SafeTensorError) -> String {
    use SafeTensorError::{HeaderTooLarge, HeaderTooSmall, InvalidHeaderLength, MetadataIncompleteBuffer};
    match error {
        HeaderTooSmall => "it is too short to be a safetensors file.".to_owned(),
        HeaderTooLarge | InvalidHeaderLength => "it is cut short, or is not a safetensors file.".to_owned(),
        MetadataIncompleteBuffer => "it is shorter or longer than its header says.".to_owned(),
        SafeTensorError::InvalidHeaderDeserialization(error) => format!("its header cannot be read: {}", plain(&error)),
        // These have names of the file in them, of any length.
        other => plain_words(&other.to_string()),
    }
}

/// All tensors of a safetensors file in single precision, whichever precision they have there.
///
/// # Errors
/// [`Error::Weights`] when the file is not safetensors, cut short, or holds what is not floating-point numbers.
pub fn read_arrays(bytes: &[u8]) -> Result<Arrays> {
    arrays(&parse(bytes)?)
}

/// All tensors of a file in single precision.
pub(super) fn arrays(file: &SafeTensors) -> Result<Arrays> {
    let array = |(name, view): (&str, TensorView)| {
        let values = numbers(view.dtype(), view.data()).ok_or_else(|| {
            let name = shown(name);
            broken(&name, format!("tensor {name} holds numbers of kind {:?}, not F16, BF16, F32 or F64.", view.dtype()))
        })?;
        Ok((name.to_owned(), Array { shape: view.shape().to_vec(), values }))
    };
    file.iter().map(array).collect()
}

/// Numbers in single precision; none where they are of another kind.
fn numbers(kind: Dtype, bytes: &[u8]) -> Option<Vec<f32>> {
    Some(match kind {
        Dtype::F16 => each(bytes, |two| f16::from_le_bytes(two).to_f32()),
        Dtype::BF16 => each(bytes, |two| bf16::from_le_bytes(two).to_f32()),
        Dtype::F32 => each(bytes, f32::from_le_bytes),
        Dtype::F64 => each(bytes, |eight| f64::from_le_bytes(eight) as f32),
        _ => return None,
    })
}

fn each<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    bytes.as_chunks().0.iter().copied().map(number).collect()
}

/// Arrays as the bytes of a safetensors file.
///
/// # Errors
/// [`Error::Weights`] naming a tensor whose shape and length disagree.
pub fn write_arrays(arrays: &Arrays, is_half: IsHalf, metadata: HashMap<String, String>) -> Result<Vec<u8>> {
    let encode = |(name, array): (&String, &Array)| match is_half(name) {
        true => (Dtype::F16, array.values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect()),
        false => (Dtype::F32, array.values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>()),
    };
    let encoded: Vec<_> = arrays.iter().map(encode).collect();
    let view = |((name, array), (dtype, bytes)): ((&String, &Array), _)| {
        TensorView::new(dtype, array.shape.clone(), bytes)
            .map(|view| (name.clone(), view))
            .map_err(|error| broken(name, error))
    };
    let views = arrays.iter().zip(encoded.iter().map(|(dtype, bytes)| (*dtype, bytes.as_slice()))).map(view);
    let views = views.collect::<Result<Vec<_>>>()?;
    // Of a map without entries the library (0.8.0) makes a header that it does not read.
    ::safetensors::serialize(views, (!metadata.is_empty()).then_some(metadata)).map_err(|error| broken("file", error))
}

/// What is wrong with a part of a file.
pub fn broken(field: &str, reason: impl ToString) -> Error {
    Error::Weights { field: shown(field), reason: reason.to_string() }
}

/// A JSON object each of whose names stands once.
struct UniqueNames;

impl<'de> Deserialize<'de> for UniqueNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for UniqueNames {
    type Value = Self;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("tensors by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self, A::Error> {
        let mut names = HashSet::new();
        while let Some((name, IgnoredAny)) = map.next_entry::<String, _>()? {
            if names.contains(&name) {
                return Err(A::Error::custom(format_args!("it holds {} twice.", shown(&name))));
            }
            names.insert(name);
        }
        Ok(self)
    }
}
