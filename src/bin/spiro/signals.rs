//! Ctrl-C (SIGINT) and SIGTERM: work that can be saved is saved first; everything else ends at once.

use std::{
    error::Error,
    fmt::{self, Display, Formatter},
    process,
    sync::atomic::{AtomicBool, AtomicI32, Ordering},
};

use anyhow::Result;

/// The signal that came; 0 before.
static RECEIVED: AtomicI32 = AtomicI32::new(0);
/// Whether there is work in progress that can be saved.
static SAVES: AtomicBool = AtomicBool::new(false);

/// What shells add to the number of the signal that ended a program.
const BY_SIGNAL: i32 = 128;

/// The work was interrupted, and saved as far as it could be.
#[derive(Debug)]
pub struct Interrupted;

impl Interrupted {
    /// What the program ends with: 130 after Ctrl-C, 143 after SIGTERM.
    pub fn code() -> u8 {
        (BY_SIGNAL + RECEIVED.load(Ordering::SeqCst)) as u8
    }
}

impl Display for Interrupted {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str("interrupted")
    }
}

impl Error for Interrupted {}

/// While there is one, the first signal does not end the program: the work asks [`interrupted`], saves, and ends by itself. A
/// second one ends it all the same.
pub struct Saving;

impl Saving {
    pub fn new() -> Self {
        SAVES.store(true, Ordering::SeqCst);
        Self
    }

    /// Does something that takes long, when everything is saved: a signal ends it at once.
    pub fn pause<T>(&self, work: impl FnOnce() -> T) -> T {
        let _paused = Paused::new();
        work()
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        SAVES.store(false, Ordering::SeqCst);
    }
}

struct Paused;

impl Paused {
    fn new() -> Self {
        SAVES.store(false, Ordering::SeqCst);
        // One that came before waits for what can be saved, which is nothing now.
        if is_interrupted() {
            process::exit(i32::from(Interrupted::code()));
        }
        Self
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        SAVES.store(true, Ordering::SeqCst);
    }
}

/// Whether a signal has come.
pub fn is_interrupted() -> bool {
    RECEIVED.load(Ordering::SeqCst) != 0
}

/// Refuses to go on once a signal has come.
pub fn go_on() -> Result<()> {
    if is_interrupted() { Err(Interrupted.into()) } else { Ok(()) }
}

fn receive(signal: i32) {
    let is_second = RECEIVED.swap(signal, Ordering::SeqCst) != 0;
    if is_second || !SAVES.load(Ordering::SeqCst) {
        process::exit(BY_SIGNAL + signal);
    }
}

/// Begins to watch for signals. To be called before there is a second thread: the others must not receive them.
#[cfg(unix)]
pub fn watch() -> Result<()> {
    use nix::sys::signal::{SigSet, Signal};
    let signals = SigSet::from_iter([Signal::SIGINT, Signal::SIGTERM]);
    signals.thread_block()?;
    std::thread::spawn(move || {
        while let Ok(signal) = signals.wait() {
            receive(signal as i32);
        }
    });
    Ok(())
}

/// Begins to watch for Ctrl-C.
#[cfg(windows)]
pub fn watch() -> Result<()> {
    const SIGINT: i32 = 2;
    Ok(ctrlc::set_handler(|| receive(SIGINT))?)
}
