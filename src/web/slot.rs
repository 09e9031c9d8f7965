//! Room for one piece of long work, which is taken out while it goes on.

use std::cell::{Cell, RefCell};

/// Work that is done part by part, so that other questions are answered in between. Beginning gives the work before up,
/// also while it is taken out.
pub(super) struct Slot<T> {
    /// The number of the last work that was begun.
    number: Cell<u32>,
    work: RefCell<Option<T>>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { number: Cell::new(0), work: RefCell::new(None) }
    }
}

impl<T> Slot<T> {
    /// Begins some work, and gives it a number.
    pub fn begin(&self, work: T) -> u32 {
        self.end();
        self.work.replace(Some(work));
        self.number.get()
    }

    /// Gives the work up, if there is any.
    pub fn end(&self) {
        self.number.set(self.number.get().wrapping_add(1));
        self.work.replace(None);
    }

    /// The number of the work that there is, if there is any.
    pub fn number(&self) -> u32 {
        self.number.get()
    }

    /// Takes the work of a number out: none where it has been given up, or is at work.
    pub fn take(&self, number: u32) -> Option<T> {
        if number == self.number.get() { self.work.take() } else { None }
    }

    /// Puts the work of a number back, unless it has been given up meanwhile.
    pub fn put_back(&self, number: u32, work: T) {
        if number == self.number.get() {
            self.work.replace(Some(work));
        }
    }
}
