//! A trained encoder with what reads factors from its representations, and the file that holds both.
//!
//! The file is safetensors: the encoder's parameters and the principal axes of known representations in half precision, all
//! else in single precision, and a JSON description under the metadata key `spirograph`.

mod calibration;
mod familiarity;
mod probe;
mod reader;
mod ridge;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

pub use calibration::{COVERAGE, Calibration, Held, Interval, Reading};
pub use probe::{Probe, Samples};
pub use reader::Reader;
pub use ridge::Affine;

use crate::{
    encoder::{Architecture, Encoder},
    error::Result,
    files::{WEIGHTS, broken, read_described, write_described},
    pictures::{Kind, Source},
    tensors::{arrays::refuse_rest, parameters::parameters},
    training::Settings,
};

/// What the names of the arrays begin with that read drawings.
const DRAWINGS: &str = "drawings.";

/// What a weights file says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// An encoder with what reads from its representations.
#[derive(Debug, Clone)]
pub struct Model {
    /// Images to representations.
    pub encoder: Encoder,
    /// Representations to factors of interest.
    pub reader: Reader,
    /// The same for drawings, where they are read by another probe.
    pub drawings: Option<Reader>,
    /// Where they come from.
    pub description: Description,
    /// What the encoder has learned from.
    pub source: Source,
}

impl Model {
    /// A model of its parts.
    ///
    /// # Errors
    /// What [`Settings::source`] and [`Probe::check`] refuse.
    pub fn new(encoder: Encoder, reader: impl Into<Reader>, description: Description) -> Result<Self> {
        let (source, reader) = (description.settings.source()?, reader.into());
        reader.probe.check(source.factors(), description.architecture.dimension())?;
        Ok(Self { encoder, reader, drawings: None, description, source })
    }

    /// The same, of pictures of the same kind whose things are at hand.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) naming `pictures` where the kind is another one.
    pub fn with_pictures(mut self, pictures: &Kind) -> Result<Self> {
        self.description.settings = self.description.settings.with_pictures(pictures)?;
        self.source = self.description.settings.source()?;
        Ok(self)
    }

    /// What reads drawings.
    pub fn reader_of_drawings(&self) -> &Reader {
        self.drawings.as_ref().unwrap_or(&self.reader)
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut arrays = parameters(&self.encoder, "encoder").await?;
        arrays.extend(self.reader.arrays(""));
        arrays.extend(self.drawings.iter().flat_map(|reader| reader.arrays(DRAWINGS)));
        let is_half = |name: &str| name.starts_with("encoder.") || name.ends_with("calibration.axes");
        write_described(&WEIGHTS, &self.description, &arrays, is_half)
    }

    /// A model from a file's bytes, on `device`.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming the tensor or the part of the file: not safetensors, cut short, a
    /// tensor missing, of another shape, or not finite.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self> {
        let (description, mut arrays): (Description, _) = read_described(&WEIGHTS, bytes)?;
        let encoder = Encoder::restored(&description.architecture, "encoder", &mut arrays, device)?;
        let (targets, length) = (&description.targets, description.architecture.dimension());
        let reader = Reader::read("", targets, length, &mut arrays)?;
        let has_drawings = Reader::is_in(DRAWINGS, &arrays);
        let drawings = has_drawings.then(|| Reader::read(DRAWINGS, targets, length, &mut arrays)).transpose()?;
        refuse_rest(arrays)?;
        let model = Self::new(encoder, reader, description).map_err(|error| broken("metadata", error))?;
        Ok(Self { drawings, ..model })
    }
}
