//! A trained encoder with its probe, and the file that holds both.
//!
//! The file is safetensors: the encoder's parameters in half precision, the probe in single precision, and a JSON
//! description under the metadata key `spirograph`.

use std::collections::HashMap;

use burn::tensor::Device;
use half::f16;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};

use crate::{
    encoder::{
        Architecture, Encoder,
        parameters::{Array, Arrays, parameters, take},
    },
    error::{Error, Result},
    probe::Probe,
    spirograph::Factor,
    training::Settings,
};

/// Metadata key of the description.
const DESCRIPTION: &str = "spirograph";

/// What a weights file says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Name of the encoder, for people.
    pub name: String,
    /// Shape of the encoder.
    pub architecture: Architecture,
    /// Settings of the run that trained it.
    pub settings: Settings,
    /// Steps that were trained.
    pub steps: u64,
    /// The factors that the probe reads.
    pub targets: Vec<Factor>,
    /// Number of views averaged in the probe's training set.
    pub probe_views: usize,
}

/// An encoder with its probe.
#[derive(Debug, Clone)]
pub struct Model {
    /// Images to representations.
    pub encoder: Encoder,
    /// Representations to factors of interest.
    pub probe: Probe,
    /// Where they come from.
    pub description: Description,
}

impl Model {
    /// The file's bytes.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn to_bytes(&self) -> Result<Vec<u8>> {
        let encoder = parameters(&self.encoder, "encoder").await?;
        let mut entries: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = encoder
            .into_iter()
            .map(|(name, Array { shape, values })| {
                (name, Dtype::F16, shape, values.iter().flat_map(|&v| f16::from_f32(v).to_le_bytes()).collect())
            })
            .collect();
        let single = |values: &mut dyn Iterator<Item = f64>| values.flat_map(|v| (v as f32).to_le_bytes()).collect();
        let Probe { targets, weights, offsets } = &self.probe;
        let shape = vec![targets.len(), self.description.architecture.dimension()];
        entries.push(("probe.weights".to_owned(), Dtype::F32, shape, single(&mut weights.iter().flatten().copied())));
        entries.push((
            "probe.offsets".to_owned(),
            Dtype::F32,
            vec![targets.len()],
            single(&mut offsets.iter().copied()),
        ));
        let description = serde_json::to_string(&self.description).map_err(|error| broken("metadata", error))?;
        let views = entries
            .iter()
            .map(|(name, dtype, shape, bytes)| Ok((name, TensorView::new(*dtype, shape.clone(), bytes)?)))
            .collect::<std::result::Result<Vec<_>, safetensors::SafeTensorError>>()
            .map_err(|error| broken("tensors", error))?;
        let metadata = HashMap::from([(DESCRIPTION.to_owned(), description)]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| broken("file", error))
    }

    /// A model from a file's bytes, on `device`.
    ///
    /// # Errors
    /// [`Error::Weights`] naming the tensor or the part of the file: not safetensors, cut short, a tensor missing, of
    /// another shape, or not finite.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self> {
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| broken("file", error))?;
        let description = header
            .metadata()
            .as_ref()
            .and_then(|metadata| metadata.get(DESCRIPTION))
            .ok_or_else(|| broken("metadata", "it does not describe a Spirograph encoder."))?;
        let description: Description = serde_json::from_str(description).map_err(|error| broken("metadata", error))?;
        let mut arrays = read_arrays(bytes)?;
        let encoder = Encoder::restored(&description.architecture, "encoder", &mut arrays, device)?;
        let probe = read_probe(&description, &mut arrays)?;
        match arrays.into_keys().next() {
            Some(name) => Err(broken(&name, format!("it holds a tensor {name} that the encoder does not have."))),
            None => Ok(Self { encoder, probe, description }),
        }
    }
}

fn broken(field: &str, reason: impl ToString) -> Error {
    Error::Weights { field: field.to_owned(), reason: reason.to_string() }
}

/// All tensors of a safetensors file of half and single precision, in single precision.
///
/// # Errors
/// [`Error::Weights`] when the file is not safetensors, cut short, or holds numbers of another kind.
pub fn read_arrays(bytes: &[u8]) -> Result<Arrays> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| broken("file", error))?;
    file.iter()
        .map(|(name, view)| {
            let values = match view.dtype() {
                Dtype::F16 => view.data().chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32()).collect(),
                Dtype::F32 => {
                    view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
                }
                other => {
                    return Err(broken(
                        name,
                        format!("tensor {name} holds numbers of kind {other:?}, not F16 or F32."),
                    ));
                }
            };
            Ok((name.to_owned(), Array { shape: view.shape().to_vec(), values }))
        })
        .collect()
}

/// Arrays as the bytes of a safetensors file in single precision.
///
/// # Errors
/// [`Error::Weights`] naming a tensor whose shape and length disagree.
pub fn write_arrays(arrays: &Arrays, metadata: HashMap<String, String>) -> Result<Vec<u8>> {
    let bytes: Vec<Vec<u8>> =
        arrays.values().map(|array| array.values.iter().flat_map(|value| value.to_le_bytes()).collect()).collect();
    let views = arrays
        .iter()
        .zip(&bytes)
        .map(|((name, array), bytes)| match TensorView::new(Dtype::F32, array.shape.clone(), bytes) {
            Ok(view) => Ok((name, view)),
            Err(error) => Err(broken(name, error)),
        })
        .collect::<Result<Vec<_>>>()?;
    safetensors::serialize(views, Some(metadata)).map_err(|error| broken("file", error))
}

fn read_probe(description: &Description, arrays: &mut Arrays) -> Result<Probe> {
    let (targets, dimension) = (description.targets.clone(), description.architecture.dimension());
    let mut values = |name: &str, shape: &[usize]| {
        take(arrays, name, shape).map(|array| array.values.into_iter().map(f64::from).collect::<Vec<_>>())
    };
    let weights = values("probe.weights", &[targets.len(), dimension])?;
    let offsets = values("probe.offsets", &[targets.len()])?;
    Ok(Probe { targets, weights: weights.chunks_exact(dimension).map(<[f64]>::to_vec).collect(), offsets })
}
