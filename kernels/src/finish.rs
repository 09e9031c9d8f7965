//! What follows the product, pixel by pixel, while the pixel is in the nearest cache.

/// What is done with each pixel of a result.
#[derive(Clone, Copy)]
pub struct Finish<'a> {
    /// `[channels]`.
    pub bias: Option<&'a [f32]>,
    /// Of the result's shape, or of one image that is the same for all.
    pub added: Option<&'a [f32]>,
    /// Comes last.
    pub gate: Gate<'a>,
}

/// What a result passes last.
#[derive(Clone, Copy)]
pub enum Gate<'a> {
    /// All passes.
    Open,
    /// What is positive passes, the rest becomes zero.
    Relu,
    /// What stands where this, of the result's shape, is positive passes.
    WherePositive(&'a [f32]),
}

impl Finish<'_> {
    /// Nothing is done.
    pub(crate) const NONE: Self = Self { bias: None, added: None, gate: Gate::Open };

    /// Makes the channels of a pixel of their sums; `start` is the place of the first one in the whole result.
    #[inline(always)]
    pub(crate) fn pixel(&self, sums: &[f32], start: usize, pixel: &mut [f32]) {
        match self.bias {
            Some(bias) => {
                for ((value, sum), bias) in pixel.iter_mut().zip(sums).zip(bias) {
                    *value = sum + bias;
                }
            }
            None => pixel.copy_from_slice(sums),
        }
        if let Some(added) = self.added {
            for (value, added) in pixel.iter_mut().zip(&added[start % added.len()..]) {
                *value += added;
            }
        }
        // Written so that what is no number passes: a run that diverges must be seen to.
        match self.gate {
            Gate::Open => {}
            Gate::Relu => {
                for value in pixel {
                    *value = if *value < 0.0 { 0.0 } else { *value };
                }
            }
            Gate::WherePositive(passed) => {
                for (value, passed) in pixel.iter_mut().zip(&passed[start..]) {
                    *value = if *passed <= 0.0 { 0.0 } else { *value };
                }
            }
        }
    }
}
