//! The convolution, and its gradient by the input: each output gathers what it is made of.

use cubecl::prelude::*;

use super::axis::Axis;

/// A tile of outputs, the work of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    pub rows: Axis,
    pub columns: Axis,
    /// Channels.
    pub depth: usize,
}

impl Tile {
    /// Where in the patch of sources a tap finds what it brings to a pixel.
    pub fn place(&self, pixel: usize, tap: usize) -> Option<usize> {
        let Self { rows, columns, .. } = self;
        let row = rows.source(pixel / columns.tile, tap / columns.size)? - rows.first();
        let column = columns.source(pixel % columns.tile, tap % columns.size)? - columns.first();
        Some(row as usize * columns.span() + column as usize)
    }
}

/// Lengths of the dimensions.
#[derive(CubeType, CubeLaunch, Clone, Copy)]
pub struct Extents {
    pub sources: u32,
    pub source_rows: u32,
    pub source_columns: u32,
    pub outputs: u32,
    pub output_rows: u32,
    pub output_columns: u32,
}

/// What follows the sums: numbers, because a kernel takes no others.
#[derive(CubeType, CubeLaunch, Clone, Copy)]
pub struct Follows {
    pub has_bias: u32,
    pub has_added: u32,
    /// [`OPEN`], [`RELU`] or [`WHERE_POSITIVE`].
    pub gate: u32,
}

pub const OPEN: u32 = 0;
pub const RELU: u32 = 1;
pub const WHERE_POSITIVE: u32 = 2;

/// `source` is `[batch, rows, columns, sources]`, `weight` has a run of taps for every pair of channels. What follows is
/// chosen when the kernel runs, so that one serves all layers of a shape: a kernel takes its driver longer to compile
/// than it runs. What is missing may be any buffer.
#[cube(launch)]
pub fn gather(
    source: &[f32],
    weight: &[f32],
    bias: &[f32],
    added: &[f32],
    passed: &[f32],
    output: &mut [f32],
    batch: u32,
    extents: Extents,
    follows: Follows,
    #[comptime] tile: Tile,
) {
    let rows = comptime!(tile.rows);
    let columns = comptime!(tile.columns);
    let blocks = extents.outputs.div_ceil(comptime!(tile.depth as u32));
    let tile_rows = extents.output_rows.div_ceil(comptime!(rows.tile as u32));
    let tile_columns = extents.output_columns.div_ceil(comptime!(columns.tile as u32));

    let unit = ABSOLUTE_POS as u32;
    let block = unit % blocks;
    let rest = unit / blocks;
    let tile_column = rest % tile_columns;
    let rest = rest / tile_columns;
    let tile_row = rest % tile_rows;
    let image = rest / tile_rows;
    if image >= batch {
        terminate!();
    }

    // Offsets of the patch, and what of it is padding.
    let mut offsets = Sequence::<u32>::new();
    let mut is_inside = Sequence::<bool>::new();
    let row_start = (tile_row * comptime!(rows.step() as u32)) as i32 + comptime!(rows.first());
    let column_start = (tile_column * comptime!(columns.step() as u32)) as i32 + comptime!(columns.first());
    #[unroll]
    for r in 0..comptime!(rows.span()) {
        let row = row_start + comptime!(r as i32);
        #[unroll]
        for c in 0..comptime!(columns.span()) {
            let column = column_start + comptime!(c as i32);
            let inside = (row as u32) < extents.source_rows && (column as u32) < extents.source_columns;
            let pixel = (image * extents.source_rows + row as u32) * extents.source_columns + column as u32;
            offsets.push(select(inside, pixel * extents.sources, 0u32));
            is_inside.push(inside);
        }
    }

    let taps = comptime!(rows.size * columns.size);
    let pixels = comptime!(rows.tile * columns.tile);
    let first_channel = block * comptime!(tile.depth as u32);
    // From one channel to the next in the weight, `[out, in, rows, columns]`.
    let (by_output, by_source) = if comptime!(rows.backwards) {
        (comptime!(taps as u32).runtime(), extents.outputs * comptime!(taps as u32))
    } else {
        (extents.sources * comptime!(taps as u32), comptime!(taps as u32).runtime())
    };

    let mut sums = Array::<f32>::new(comptime!(pixels * tile.depth));
    #[unroll]
    for i in 0..comptime!(pixels * tile.depth) {
        sums[i] = 0.0;
    }
    for channel in 0..extents.sources {
        let mut patch = Sequence::<f32>::new();
        #[unroll]
        for i in 0..comptime!(rows.span() * columns.span()) {
            let value = source[(*offsets.index(i) + channel) as usize];
            if comptime!(rows.whole.is_some() && columns.whole.is_some()) {
                patch.push(value);
            } else {
                patch.push(select(*is_inside.index(i), value, 0.0));
            }
        }
        #[unroll]
        for depth in 0..comptime!(tile.depth) {
            // Of the channels that the last tile has too many, nothing is written.
            let output_channel = min(first_channel + comptime!(depth as u32), extents.outputs - 1);
            let start = output_channel * by_output + channel * by_source;
            #[unroll]
            for tap in 0..taps {
                let factor = weight[(start + comptime!(tap as u32)) as usize];
                #[unroll]
                for pixel in 0..pixels {
                    let at = comptime!(tile.place(pixel, tap));
                    if comptime!(at.is_some()) {
                        sums[comptime!(depth * pixels + pixel)] += *patch.index(comptime!(at.unwrap_or(0))) * factor;
                    }
                }
            }
        }
    }

    let row_start = tile_row * comptime!(rows.tile as u32);
    let column_start = tile_column * comptime!(columns.tile as u32);
    #[unroll]
    for depth in 0..comptime!(tile.depth) {
        let channel = first_channel + comptime!(depth as u32);
        if channel < extents.outputs {
            let shift = select(follows.has_bias != 0, bias[channel as usize % bias.len()], 0.0);
            #[unroll]
            for pixel in 0..pixels {
                let row = row_start + comptime!((pixel / columns.tile) as u32);
                let column = column_start + comptime!((pixel % columns.tile) as u32);
                if row < extents.output_rows && column < extents.output_columns {
                    let pixel_index = (image * extents.output_rows + row) * extents.output_columns + column;
                    let at = (pixel_index * extents.outputs + channel) as usize;
                    let mut value = sums[comptime!(depth * pixels + pixel)] + shift;
                    if follows.has_added != 0 {
                        value += added[at % added.len()];
                    }
                    // Not `max`, so that what is no number passes: a run that diverges must be seen to.
                    if follows.gate == RELU {
                        value = select(value < 0.0, 0.0, value);
                    }
                    if follows.gate == WHERE_POSITIVE {
                        value = select(passed[at] <= 0.0, 0.0, value);
                    }
                    output[at] = value;
                }
            }
        }
    }
}
