//! The browser's GPU.

use burn::tensor::Device;
use burn_wgpu::WgpuSetup;
use js_sys::{Reflect, global};
use wasm_bindgen::JsValue;

use super::DeviceReport;

/// Operations gathered into one submission to the GPU. Burn's default suits native drivers; in a browser every
/// submission costs a message to another process.
const TASKS_IN_A_SUBMISSION: usize = 64;

/// Opens it, or says in a sentence why it cannot be had.
pub(super) async fn open() -> Result<(Device, DeviceReport), String> {
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
    let found: Result<JsValue, JsValue> = find.await;
    found.is_ok_and(|adapter| adapter.is_object())
}

fn name(setup: &WgpuSetup) -> String {
    let info = setup.adapter.get_info();
    let words = [info.name, info.driver, info.driver_info];
    let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ");
    if name.is_empty() { "WebGPU adapter".to_owned() } else { name }
}
