//! What stands in files, and what parsers say of it, as it can be shown to people.

use crate::error::Error;

/// Most characters of a name from a file that are shown.
const LONGEST: usize = 80;
/// What serde's errors begin with where an object has a field that its type does not have.
const UNKNOWN_FIELD: &str = "unknown field `";

/// A name from a file as it can be shown: a control character could move a terminal's cursor or change its colours.
pub fn shown(name: &str) -> String {
    if name.is_empty() {
        return "(without a name)".to_owned();
    }
    let mut shown: String = name.chars().take(LONGEST).flat_map(harmless).collect();
    if name.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// The text with its control characters spelt out. Those that turn the direction of writing are among them.
fn harmless(character: char) -> impl Iterator<Item = char> {
    let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_spelt_out = character.is_control() || turns;
    is_spelt_out.then(|| character.escape_unicode()).into_iter().flatten().chain((!is_spelt_out).then_some(character))
}

/// What a parser of JSON has against a text. Of a field that it does not know it lists all that it does: one that is of a
/// newer version, or misspelt, is named alone.
pub fn plain(error: &serde_json::Error) -> String {
    plain_words(&error.to_string())
}

/// [`plain`] of the words of any of serde's errors.
pub fn plain_words(words: &str) -> String {
    match words.strip_prefix(UNKNOWN_FIELD).and_then(|rest| rest.split_once('`')) {
        Some((field, _)) => {
            format!(
                "there is no “{}” in this version of Spirograph Lab ({}): it may be of a newer one, or misspelt.",
                shown(field),
                env!("CARGO_PKG_VERSION")
            )
        }
        None => words.chars().take(4 * LONGEST).flat_map(harmless).collect(),
    }
}

/// What is refused of a request, or of a text in JSON, by the name of what it is.
pub fn invalid(field: &str, words: &impl ToString) -> Error {
    Error::Invalid { field: field.to_owned(), reason: plain_words(&words.to_string()) }
}
