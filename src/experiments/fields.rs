//! A file of JSON, field by field: what is refused names the file, the field, and what would be right.

use serde_json::{Map, Value as Json};

use crate::{
    error::{Error, Result},
    words::shown,
};

/// Most characters of a text in an experiment's file, and of a list of words in an error.
const LONGEST: usize = 1000;

/// A value in a file.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    /// The file.
    path: &'a str,
    /// The way to the value, as in `arms[1].settings`; empty for the whole.
    place: String,
    value: &'a Json,
}

impl<'a> Field<'a> {
    /// The whole of a file.
    pub fn whole(path: &'a str, value: &'a Json) -> Self {
        Self { path, place: String::new(), value }
    }

    /// What is wrong with this field.
    pub fn refuse(&self, reason: impl Into<String>) -> Error {
        let field = if self.place.is_empty() { "the file".to_owned() } else { self.place.clone() };
        Error::Experiment { path: shown(self.path), field, reason: reason.into() }
    }

    /// What is wrong with a field in this one.
    pub fn refuse_at(&self, name: &str, reason: impl Into<String>) -> Error {
        Field { place: self.place_of(name), ..self.clone() }.refuse(reason)
    }

    fn place_of(&self, name: &str) -> String {
        let name = shown(name);
        if self.place.is_empty() { name } else { format!("{}.{name}", self.place) }
    }

    /// The fields of an object, and no others than the `known`.
    pub fn fields(&self, known: &[&str]) -> Result<Fields<'a>> {
        let map = self.object()?;
        match map.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(self.refuse_at(name, format!("there is no such field. {}", suggestion(name, known)))),
            None => Ok(Fields { of: self.clone(), map }),
        }
    }

    /// An object with fields of any names.
    pub fn object(&self) -> Result<&'a Map<String, Json>> {
        self.value.as_object().ok_or_else(|| self.refuse("must be an object, in braces."))
    }

    /// A list.
    pub fn list(&self, (least, most): (usize, usize)) -> Result<Vec<Self>> {
        let list = self.value.as_array().ok_or_else(|| self.refuse("must be a list, in brackets."))?;
        if !(least..=most).contains(&list.len()) {
            return Err(self.refuse(format!("has {} entries, but needs {least} to {most}.", list.len())));
        }
        let entry = |(index, value)| Field { place: format!("{}[{index}]", self.place), value, ..self.clone() };
        Ok(list.iter().enumerate().map(entry).collect())
    }

    /// A text that says something, on one line.
    pub fn text(&self) -> Result<String> {
        let text = self.value.as_str().ok_or_else(|| self.refuse("must be a text, in quotes."))?;
        if text.trim().is_empty() {
            return Err(self.refuse("must not be empty."));
        }
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(self.refuse(format!("must be one line of at most {LONGEST} characters.")));
        }
        Ok(text.to_owned())
    }

    /// A name: what can stand in a file's name and in a table's head.
    pub fn name(&self) -> Result<String> {
        let name = self.text()?;
        let is_plain = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
        if name.len() > 40 || !name.chars().all(is_plain) {
            let reason = format!("“{}” must be at most 40 letters, digits, hyphens and full stops.", shown(&name));
            return Err(self.refuse(reason));
        }
        Ok(name)
    }

    /// A number.
    pub fn number(&self) -> Result<f64> {
        self.value.as_f64().ok_or_else(|| self.refuse("must be a number."))
    }

    /// A whole number within bounds, both included.
    pub fn count(&self, (least, most): (u64, u64)) -> Result<u64> {
        let count = self.value.as_u64().filter(|count| (least..=most).contains(count));
        count.ok_or_else(|| {
            let found = shown(&self.value.to_string());
            self.refuse(format!("must be a whole number from {least} to {most}, not {found}."))
        })
    }

    /// One of some words.
    pub fn choice(&self, words: &[&str]) -> Result<usize> {
        let text = self.text()?;
        words.iter().position(|word| *word == text).ok_or_else(|| {
            self.refuse(format!("“{}” is none that there is. {}", shown(&text), suggestion(&text, words)))
        })
    }

    /// The value itself.
    pub fn value(&self) -> &'a Json {
        self.value
    }
}

/// The fields of an object.
pub(super) struct Fields<'a> {
    of: Field<'a>,
    map: &'a Map<String, Json>,
}

impl<'a> Fields<'a> {
    /// A field that must be there.
    pub fn need(&self, name: &str) -> Result<Field<'a>> {
        self.get(name).ok_or_else(|| self.of.refuse_at(name, "is missing."))
    }

    /// A field that may be missing.
    pub fn get(&self, name: &str) -> Option<Field<'a>> {
        let value = self.map.get(name)?;
        Some(Field { place: self.of.place_of(name), value, ..self.of.clone() })
    }
}

/// What somebody may have meant who wrote a word that is none of `known`.
pub(super) fn suggestion<Word: AsRef<str>>(word: &str, known: &[Word]) -> String {
    // A word that shares less than half of its letters is another word.
    let near = |known: &&Word| distance(word, known.as_ref()) * 2 < known.as_ref().chars().count();
    match known.iter().filter(near).min_by_key(|known| distance(word, known.as_ref())) {
        Some(closest) => format!("Is it “{}”?", closest.as_ref()),
        None => listed(known),
    }
}

/// As many of some words as can be read at a glance.
fn listed<Word: AsRef<str>>(words: &[Word]) -> String {
    let mut length = 0;
    let is_short = |word: &&Word| {
        length += word.as_ref().len();
        length <= LONGEST
    };
    let shown: Vec<_> = words.iter().take_while(is_short).map(|word| format!("“{}”", word.as_ref())).collect();
    let rest = match words.len() - shown.len() {
        0 => String::new(),
        rest => format!(" and {rest} others"),
    };
    format!("There are {}{rest}.", shown.join(", "))
}

/// How many letters must be put in, taken out or changed to make one word of another (Levenshtein), up to 40 of each.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.chars().take(40).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for column in 0..to.len() {
            let changed = diagonal + usize::from(letter != to[column]);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}
