//! Packed weights, kept for as long as the weights live: reading packs them once, a training step once for all that it
//! encodes.

use std::{
    cell::RefCell,
    rc::Rc,
    sync::{Arc, Weak},
};

use burn::{backend::flex::FlexTensor, tensor::Bytes};
use spirograph_kernels::{Purpose, Shape, pack};

/// A packed weight.
pub struct Kept {
    /// The weight's memory. As long as this exists nothing else can lie there, and who changes the weight in place must
    /// move it first: the same address means the same weight.
    of: Weak<Bytes>,
    kernel: [usize; 4],
    purpose: Purpose,
    packed: Rc<Vec<f32>>,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

impl Kept {
    /// A contiguous weight, packed.
    pub fn packed(weight: &FlexTensor, shape: &Shape, purpose: Purpose) -> Rc<Vec<f32>> {
        let memory = weight.data_arc();
        let kernel = [shape.outputs, shape.inputs, shape.size, shape.stride];
        KEPT.with_borrow_mut(|kept| {
            let is_this = |kept: &&Kept| {
                std::ptr::eq(kept.of.as_ptr(), Arc::as_ptr(&memory)) && (kept.kernel, kept.purpose) == (kernel, purpose)
            };
            if let Some(found) = kept.iter().find(is_this) {
                return found.packed.clone();
            }
            kept.retain(|kept| kept.of.strong_count() > 0);
            let packed = Rc::new(pack(shape, super::entries(weight), purpose));
            kept.push(Kept { of: Arc::downgrade(&memory), kernel, purpose, packed: packed.clone() });
            packed
        })
    }
}
