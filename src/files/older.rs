//! Descriptions in JSON as versions before the names of factors wrote them, brought to today's form.
//!
//! They held lists where there are names now: roles and sensitivities in the order of the ten factors, read-back errors in
//! the order of the factors of interest, and losses with a field for each of two terms.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The ten factors in the order of those lists.
const FACTORS: [&str; 10] = ["m", "b", "h", "sigma", "fore.r", "back.r", "fore.g", "back.g", "fore.b", "back.b"];
/// Those that were of interest unless the settings said otherwise.
const INTEREST: [&str; 4] = ["m", "b", "sigma", "fore.r"];

/// Reads a description in JSON, of today or older.
///
/// # Errors
/// What is wrong with the JSON, or with what it describes.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text).or_else(|error| {
        // Read as a `Value`, the last of two would count.
        if error.to_string().starts_with("duplicate field") {
            return Err(error);
        }
        let mut value: Value = serde_json::from_str(text)?;
        let interest = interest(&value["settings"]["split"]);
        upgrade(&mut value, &interest);
        serde_json::from_value(value)
    })
}

/// The factors of interest by a list of roles, if there is one.
fn interest(split: &Value) -> Vec<&'static str> {
    match split.as_array() {
        Some(roles) => FACTORS.into_iter().zip(roles).filter(|(_, role)| *role == "interest").map(|(f, _)| f).collect(),
        None => INTEREST.to_vec(),
    }
}

fn upgrade(value: &mut Value, interest: &[&'static str]) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(|entry| upgrade(entry, interest)),
        Value::Object(fields) => {
            upgrade_object(fields, interest);
            fields.values_mut().for_each(|field| upgrade(field, interest));
        }
        _ => {}
    }
}

fn upgrade_object(fields: &mut Map<String, Value>, interest: &[&'static str]) {
    if let Some(normalisation) = fields.remove("normalisation") {
        let pictures = if normalisation == "row" { "published spirographs" } else { "spirographs" };
        fields.insert("pictures".to_owned(), pictures.into());
    }
    // Today's split is a word.
    if let Some(Value::Array(split)) = fields.get("split") {
        let roles = changed_roles(split);
        fields.remove("split");
        fields.insert("roles".to_owned(), roles);
    }
    name_entries(fields, "errors", interest);
    name_entries(fields, "sensitivities", &FACTORS);
    if let (Some(contrastive), Some(_)) = (fields.get("contrastive").cloned(), fields.get("total")) {
        let terms = match fields.remove("penalty") {
            Some(Value::Number(penalty)) => json!({ "contrastive": contrastive, "penalty": penalty }),
            _ => json!({ "contrastive": contrastive }),
        };
        fields.remove("contrastive");
        fields.insert("terms".to_owned(), terms);
    }
    // An arm of a session.
    if fields.contains_key("run")
        && let Some(kind) = fields.remove("kind")
    {
        fields.insert("name".to_owned(), kind);
    }
}

/// The roles that are not the usual ones.
fn changed_roles(split: &[Value]) -> Value {
    let usual = |name: &str| if INTEREST.contains(&name) { "interest" } else { "nuisance" };
    let roles = FACTORS.into_iter().zip(split).filter(|(name, role)| **role != usual(name));
    Value::Object(roles.map(|(name, role)| (name.to_owned(), role.clone())).collect())
}

/// Replaces a list by its entries under their names.
fn name_entries(fields: &mut Map<String, Value>, key: &str, names: &[&str]) {
    if let Some(Value::Array(entries)) = fields.get(key) {
        let entries = names.iter().zip(entries).map(|(name, entry)| ((*name).to_owned(), entry.clone())).collect();
        fields.insert(key.to_owned(), Value::Object(entries));
    }
}
