//! What is printed: results on the standard output, all else on the error stream, which may each be closed at any time.

use std::{
    error::Error,
    fmt::{self, Arguments, Display, Formatter},
    io::{self, ErrorKind, Write},
};

use anyhow::{Context, Result};

/// Nobody reads the standard output any more, as behind `| head -1`: there is no reason to go on, and nothing to complain of.
#[derive(Debug)]
pub struct Closed;

impl Display for Closed {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str("the standard output is closed")
    }
}

impl Error for Closed {}

/// Prints a line of results. To be used as [`say!`].
pub fn print(line: Arguments) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Closed.into()),
        written => written.context("cannot write to the standard output"),
    }
}

/// Prints a line beside the results. Where the error stream is closed nobody wants to know.
pub fn remark(line: Arguments) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

macro_rules! say {
    ($($line:tt)*) => { $crate::console::print(format_args!($($line)*)) };
}
pub(crate) use say;

macro_rules! note {
    ($($line:tt)*) => { $crate::console::remark(format_args!($($line)*)) };
}
pub(crate) use note;
