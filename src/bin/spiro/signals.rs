//! Ctrl-C (SIGINT) and SIGTERM: work that can be saved is saved first; everything else ends at once.

use std::{
    error::Error,
    fmt::{self, Display, Formatter},
    process,
    sync::{Mutex, MutexGuard, PoisonError},
};

use anyhow::Result;

struct State {
    /// The signal that came.
    received: Option<i32>,
    /// How much is under way that a first signal must not end.
    holds: usize,
}

impl State {
    /// Ends the program if a signal came and nothing is under way.
    fn end_unless_held(&self) {
        if let (0, Some(signal)) = (self.holds, self.received) {
            process::exit(BY_SIGNAL + signal);
        }
    }
}

/// Whoever ends the program keeps the lock: nothing new is begun while it ends.
static STATE: Mutex<State> = Mutex::new(State { received: None, holds: 0 });

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What shells add to the number of the signal that ended a program.
const BY_SIGNAL: i32 = 128;

/// The work was interrupted, and saved as far as it could be.
#[derive(Debug)]
pub struct Interrupted;

impl Interrupted {
    /// What the program ends with: 130 after Ctrl-C, 143 after SIGTERM.
    pub fn code() -> u8 {
        (BY_SIGNAL + state().received.unwrap_or(0)) as u8
    }
}

impl Display for Interrupted {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str("interrupted")
    }
}

impl Error for Interrupted {}

/// While there is one, the first signal does not end the program: the work asks [`is_interrupted`], saves, and ends by itself.
/// A second one ends it all the same.
pub struct Saving;

impl Saving {
    pub fn new() -> Self {
        state().holds += 1;
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
        state().holds -= 1;
    }
}

struct Paused;

impl Paused {
    fn new() -> Self {
        let mut state = state();
        state.holds -= 1;
        // One that came before waits for what can be saved, which is nothing now.
        state.end_unless_held();
        Self
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        state().holds += 1;
    }
}

/// While there is one, a signal waits: for something short that would leave its traces if it were ended midway.
pub struct Short {
    /// A signal that came before has been answered by work that was to be saved: what belongs to it is still written.
    is_answered: bool,
}

impl Short {
    pub fn new() -> Self {
        let mut state = state();
        state.holds += 1;
        Self { is_answered: state.received.is_some() }
    }
}

impl Drop for Short {
    fn drop(&mut self) {
        let mut state = state();
        state.holds -= 1;
        if !self.is_answered {
            state.end_unless_held();
        }
    }
}

/// Whether a signal has come.
pub fn is_interrupted() -> bool {
    state().received.is_some()
}

/// Refuses to go on once a signal has come.
pub fn go_on() -> Result<()> {
    if is_interrupted() { Err(Interrupted.into()) } else { Ok(()) }
}

fn receive(signal: i32) {
    let mut state = state();
    if state.received.replace(signal).is_some() {
        process::exit(BY_SIGNAL + signal);
    }
    state.end_unless_held();
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
