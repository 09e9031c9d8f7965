//! Convolution by patches: each pixel of a result is a product of the weight with a patch of the image.
//!
//! For any kernel and stride. Patches are made for some pixels at a time, of one image or several, and never leave the
//! cache.

use pulp::Simd;

use crate::{
    finish::Finish,
    product::{Left, multiply, pack, packed_length},
    scratch::Scratch,
    shape::Shape,
};

/// Pixels whose patches are made together: enough for the packed weight to be read seldom, few enough for the cache.
const PIXELS: usize = 64;

/// Packs a weight `[out, in, size, size]` for [`results`].
#[inline(always)]
pub fn pack_weight<S: Simd>(shape: &Shape, weight: &[f32]) -> Vec<f32> {
    let matrix = patch_matrix(shape, weight);
    let mut packed = vec![0.0; packed_length::<S>(shape.patch_length(), shape.outputs)];
    let row = |index: usize| &matrix[index * shape.outputs..][..shape.outputs];
    pack::<S>(shape.patch_length(), shape.outputs, row, &mut packed);
    packed
}

/// Packs a weight `[out, in, size, size]` for [`input_gradients`].
#[inline(always)]
pub fn pack_weight_for_gradients<S: Simd>(shape: &Shape, weight: &[f32]) -> Vec<f32> {
    let (length, outputs) = (shape.patch_length(), shape.outputs);
    let mut transposed = vec![0.0; outputs * length];
    for (index, row) in patch_matrix(shape, weight).chunks_exact(outputs).enumerate() {
        for (output, value) in row.iter().enumerate() {
            transposed[output * length + index] = *value;
        }
    }
    let mut packed = vec![0.0; packed_length::<S>(outputs, length)];
    pack::<S>(outputs, length, |index| &transposed[index * length..][..length], &mut packed);
    packed
}

/// The weight `[out, in, size, size]` as a matrix `[size · size · in, out]`: a patch has channels last.
pub fn patch_matrix(shape: &Shape, weight: &[f32]) -> Vec<f32> {
    let Shape { inputs, outputs, size, .. } = *shape;
    let mut matrix = vec![0.0; weight.len()];
    for (output, kernels) in weight.chunks_exact(inputs * size * size).enumerate() {
        for (input, kernel) in kernels.chunks_exact(size * size).enumerate() {
            for (place, value) in kernel.iter().enumerate() {
                matrix[(place * inputs + input) * outputs + output] = *value;
            }
        }
    }
    matrix
}

/// The weight's gradient `[out, in, size, size]` from that of its matrix.
pub fn weight_of_matrix(shape: &Shape, matrix: &[f32]) -> Vec<f32> {
    let Shape { inputs, outputs, size, .. } = *shape;
    let mut weight = vec![0.0; shape.weight_length()];
    for (index, row) in matrix.chunks_exact(outputs).enumerate() {
        let (place, input) = (index / inputs, index % inputs);
        for (output, value) in row.iter().enumerate() {
            weight[(output * inputs + input) * size * size + place] = *value;
        }
    }
    weight
}

/// Results of images; `start` is the place of the first result in the whole batch's.
#[inline(always)]
pub fn results<S: Simd>(
    simd: S,
    shape: &Shape,
    images: &[f32],
    weight: &[f32],
    (finish, start): (&Finish, usize),
    results: &mut [f32],
    scratch: &mut Scratch,
) {
    let (length, outputs) = (shape.patch_length(), shape.outputs);
    let [patches, _, sums] = scratch.of(PIXELS * length, 0, PIXELS * outputs);
    for (block, results) in results.chunks_mut(PIXELS * outputs).enumerate() {
        let count = results.len() / outputs;
        gather(shape, images, block * PIXELS, &mut patches[..count * length]);
        multiply(simd, Left::Rows(patches), weight, (count, length, outputs), sums, false);
        let pixels = sums.chunks_exact(outputs).zip(results.chunks_exact_mut(outputs));
        for (pixel, (sums, channels)) in pixels.enumerate() {
            finish.pixel(sums, start + (block * PIXELS + pixel) * outputs, channels);
        }
    }
}

