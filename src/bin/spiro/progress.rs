//! How far a long work is: a bar in a terminal, elsewhere a line now and then.

use std::{
    io::{IsTerminal, stderr},
    time::{Duration, Instant},
};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use crate::console::note;

/// Time between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(30);

/// How far a long work is, on the error stream.
pub struct Progress {
    bar: ProgressBar,
    unit: &'static str,
    /// When the last line was written; none in a terminal.
    last_line: Option<Instant>,
    begun: Instant,
    start: u64,
}

impl Progress {
    /// `done` of `length` pieces are done.
    pub fn new(unit: &'static str, done: u64, length: u64) -> Result<Self> {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {prefix}  {msg}  {per_sec}  {eta} left")?;
        let bar = ProgressBar::new(length).with_position(done).with_prefix(unit).with_style(style);
        bar.reset_eta();
        let (is_terminal, now) = (stderr().is_terminal(), Instant::now());
        if is_terminal {
            bar.enable_steady_tick(Duration::from_secs(1));
        }
        let progress = Self { bar, unit, last_line: (!is_terminal).then_some(now), begun: now, start: done };
        if !is_terminal {
            note!("{done}/{length} {unit}");
        }
        Ok(progress)
    }

    /// So many are done now.
    pub fn set(&mut self, done: u64, words: &str) {
        self.bar.set_position(done);
        self.bar.set_message(words.to_owned());
        if self.last_line.is_some_and(|last| last.elapsed() >= BETWEEN_LINES) {
            self.line(words);
            self.last_line = Some(Instant::now());
        }
    }

    fn line(&self, words: &str) {
        let (done, length) = (self.bar.position(), self.bar.length().unwrap_or(0));
        let gap = if words.is_empty() { "" } else { ": " };
        note!("{done}/{length} {}, {:.2} a second{gap}{words}", self.unit, self.per_second());
    }

    /// How many are done.
    pub fn done(&self) -> u64 {
        self.bar.position()
    }

    /// How many pieces are done in a second.
    pub fn per_second(&self) -> f64 {
        (self.bar.position() - self.start) as f64 / self.begun.elapsed().as_secs_f64().max(1e-9)
    }

    /// Prints something without the bar in its way.
    pub fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// Leaves the bar as it is.
    pub fn abandon(&self) {
        self.bar.abandon();
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
