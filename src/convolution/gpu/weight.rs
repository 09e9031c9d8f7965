//! The gradient by the weight.

use cubecl::prelude::*;

use super::gather::{Extents, Tile};

/// For each part of the batch its own gradient, `[parts, outputs, sources, rows, columns]`, to be summed. A unit makes
/// all taps of `tile.depth` by `inputs` channels, and goes tile by tile through its part.
#[cube(launch)]
pub fn weight_gradient(
    source: &[f32],
    gradient: &[f32],
    output: &mut [f32],
    batch: u32,
    parts: u32,
    extents: Extents,
    #[comptime] tile: Tile,
    #[comptime] inputs: usize,
) {
    let rows = comptime!(tile.rows);
    let columns = comptime!(tile.columns);
    let outputs = comptime!(tile.depth);
    let taps = comptime!(rows.size * columns.size);
    let pixels = comptime!(rows.tile * columns.tile);

    let output_blocks = extents.outputs.div_ceil(comptime!(outputs as u32));
    let source_blocks = extents.sources.div_ceil(comptime!(inputs as u32));
    let unit = ABSOLUTE_POS as u32;
    let first_output = unit % output_blocks * comptime!(outputs as u32);
    let rest = unit / output_blocks;
    let first_source = rest % source_blocks * comptime!(inputs as u32);
    let part = rest / source_blocks;
    if part >= parts {
        terminate!();
    }

    let mut sums = Array::<f32>::new(comptime!(outputs * inputs * taps));
    #[unroll]
    for i in 0..comptime!(outputs * inputs * taps) {
        sums[i] = 0.0;
    }

    let tile_columns = extents.output_columns.div_ceil(comptime!(columns.tile as u32));
    let tiles = extents.output_rows.div_ceil(comptime!(rows.tile as u32)) * tile_columns;
    for position in part * batch / parts * tiles..(part + 1) * batch / parts * tiles {
        let image = position / tiles;
        let tile_row = position % tiles / tile_columns;
        let tile_column = position % tile_columns;

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

        // Gradients by the tile's pixels.
        let mut gradients = Sequence::<f32>::new();
        let row_start = tile_row * comptime!(rows.tile as u32);
        let column_start = tile_column * comptime!(columns.tile as u32);
        #[unroll]
        for pixel in 0..pixels {
            let row = row_start + comptime!((pixel / columns.tile) as u32);
            let column = column_start + comptime!((pixel % columns.tile) as u32);
            let inside = row < extents.output_rows && column < extents.output_columns;
            let index = (image * extents.output_rows + row) * extents.output_columns + column;
            let start = select(inside, index * extents.outputs, 0u32);
            #[unroll]
            for o in 0..outputs {
                let channel = min(first_output + comptime!(o as u32), extents.outputs - 1);
                gradients.push(select(inside, gradient[(start + channel) as usize], 0.0));
            }
        }

        #[unroll]
        for i in 0..inputs {
            let channel = min(first_source + comptime!(i as u32), extents.sources - 1);
            let mut patch = Sequence::<f32>::new();
            #[unroll]
            for at in 0..comptime!(rows.span() * columns.span()) {
                patch.push(select(*is_inside.index(at), source[(*offsets.index(at) + channel) as usize], 0.0));
            }
            #[unroll]
            for o in 0..outputs {
                #[unroll]
                for tap in 0..taps {
                    #[unroll]
                    for pixel in 0..pixels {
                        let at = comptime!(tile.place(pixel, tap));
                        if comptime!(at.is_some()) {
                            sums[comptime!((o * inputs + i) * taps + tap)] += *patch.index(comptime!(at.unwrap_or(0)))
                                * *gradients.index(comptime!(pixel * outputs + o));
                        }
                    }
                }
            }
        }
    }

    #[unroll]
    for o in 0..outputs {
        #[unroll]
        for i in 0..inputs {
            let to = first_output + comptime!(o as u32);
            let from = first_source + comptime!(i as u32);
            if to < extents.outputs && from < extents.sources {
                let start = ((part * extents.outputs + to) * extents.sources + from) * comptime!(taps as u32);
                #[unroll]
                for tap in 0..taps {
                    output[(start + comptime!(tap as u32)) as usize] = sums[comptime!((o * inputs + i) * taps + tap)];
                }
            }
        }
    }
}