/// Adds to the gradients by images what gradients by results make of them.
#[inline(always)]
pub fn input_gradients<S: Simd>(
    simd: S,
    shape: &Shape,
    gradients: &[f32],
    weight: &[f32],
    images: &mut [f32],
    scratch: &mut Scratch,
) {
    let (length, outputs) = (shape.patch_length(), shape.outputs);
    let [_, _, patches] = scratch.of(0, 0, PIXELS * length);
    for (block, gradients) in gradients.chunks(PIXELS * outputs).enumerate() {
        let count = gradients.len() / outputs;
        multiply(simd, Left::Rows(gradients), weight, (count, outputs, length), patches, false);
        scatter(shape, &patches[..count * length], block * PIXELS, images);
    }
}

/// Adds to the gradient by the weight's matrix what images and gradients by results make of it.
#[inline(always)]
pub fn weight_gradient<S: Simd>(
    simd: S,
    shape: &Shape,
    images: &[f32],
    gradients: &[f32],
    matrix: &mut [f32],
    scratch: &mut Scratch,
) {
    let (length, outputs) = (shape.patch_length(), shape.outputs);
    let [patches, packed, _] = scratch.of(PIXELS * length, packed_length::<S>(PIXELS, outputs), 0);
    for (block, gradients) in gradients.chunks(PIXELS * outputs).enumerate() {
        let count = gradients.len() / outputs;
        let patches = &mut patches[..count * length];
        gather(shape, images, block * PIXELS, patches);
        let packed = &mut packed[..packed_length::<S>(count, outputs)];
        pack::<S>(count, outputs, |pixel| &gradients[pixel * outputs..][..outputs], packed);
        multiply(simd, Left::Columns(patches), packed, (length, count, outputs), matrix, true);
    }
}

/// Fills in the patches of consecutive pixels of results, from pixel `first` on.
fn gather(shape: &Shape, images: &[f32], first: usize, patches: &mut [f32]) {
    for (index, patch) in patches.chunks_exact_mut(shape.patch_length()).enumerate() {
        for (from, to) in runs(shape, first + index, patch.len()) {
            match from {
                Some(from) => patch[to.clone()].copy_from_slice(&images[from..from + to.len()]),
                None => patch[to].fill(0.0),
            }
        }
    }
}

/// Adds patches to the pixels of images that they are of.
fn scatter(shape: &Shape, patches: &[f32], first: usize, images: &mut [f32]) {
    for (index, patch) in patches.chunks_exact(shape.patch_length()).enumerate() {
        for (from, to) in runs(shape, first + index, patch.len()) {
            if let Some(from) = from {
                for (image, value) in images[from..].iter_mut().zip(&patch[to]) {
                    *image += value;
                }
            }
        }
    }
}

/// The stretches of a patch that lie together in an image, or outside of it: where they start in the images, and where
/// they are in the patch.
fn runs(shape: &Shape, pixel: usize, length: usize) -> impl Iterator<Item = (Option<usize>, std::ops::Range<usize>)> {
    let Shape { rows, columns, inputs, size, stride, .. } = *shape;
    let (image, pixel) = (pixel / shape.result_pixels(), pixel % shape.result_pixels());
    let (row, column) = (pixel / shape.result_columns() * stride, pixel % shape.result_columns() * stride);
    let padding = shape.padding();
    // Columns of the patch that lie inside of the image.
    let left = padding.saturating_sub(column);
    let right = size.min(columns + padding - column).max(left);
    let line = length / size;
    (0..size).flat_map(move |index| {
        let start = index * line;
        let inside = (row + index).checked_sub(padding).filter(|row| *row < rows);
        let from =
            inside.map(|row| image * rows * columns * inputs + (row * columns + column + left - padding) * inputs);
        let end = start + if from.is_some() { left * inputs } else { line };
        let before = (None, start..end);
        let within = (from, end..(start + right * inputs).max(end));
        let after = (None, within.1.end..start + line);
        [before, within, after].into_iter().filter(|(_, place)| !place.is_empty())
    })
}
