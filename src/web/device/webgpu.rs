//! The browser's GPU.

use burn::tensor::Device;
use js_sys::{Reflect, global};
use wasm_bindgen::JsValue;

use super::DeviceReport;

/// Operations gathered into one submission to the GPU. Burn's default suits native drivers; in a browser every
/// submission costs a message to another process.
const TASKS_IN_A_SUBMISSION: usize = 64;

/// Opens it, or says in a sentence why it cannot be had.
pub(super) async fn open() -> Result<(Device, DeviceReport), String> {
    let adapter = adapter().await.ok_or("This browser offers no WebGPU adapter.")?;
    let device = Device::wgpu_options()
        .tasks_max(TASKS_IN_A_SUBMISSION)
        .init_async()
        .await
        .map_err(|error| format!("WebGPU could not be started: {error}."))?;
    Ok((device, DeviceReport { kind: "webgpu", description: name(&adapter), fallback: None }))
}

/// What `navigator.gpu` yields. Asked here first, because a missing adapter is not an error.
async fn adapter() -> Option<JsValue> {
    let find = async {
        let gpu = Reflect::get(&Reflect::get(&global(), &"navigator".into())?, &"gpu".into())?;
        let request: js_sys::Function = Reflect::get(&gpu, &"requestAdapter".into())?.into();
        let promise: js_sys::Promise = request.call0(&gpu)?.into();
        wasm_bindgen_futures::JsFuture::from(promise).await
    };
    let found: Result<JsValue, JsValue> = find.await;
    found.ok().filter(JsValue::is_object)
}

/// What the browser tells of an adapter, in the words of www/src/engine/adapter.ts. Of a real one that is often its vendor alone;
/// wgpu tells nothing of it.
fn name(adapter: &JsValue) -> String {
    let info = Reflect::get(adapter, &"info".into()).unwrap_or_default();
    let words = ["vendor", "architecture", "device", "description"]
        .map(|field| Reflect::get(&info, &field.into()).ok().and_then(|value| value.as_string()).unwrap_or_default());
    let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if name.is_empty() { "an adapter without a name".to_owned() } else { name }
}
