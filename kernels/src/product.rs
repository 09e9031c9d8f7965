//! Matrix products in registers: the time of a convolution is in here.

use pulp::Simd;

/// Rows of the result that are summed at once. Times the vectors of a panel this is the number of sums in registers: eight
/// of sixteen registers where vectors are short, which leaves room for the factors (twelve do not: they spill), sixteen
/// of thirty-two with AVX-512.
const ROWS: usize = 4;

/// Columns of a panel, see [`pack`].
pub fn panel_width<S: Simd>() -> usize {
    vectors::<S>() * S::F32_LANES
}

fn vectors<S: Simd>() -> usize {
    if S::F32_LANES == 16 { 4 } else { 2 }
}

/// Length of a packed matrix of `depth` rows.
pub fn packed_length<S: Simd>(depth: usize, columns: usize) -> usize {
    columns.next_multiple_of(panel_width::<S>()) * depth
}

/// Packs a right factor: its columns in panels as wide as a row of sums in registers, each with its rows one after the
/// other, the last one filled up with zeros. `row` gives each row.
#[inline(always)]
pub fn pack<'a, S: Simd>(depth: usize, columns: usize, row: impl Fn(usize) -> &'a [f32], packed: &mut [f32]) {
    let width = panel_width::<S>();
    for (panel, start) in packed.chunks_exact_mut((width * depth).max(1)).zip((0..columns).step_by(width)) {
        let end = columns.min(start + width);
        for (index, target) in panel.chunks_exact_mut(width).enumerate() {
            let (filled, rest) = target.split_at_mut(end - start);
            filled.copy_from_slice(&row(index)[start..end]);
            rest.fill(0.0);
        }
    }
}

/// The left factor, row by row, as it is or transposed.
#[derive(Clone, Copy)]
pub enum Left<'a> {
    /// `[rows, depth]`.
    Rows(&'a [f32]),
    /// `[depth, rows]`.
    Columns(&'a [f32]),
}

/// `sums[rows, columns] (+)= left[rows, depth] · right[depth, columns]`, the right factor packed; what was in `sums` is
/// kept if `adds`, else replaced.
#[inline(always)]
pub fn multiply<S: Simd>(
    simd: S,
    left: Left,
    right: &[f32],
    (rows, depth, columns): (usize, usize, usize),
    sums: &mut [f32],
    adds: bool,
) {
    if vectors::<S>() == 4 {
        panels::<S, 4>(simd, left, right, (rows, depth, columns), sums, adds);
    } else {
        panels::<S, 2>(simd, left, right, (rows, depth, columns), sums, adds);
    }
}

#[inline(always)]
fn panels<S: Simd, const V: usize>(
    simd: S,
    left: Left,
    right: &[f32],
    (rows, depth, columns): (usize, usize, usize),
    sums: &mut [f32],
    adds: bool,
) {
    let width = V * S::F32_LANES;
    for (panel, start) in right.chunks_exact((width * depth).max(1)).zip((0..columns).step_by(width)) {
        let (panel, _) = S::as_simd_f32s(panel);
        let (panel, _) = panel.as_chunks::<V>();
        let target = Target { columns, start, width: width.min(columns - start), adds };
        let mut row = 0;
        while row + ROWS <= rows {
            block::<S, V, ROWS>(simd, left, row, rows, panel, sums, &target);
            row += ROWS;
        }
        match rows - row {
            1 => block::<S, V, 1>(simd, left, row, rows, panel, sums, &target),
            2 => block::<S, V, 2>(simd, left, row, rows, panel, sums, &target),
            3 => block::<S, V, 3>(simd, left, row, rows, panel, sums, &target),
            _ => {}
        }
    }
}

/// Where the product with a panel goes.
struct Target {
    /// Of the whole result.
    columns: usize,
    /// The panel's first column.
    start: usize,
    /// The panel's columns; the last panel is filled up beyond them.
    width: usize,
    adds: bool,
}

// No closures below: what a closure does is compiled for the oldest processors, unless it happens to be inlined.

/// `R` rows of the product with a panel.
#[inline(always)]
fn block<S: Simd, const V: usize, const R: usize>(
    simd: S,
    left: Left,
    row: usize,
    rows: usize,
    panel: &[[S::f32s; V]],
    results: &mut [f32],
    target: &Target,
) {
    let mut sums = [[simd.splat_f32s(0.0); V]; R];
    let depth = panel.len();
    match left {
        Left::Rows(values) => {
            // Of equal length, so that nothing is checked in the loop.
            let mut of: [&[f32]; R] = [&[]; R];
            for (index, of) in of.iter_mut().enumerate() {
                *of = &values[(row + index) * depth..][..depth];
            }
            for (index, vectors) in panel.iter().enumerate() {
                let mut factors = [0.0; R];
                for (factor, of) in factors.iter_mut().zip(of) {
                    *factor = of[index];
                }
                step(simd, &factors, vectors, &mut sums);
            }
        }
        Left::Columns(values) => {
            for (vectors, column) in panel.iter().zip(values[row..].chunks(rows)) {
                if let Some(factors) = column.first_chunk() {
                    step(simd, factors, vectors, &mut sums);
                }
            }
        }
    }
    for (index, sums) in sums.iter().enumerate() {
        let at = (row + index) * target.columns + target.start;
        store_row(simd, sums, &mut results[at..at + target.width], target.adds);
    }
}

/// Adds the products of a column of the left factor with a row of the panel.
#[inline(always)]
fn step<S: Simd, const V: usize, const R: usize>(
    simd: S,
    factors: &[f32; R],
    vectors: &[S::f32s; V],
    sums: &mut [[S::f32s; V]; R],
) {
    for (sums, factor) in sums.iter_mut().zip(factors) {
        let factor = simd.splat_f32s(*factor);
        for (sum, vector) in sums.iter_mut().zip(vectors) {
            *sum = simd.mul_add_e_f32s(factor, *vector, *sum);
        }
    }
}

/// Puts a row of sums where it belongs; the last panel may be wider than what is left.
#[inline(always)]
fn store_row<S: Simd, const V: usize>(simd: S, found: &[S::f32s; V], target: &mut [f32], adds: bool) {
    let mut found = found.iter();
    let (whole, rest) = S::as_mut_simd_f32s(target);
    for (target, found) in whole.iter_mut().zip(found.by_ref()) {
        *target = if adds { simd.add_f32s(*target, *found) } else { *found };
    }
    if let (Some(found), false) = (found.next(), rest.is_empty()) {
        let sum = if adds { simd.add_f32s(simd.partial_load_f32s(rest), *found) } else { *found };
        simd.partial_store_f32s(rest, sum);
    }
}
