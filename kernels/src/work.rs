//! The pieces of work, each compiled for every kind of processor: which kind it is, is found out when the program runs.

use pulp::{Arch, Simd, WithSimd};

use crate::{finish::Finish, patches, scratch::Scratch, shape::Shape, winograd};

/// Does a piece of work with the widest vectors that this processor has.
pub fn on_this_processor<W: WithSimd>(work: W) -> W::Output {
    Arch::new().dispatch(work)
}

/// What a weight is packed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// [`crate::results`].
    Results,
    /// [`crate::input_gradients`].
    InputGradients,
}

/// Packs a weight `[out, in, size, size]`. How, depends on the processor and on all of the shape but its batch.
pub fn pack(shape: &Shape, weight: &[f32], purpose: Purpose) -> Vec<f32> {
    on_this_processor(Pack { shape, weight, purpose })
}

struct Pack<'a> {
    shape: &'a Shape,
    weight: &'a [f32],
    purpose: Purpose,
}

impl WithSimd for Pack<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let Self { shape, weight, purpose } = self;
        match purpose {
            _ if winograd::is_for(shape) => winograd::pack_weight(simd, shape, weight, purpose),
            Purpose::Results => patches::pack_weight::<S>(shape, weight),
            Purpose::InputGradients => patches::pack_weight_for_gradients::<S>(shape, weight),
        }
    }
}

/// Results of consecutive images of a batch.
pub struct Results<'a> {
    pub shape: &'a Shape,
    pub images: &'a [f32],
    /// Packed.
    pub weight: &'a [f32],
    pub finish: &'a Finish<'a>,
    /// The place of the first result in the whole batch's.
    pub start: usize,
    pub results: &'a mut [f32],
    pub scratch: &'a mut Scratch,
}

impl WithSimd for Results<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape, images, weight, finish, start, results, scratch } = self;
        if winograd::is_for(shape) {
            winograd::results(simd, shape, images, weight, (finish, start), results, scratch);
        } else {
            patches::results(simd, shape, images, weight, (finish, start), results, scratch);
        }
    }
}

/// Gradients by consecutive images of a batch.
pub struct InputGradients<'a> {
    pub shape: &'a Shape,
    pub gradients: &'a [f32],
    /// Packed for this.
    pub weight: &'a [f32],
    /// Zeros at first.
    pub images: &'a mut [f32],
    pub scratch: &'a mut Scratch,
}

impl WithSimd for InputGradients<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shape, gradients, weight, images, scratch } = self;
        if winograd::is_for(shape) {
            // With the kernel turned round, they are a convolution of the gradients by the results.
            let turned = Shape { inputs: shape.outputs, outputs: shape.inputs, ..*shape };
            winograd::results(simd, &turned, gradients, weight, (&Finish::NONE, 0), images, scratch);
        } else {
            patches::input_gradients(simd, shape, gradients, weight, images, scratch);
        }
    }
}

/// What consecutive images of a batch add to the gradient by the weight, as [`Unpack`] takes it.
pub struct WeightGradient<'a> {
    pub shape: &'a Shape,
    pub images: &'a [f32],
    pub gradients: &'a [f32],
    pub scratch: &'a mut Scratch,
}

impl WithSimd for WeightGradient<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let Self { shape, images, gradients, scratch } = self;
        if winograd::is_for(shape) {
            let mut sums = vec![0.0; winograd::gradient_length(shape)];
            winograd::weight_gradient(simd, shape, images, gradients, &mut sums, scratch);
            sums
        } else {
            let mut sums = vec![0.0; shape.weight_length()];
            patches::weight_gradient(simd, shape, images, gradients, &mut sums, scratch);
            sums
        }
    }
}

/// The gradient by the weight `[out, in, size, size]` of what [`WeightGradient`] has made of all images.
pub struct Unpack<'a> {
    pub shape: &'a Shape,
    pub sums: &'a [f32],
}

impl WithSimd for Unpack<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let Self { shape, sums } = self;
        if winograd::is_for(shape) {
            winograd::unpack_weight(simd, shape, sums)
        } else {
            patches::weight_of_matrix(shape, sums)
        }
    }
}
