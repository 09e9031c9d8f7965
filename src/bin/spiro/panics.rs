//! Libraries that panic where they could report: drivers of graphics cards do, and there is no card in many a machine.

use std::{
    env,
    panic::{self, AssertUnwindSafe},
    sync::Mutex,
};

use anyhow::{Result, anyhow};

/// What the first panic said: later ones, of other threads, follow from it.
static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// Keeps panics from printing themselves, unless a backtrace is asked for.
pub fn catch() {
    if env::var_os("RUST_BACKTRACE").is_some() {
        return;
    }
    panic::set_hook(Box::new(|panic| {
        if let Ok(mut first) = FIRST.lock() {
            first.get_or_insert_with(|| panic.payload_as_str().unwrap_or("for no reason that it gives").to_owned());
        }
    }));
}

/// Does something; a panic becomes an error.
pub fn as_errors<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let reason = FIRST.lock().ok().and_then(|mut first| first.take());
        Err(anyhow!(
            "the computing broke off: {} (RUST_BACKTRACE=1 shows where)",
            reason.as_deref().unwrap_or("see above").lines().next().unwrap_or_default()
        ))
    })
}
