//! A trained encoder with its probe, and the file that holds both.
//!
//! The file is safetensors: the encoder's parameters in half precision, the probe in single precision, and a JSON
//! description under the metadata key `spirograph`.

mod probe;
mod ridge;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

pub use probe::{Probe, Samples};
pub use ridge::Affine;

use crate::{
    encoder::{Architecture, Encoder},
    error::Result,
    files::{broken, read_described, write_described},
    pictures::{Source, column},
    tensors::{
        arrays::{Array, Arrays, remove},
        parameters::parameters,
    },
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
    pub targets: Vec<String>,
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
    /// What the encoder has learned from.
    pub source: Source,
}

impl Model {
    /// A model of its parts.
    ///
    /// # Errors
    /// What [`Settings::source`] refuses; [`Error::Invalid`](crate::Error::Invalid) naming a target that is not a factor of
    /// its pictures.
    pub fn new(encoder: Encoder, probe: Probe, description: Description) -> Result<Self> {
        let source = description.settings.source()?;
        for target in &probe.targets {
            column(source.factors(), target)?;
        }
        Ok(Self { encoder, probe, description, source })
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut arrays = parameters(&self.encoder, "encoder").await?;
        let Probe { targets, map: Affine { weights, offsets } } = &self.probe;
        let single = |values: &mut dyn Iterator<Item = &f64>| values.map(|&value| value as f32).collect();
        let shape = vec![targets.len(), self.description.architecture.dimension()];
        let weights = Array { shape, values: single(&mut weights.iter().flatten()) };
        let offsets = Array { shape: vec![targets.len()], values: single(&mut offsets.iter()) };
        arrays.extend([("probe.weights".to_owned(), weights), ("probe.offsets".to_owned(), offsets)]);
        write_described(DESCRIPTION, &self.description, &arrays, |name| name.starts_with("encoder."))
    }

    /// A model from a file's bytes, on `device`.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming the tensor or the part of the file: not safetensors, cut short, a
    /// tensor missing, of another shape, or not finite.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self> {
        let (description, mut arrays): (Description, _) =
            read_described(DESCRIPTION, bytes, "it does not describe an encoder of this project.")?;
        let encoder = Encoder::restored(&description.architecture, "encoder", &mut arrays, device)?;
        let probe = read_probe(&description, &mut arrays)?;
        match arrays.into_keys().next() {
            Some(name) => Err(broken(&name, format!("it holds a tensor {name} that the encoder does not have."))),
            None => Self::new(encoder, probe, description).map_err(|error| broken("metadata", error)),
        }
    }
}

fn read_probe(description: &Description, arrays: &mut Arrays) -> Result<Probe> {
    let (targets, dimension) = (description.targets.clone(), description.architecture.dimension());
    let mut values = |name: &str, shape: &[usize]| {
        remove(arrays, name, shape).map(|array| array.values.into_iter().map(f64::from).collect::<Vec<_>>())
    };
    let weights = values("probe.weights", &[targets.len(), dimension])?;
    let offsets = values("probe.offsets", &[targets.len()])?;
    let weights = weights.chunks_exact(dimension).map(<[f64]>::to_vec).collect();
    Ok(Probe { targets, map: Affine { weights, offsets } })
}
