//! What one unit of the GPU works on, known when a kernel is compiled.

/// Rows or columns: which source positions the outputs of one tile are made from.
///
/// Positions are relative to the tile, so that a kernel can be unrolled over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Axis {
    /// Outputs of a tile. With `backwards` a multiple of the stride, so that all tiles look alike.
    pub tile: usize,
    /// Size of the convolution's kernel.
    pub size: usize,
    /// Its stride.
    pub stride: usize,
    /// From outputs of the convolution to its input, as its gradient goes.
    pub backwards: bool,
    /// Source positions, where one tile makes all outputs: what is padding is known then, and never computed.
    pub whole: Option<usize>,
}

impl Axis {
    /// Source position that a tap brings to an output.
    pub fn source(&self, output: usize, tap: usize) -> Option<i32> {
        let (output, tap) = (output as i32, tap as i32);
        let (stride, padding) = (self.stride as i32, (self.size as i32 - 1) / 2);
        let source = if self.backwards {
            let ahead = output + padding - tap;
            (ahead.rem_euclid(stride) == 0).then(|| ahead.div_euclid(stride))?
        } else {
            output * stride + tap - padding
        };
        let is_inside = self.whole.is_none_or(|length| (0..length as i32).contains(&source));
        is_inside.then_some(source)
    }

    /// First source position of a tile.
    pub fn first(&self) -> i32 {
        self.sources().min().unwrap_or(0)
    }

    /// Source positions from the first to the last of a tile.
    pub fn span(&self) -> usize {
        (self.sources().max().unwrap_or(-1) - self.first() + 1) as usize
    }

    fn sources(&self) -> impl Iterator<Item = i32> {
        (0..self.tile).flat_map(move |output| (0..self.size).filter_map(move |tap| self.source(output, tap)))
    }

    /// Source positions from one tile to the next.
    pub fn step(&self) -> usize {
        if self.backwards { self.tile / self.stride } else { self.tile * self.stride }
    }
}
