//! A trained network as a file: safetensors in half precision, its settings in JSON under the metadata key `strokes`; and a run
//! at rest, in single precision, under `stroke_run`.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::{
    run::{StrokeRun, first_weights},
    settings::StrokeSettings,
    transformer::Transformer,
};
use crate::{
    error::{Result, within},
    files::{STROKE_RUN, STROKES, read_described, write_described},
    tensors::{
        arrays::refuse_rest,
        parameters::{parameters, with_parameters},
    },
};

/// Where a network comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrokeDescription {
    /// Settings of the run that trained it.
    pub settings: StrokeSettings,
    /// Steps that were trained.
    pub steps: u64,
}

/// A trained network.
#[derive(Debug, Clone)]
pub struct StrokeModel {
    /// It.
    pub network: Transformer,
    /// Where it comes from.
    pub description: StrokeDescription,
}

impl StrokeModel {
    /// The network of a run as it is.
    pub fn of(run: &StrokeRun) -> Self {
        let description = StrokeDescription { settings: run.settings().clone(), steps: run.step() };
        Self { network: run.network(), description }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn to_bytes(&self) -> Result<Vec<u8>> {
        write_described(&STROKES, &self.description, &parameters(&self.network, "network").await?, |_| true)
    }

    /// A network from a file's bytes, on `device`.
    ///
    /// # Errors
    /// [`Error::Weights`](crate::Error::Weights) naming the tensor or the part of the file: not safetensors, cut short, of
    /// another kind, a tensor missing, of another shape, or not finite.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self> {
        let (description, mut arrays): (StrokeDescription, _) = read_described(&STROKES, bytes)?;
        // The weights drawn here are all replaced.
        let network = with_parameters(first_weights(0, device), "network", &mut arrays)?;
        refuse_rest(arrays)?;
        Ok(Self { network, description })
    }
}

impl StrokeRun {
    /// The run at rest, as the bytes of a file.
    ///
    /// # Errors
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn to_bytes(&self) -> Result<Vec<u8>> {
        let description = StrokeDescription { settings: self.settings().clone(), steps: self.step() };
        write_described(&STROKE_RUN, &description, &self.arrays().await?, |_| false)
    }

    /// The run that such bytes are of.
    ///
    /// # Errors
    /// As [`StrokeModel::from_bytes`], and what [`StrokeSettings::check`] refuses.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self> {
        let (StrokeDescription { settings, steps }, arrays) = read_described(&STROKE_RUN, bytes)?;
        within("steps", steps as f64, (0.0, settings.steps as f64))?;
        Self::resumed(settings, steps, arrays, device)
    }
}
