//! One reader under libFuzzer: that which the variable READER names. One program for all, because each would link all of Burn.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/fuzzing/mod.rs"]
mod fuzzing;

static READER: LazyLock<fuzzing::Reader> = LazyLock::new(|| {
    let name = std::env::var("READER").unwrap_or_default();
    let found = fuzzing::READERS.into_iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("READER must name one of tests/fuzzing/corpus, not “{name}”")).1
});

fuzz_target!(|bytes: &[u8]| {
    READER(bytes);
});
