//! Finding something to compute on.

use burn::tensor::Device;
use burn_wgpu::WgpuSetup;
use js_sys::{Reflect, global};
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use crate::{Error, Result};

/// Operations gathered into one submission to the GPU. Burn's default suits native drivers; in a browser every
/// submission costs a message to another process.
const TASKS_IN_A_SUBMISSION: usize = 64;

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
        "webgpu" => webgpu().await.map_err(|reason| Error::Device { reason }),
        "auto" => Ok(webgpu().await.unwrap_or_else(|reason| cpu(Some(reason)))),
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

async fn webgpu() -> std::result::Result<(Device, DeviceReport), String> {
    if !has_adapter().await {
        return Err("This browser offers no WebGPU adapter.".to_owned());
    }
    let (device, setup) = Device::wgpu_options()
        .tasks_max(TASKS_IN_A_SUBMISSION)
        .init_with_setup_async()
        .await
        .map_err(|error| format!("WebGPU could not be started: {error}."))?;
    Ok((device, DeviceReport { kind: "webgpu", description: name(&setup), fallback: None }))
}

/// Whether `navigator.gpu` yields an adapter. Asked here first, because a missing one is not an error.
async fn has_adapter() -> bool {
    let find = async {
        let gpu = Reflect::get(&Reflect::get(&global(), &"navigator".into())?, &"gpu".into())?;
        let request: js_sys::Function = Reflect::get(&gpu, &"requestAdapter".into())?.into();
        let promise: js_sys::Promise = request.call0(&gpu)?.into();
        wasm_bindgen_futures::JsFuture::from(promise).await
    };
    let found: std::result::Result<JsValue, JsValue> = find.await;
    found.is_ok_and(|adapter| adapter.is_object())
}

fn name(setup: &WgpuSetup) -> String {
    let info = setup.adapter.get_info();
    let words = [info.name, info.driver, info.driver_info];
    let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ");
    if name.is_empty() { "WebGPU adapter".to_owned() } else { name }
}
