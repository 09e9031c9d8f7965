//! What crosses the boundary and is not already a type of the library.

use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::Error;

#[wasm_bindgen(typescript_custom_section)]
const NAMES: &str = r#"
export type FactorName = "m" | "b" | "h" | "sigma" | "fore.r" | "back.r" | "fore.g" | "back.g" | "fore.b" | "back.b";
export type Role = "interest" | "nuisance";
export type DeviceKind = "webgpu" | "cpu";
export type ArmKind = "without" | "with";
"#;

/// What was loaded.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct WeightsReport {
    /// The encoder's name.
    pub name: String,
    /// How many numbers it has.
    pub parameters: usize,
    /// How many steps it was trained.
    #[tsify(type = "number")]
    pub steps: u64,
    /// Size of the file.
    pub bytes: usize,
}

/// Why something was not done.
#[derive(Debug, Clone, Serialize, Deserialize, Tsify)]
pub struct EngineError {
    /// A short stable name of the kind of error.
    pub code: String,
    /// The field that the error is about.
    pub field: String,
    /// A sentence that a visitor understands.
    pub message: String,
}

impl From<Error> for EngineError {
    fn from(error: Error) -> Self {
        Self { code: error.code().to_owned(), field: error.field().to_owned(), message: error.to_string() }
    }
}

impl From<EngineError> for JsValue {
    fn from(error: EngineError) -> Self {
        to_js(&error).unwrap_or_else(|_| JsValue::from_str(&error.message))
    }
}

/// A value of the library as the plain object that its TypeScript type describes.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    // Absent values are null, as the types say, not undefined.
    value.serialize(&serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true))
}

/// The library's result as what an exported function returns.
pub fn answer(result: crate::Result<impl Serialize>) -> Result<JsValue, JsValue> {
    let value = result.map_err(EngineError::from)?;
    Ok(to_js(&value)?)
}

/// A request as the library's type.
///
/// # Errors
/// [`Error::Invalid`] naming `field` when the object is not of the type.
pub fn request<T: serde::de::DeserializeOwned>(field: &str, value: JsValue) -> crate::Result<T> {
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| Error::Invalid { field: field.to_owned(), reason: error.to_string() })
}
