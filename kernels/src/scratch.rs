//! Room for what lies between images and results, kept from one call to the next: fresh memory is slow to come by.

use std::cell::RefCell;

/// Buffers of growing length.
#[derive(Default)]
pub struct Scratch {
    left: Vec<f32>,
    right: Vec<f32>,
    sums: Vec<f32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Scratch {
    /// Works with the buffers of this thread.
    pub fn with<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        // Where they are in use already, further out in the same thread, there are fresh ones.
        SCRATCH.with(|kept| match kept.try_borrow_mut() {
            Ok(mut kept) => work(&mut kept),
            Err(_) => work(&mut Self::default()),
        })
    }

    /// Three buffers of at least these lengths; what is in them is left over.
    pub fn of(&mut self, left: usize, right: usize, sums: usize) -> [&mut [f32]; 3] {
        [(&mut self.left, left), (&mut self.right, right), (&mut self.sums, sums)].map(|(buffer, length)| {
            if buffer.len() < length {
                buffer.resize(length, 0.0);
            }
            &mut buffer[..length]
        })
    }
}
