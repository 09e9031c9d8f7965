//! JSON in which no field is there twice: of two a parser would take the last, and nobody would know.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value as Json};

use crate::{
    error::Error,
    words::{plain, shown},
};

/// The JSON of a file's text.
///
/// # Errors
/// [`Error::Experiment`] with line and column.
pub(super) fn parse(path: &str, text: &str) -> crate::Result<Json> {
    let refuse = |error: serde_json::Error| {
        let words = plain(&error);
        // The place is said before.
        let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
        let reason = if error.is_data() { format!("{words}.") } else { format!("this is not JSON: {words}.") };
        Error::Experiment {
            path: shown(path),
            field: format!("line {}, column {}", error.line(), error.column()),
            reason,
        }
    };
    serde_json::from_str(text).map(|Once(json)| json).map_err(refuse)
}

/// JSON in which no field is there twice.
struct Once(Json);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OnceVisitor).map(Self)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(Once(entry)) = entries.next_element()? {
            list.push(entry);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json, A::Error> {
        let mut map = Map::new();
        while let Some((name, Once(value))) = fields.next_entry::<String, Once>()? {
            if map.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format_args!("“{}” is there twice", shown(&name))));
            }
        }
        Ok(Json::Object(map))
    }
}
