//! Finding something to compute on.

#[cfg(feature = "webgpu")]
mod webgpu;

use burn::tensor::Device;
use serde::Serialize;
use tsify::Tsify;

use crate::{Error, Result};

/// What the engine computes on.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct DeviceReport {
    /// The kind of device.
    #[tsify(type = "DeviceKind")]
    pub kind: &'static str,
    /// Its name, for people.
    pub description: String,
    /// Why it is not the GPU, as a sentence, if the GPU was asked for.
    #[tsify(type = "string | null")]
    pub fallback: Option<String>,
}

/// Opens a device: `auto` is WebGPU where there is an adapter, else the CPU.
///
/// # Errors
/// [`Error::Invalid`] for another word than `auto`, `webgpu` or `cpu`; [`Error::Device`] when `webgpu` is asked for and
/// there is none.
pub async fn open(choice: &str) -> Result<(Device, DeviceReport)> {
    match choice {
        "cpu" => Ok(cpu(None)),
        "webgpu" => webgpu::open().await.map_err(|reason| Error::Device { reason }),
        "auto" => Ok(webgpu::open().await.unwrap_or_else(|reason| cpu(Some(reason)))),
        other => Err(Error::Invalid {
            field: "device".to_owned(),
            reason: format!("must be auto, webgpu or cpu, not “{other}”."),
        }),
    }
}

fn cpu(fallback: Option<String>) -> (Device, DeviceReport) {
    let description = "this computer's processor (WebAssembly, SIMD)".to_owned();
    (Device::flex(), DeviceReport { kind: "cpu", description, fallback })
}

/// The small engine, which has no WebGPU.
#[cfg(not(feature = "webgpu"))]
mod webgpu {
    pub(super) async fn open() -> Result<(super::Device, super::DeviceReport), String> {
        Err("This engine computes on the CPU alone; engine_webgpu.js has WebGPU.".to_owned())
    }
}
