//! The numbers that describe a convolution.

/// A convolution of a batch of images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Images.
    pub batch: usize,
    /// Rows of an image.
    pub rows: usize,
    /// Columns of an image.
    pub columns: usize,
    /// Channels of an image.
    pub inputs: usize,
    /// Channels of a result.
    pub outputs: usize,
    /// Rows and columns of the kernel, odd.
    pub size: usize,
    /// Pixels from one result to the next.
    pub stride: usize,
}

impl Shape {
    /// Rows of a result.
    pub fn result_rows(&self) -> usize {
        self.rows.div_ceil(self.stride)
    }

    /// Columns of a result.
    pub fn result_columns(&self) -> usize {
        self.columns.div_ceil(self.stride)
    }

    /// Entries of an image.
    pub fn image_length(&self) -> usize {
        self.rows * self.columns * self.inputs
    }

    /// Pixels of a result.
    pub fn result_pixels(&self) -> usize {
        self.result_rows() * self.result_columns()
    }

    /// Entries of a result.
    pub fn result_length(&self) -> usize {
        self.result_pixels() * self.outputs
    }

    /// Entries of what a result is a sum over.
    pub fn patch_length(&self) -> usize {
        self.size * self.size * self.inputs
    }

    /// Zeros around an image.
    pub fn padding(&self) -> usize {
        (self.size - 1) / 2
    }

    /// Entries of the weight.
    pub fn weight_length(&self) -> usize {
        self.outputs * self.patch_length()
    }
}
