//! The small transforms of Winograd's minimal filtering, channel by channel: all channels of a tile at once, in vectors.

use pulp::Simd;

/// A linear map from `I` entries to `O`, both row by row of a small square.
pub trait Transform<const I: usize, const O: usize> {
    /// The map of each lane.
    fn of<S: Simd>(simd: S, entries: [S::f32s; I]) -> [S::f32s; O];
}

/// `Bᵀ d B`: of the 4×4 pixels that a tile depends on.
pub struct OfPixels;

/// `Aᵀ s A`: of the sums of a tile, to its 2×2 pixels.
pub struct OfSums;

/// `A g Aᵀ`: of the gradient by a tile's 2×2 pixels, to that by its sums.
pub struct OfGradient;

/// `G k Gᵀ`: of a 3×3 kernel.
pub struct OfKernel;

/// `Gᵀ u G`: of the gradient by a transformed kernel, to that by the kernel.
pub struct OfKernelGradient;

// No closures around SIMD: what a closure does is compiled for the oldest processors, unless it happens to be inlined.

impl Transform<16, 16> for OfPixels {
    #[inline(always)]
    fn of<S: Simd>(simd: S, mut entries: [S::f32s; 16]) -> [S::f32s; 16] {
        for [a, b, c, d] in LINES {
            let [first, second, third, fourth] = [entries[a], entries[b], entries[c], entries[d]];
            entries[a] = simd.sub_f32s(first, third);
            entries[b] = simd.add_f32s(second, third);
            entries[c] = simd.sub_f32s(third, second);
            entries[d] = simd.sub_f32s(second, fourth);
        }
        entries
    }
}

/// The columns of a 4×4 square, then its rows.
const LINES: [[usize; 4]; 8] = [
    [0, 4, 8, 12],
    [1, 5, 9, 13],
    [2, 6, 10, 14],
    [3, 7, 11, 15],
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9, 10, 11],
    [12, 13, 14, 15],
];

impl Transform<16, 4> for OfSums {
    #[inline(always)]
    fn of<S: Simd>(simd: S, entries: [S::f32s; 16]) -> [S::f32s; 4] {
        let mut upper = [simd.splat_f32s(0.0); 4];
        let mut lower = upper;
        for column in 0..4 {
            let line = [entries[column], entries[column + 4], entries[column + 8], entries[column + 12]];
            [upper[column], lower[column]] = pair(simd, line);
        }
        let ([a, b], [c, d]) = (pair(simd, upper), pair(simd, lower));
        [a, b, c, d]
    }
}

/// `Aᵀ s`.
#[inline(always)]
fn pair<S: Simd>(simd: S, [a, b, c, d]: [S::f32s; 4]) -> [S::f32s; 2] {
    [simd.add_f32s(simd.add_f32s(a, b), c), simd.sub_f32s(simd.sub_f32s(b, c), d)]
}

impl Transform<4, 16> for OfGradient {
    #[inline(always)]
    fn of<S: Simd>(simd: S, [a, b, c, d]: [S::f32s; 4]) -> [S::f32s; 16] {
        let (left, right) = (spread(simd, [a, c]), spread(simd, [b, d]));
        let mut entries = [simd.splat_f32s(0.0); 16];
        for row in 0..4 {
            let line = spread(simd, [left[row], right[row]]);
            entries[4 * row..4 * row + 4].copy_from_slice(&line);
        }
        entries
    }
}

/// `A g`.
#[inline(always)]
fn spread<S: Simd>(simd: S, [a, b]: [S::f32s; 2]) -> [S::f32s; 4] {
    [a, simd.add_f32s(a, b), simd.sub_f32s(a, b), simd.sub_f32s(simd.splat_f32s(0.0), b)]
}

