//! What crosses the boundary and is not already a type of the library.

use burn::module::Module;
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::{
    Error,
    model::{Description, Model},
    pictures::{Factor, Source},
    words::invalid,
};

#[wasm_bindgen(typescript_custom_section)]
const NAMES: &str = r#"
export type DeviceKind = "webgpu" | "cpu";
"#;

/// What an encoder has learned from, or what a run learns from.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct SourceReport {
    /// The kind of pictures.
    pub pictures: &'static str,
    /// Its factors, with what each is to the encoder or the run.
    pub factors: Vec<Factor>,
}

impl From<&Source> for SourceReport {
    fn from(source: &Source) -> Self {
        Self { pictures: source.name(), factors: source.factors().to_vec() }
    }
}

/// What an encoder says of itself.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct EncoderReport {
    /// Its name, for people.
    pub name: String,
    /// How many numbers it has.
    pub parameters: usize,
    /// How many steps it was trained.
    #[tsify(type = "number")]
    pub steps: u64,
    /// What it has learned from.
    pub source: SourceReport,
}

impl From<&Model> for EncoderReport {
    fn from(model: &Model) -> Self {
        let Description { name, steps, .. } = &model.description;
        let (parameters, source) = (model.encoder.num_params(), (&model.source).into());
        Self { name: name.clone(), parameters, steps: *steps, source }
    }
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
    // Absent values are null and maps are plain objects, as the types say.
    let serializer = serde_wasm_bindgen::Serializer::new();
    value.serialize(&serializer.serialize_missing_as_null(true).serialize_maps_as_objects(true))
}

/// What an exported function returns: a value, or an [`EngineError`] as a plain object.
pub type Answer<T = JsValue> = Result<T, JsValue>;

/// The library's result as what an exported function returns, its value as a plain object.
pub fn answer(result: crate::Result<impl Serialize>) -> Answer {
    Ok(to_js(&plain(result)?)?)
}

/// The library's result as what an exported function returns.
pub fn plain<T>(result: crate::Result<T>) -> Answer<T> {
    Ok(result.map_err(EngineError::from)?)
}

/// A request as the library's type.
///
/// # Errors
/// [`Error::Invalid`] naming `field` when the object is not of the type.
pub fn request<T: serde::de::DeserializeOwned>(field: &str, value: JsValue) -> crate::Result<T> {
    serde_wasm_bindgen::from_value(value).map_err(|error| invalid(field, &error))
}