impl Transform<9, 16> for OfKernel {
    #[inline(always)]
    fn of<S: Simd>(simd: S, kernel: [S::f32s; 9]) -> [S::f32s; 16] {
        let mut lines = [[simd.splat_f32s(0.0); 3]; 4];
        for column in 0..3 {
            let widened = widen(simd, [kernel[column], kernel[column + 3], kernel[column + 6]]);
            for (line, value) in lines.iter_mut().zip(widened) {
                line[column] = value;
            }
        }
        let mut entries = [simd.splat_f32s(0.0); 16];
        for (row, line) in lines.iter().enumerate() {
            entries[4 * row..4 * row + 4].copy_from_slice(&widen(simd, *line));
        }
        entries
    }
}

/// `G k`.
#[inline(always)]
fn widen<S: Simd>(simd: S, [a, b, c]: [S::f32s; 3]) -> [S::f32s; 4] {
    let half = simd.splat_f32s(0.5);
    let (outer, middle) = (simd.mul_f32s(half, simd.add_f32s(a, c)), simd.mul_f32s(half, b));
    [a, simd.add_f32s(outer, middle), simd.sub_f32s(outer, middle), c]
}

impl Transform<16, 9> for OfKernelGradient {
    #[inline(always)]
    fn of<S: Simd>(simd: S, entries: [S::f32s; 16]) -> [S::f32s; 9] {
        let mut lines = [[simd.splat_f32s(0.0); 4]; 3];
        for column in 0..4 {
            let line = [entries[column], entries[column + 4], entries[column + 8], entries[column + 12]];
            for (line, value) in lines.iter_mut().zip(narrow(simd, line)) {
                line[column] = value;
            }
        }
        let mut kernel = [simd.splat_f32s(0.0); 9];
        for (row, line) in lines.iter().enumerate() {
            kernel[3 * row..3 * row + 3].copy_from_slice(&narrow(simd, *line));
        }
        kernel
    }
}

/// `Gᵀ u`.
#[inline(always)]
fn narrow<S: Simd>(simd: S, [a, b, c, d]: [S::f32s; 4]) -> [S::f32s; 3] {
    let half = simd.splat_f32s(0.5);
    let (sum, difference) = (simd.mul_f32s(half, simd.add_f32s(b, c)), simd.mul_f32s(half, simd.sub_f32s(b, c)));
    [simd.add_f32s(a, sum), difference, simd.add_f32s(sum, d)]
}

/// Transforms all channels of a tile: `sources` and `targets` are the channels of each entry, all of one length.
#[inline(always)]
pub fn transform<T: Transform<I, O>, S: Simd, const I: usize, const O: usize>(
    simd: S,
    sources: [&[f32]; I],
    targets: [&mut [f32]; O],
) {
    let whole = sources[0].len() / S::F32_LANES;
    let mut heads: [&[S::f32s]; I] = [&[]; I];
    let mut tails: [&[f32]; I] = [&[]; I];
    for ((head, tail), source) in heads.iter_mut().zip(&mut tails).zip(sources) {
        let (vectors, rest) = S::as_simd_f32s(source);
        (*head, *tail) = (&vectors[..whole], rest);
    }
    let mut head_targets: [&mut [S::f32s]; O] = std::array::from_fn(|_| Default::default());
    let mut tail_targets: [&mut [f32]; O] = std::array::from_fn(|_| Default::default());
    for ((head, tail), target) in head_targets.iter_mut().zip(&mut tail_targets).zip(targets) {
        let (vectors, rest) = S::as_mut_simd_f32s(target);
        (*head, *tail) = (&mut vectors[..whole], rest);
    }
    for vector in 0..whole {
        let mut entries = [simd.splat_f32s(0.0); I];
        for (entry, head) in entries.iter_mut().zip(heads) {
            *entry = head[vector];
        }
        for (target, entry) in head_targets.iter_mut().zip(T::of(simd, entries)) {
            target[vector] = entry;
        }
    }
    if !tails[0].is_empty() {
        let mut entries = [simd.splat_f32s(0.0); I];
        for (entry, tail) in entries.iter_mut().zip(tails) {
            *entry = simd.partial_load_f32s(tail);
        }
        for (target, entry) in tail_targets.iter_mut().zip(T::of(simd, entries)) {
            simd.partial_store_f32s(target, entry);
        }
    }
}
