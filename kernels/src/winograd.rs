//! Convolution with 3×3 kernels and stride 1 by Winograd's minimal filtering F(2×2, 3×3): Lavin and Gray, *Fast Algorithms
//! for Convolutional Neural Networks* (CVPR 2016).
//!
//! A result is cut into tiles of 2×2 pixels. The 4×4 pixels that a tile depends on, the kernel and the tile are transformed
//! by small fixed matrices, so that what is a convolution of pixels becomes sixteen products: sixteen multiplications for
//! four pixels instead of thirty-six. The matrices hold 0, ±1 and ±½, so little accuracy is lost.

use pulp::Simd;

use crate::{
    finish::Finish,
    patches::{patch_matrix, weight_of_matrix},
    product::{Left, multiply, pack, packed_length},
    scratch::Scratch,
    shape::Shape,
    tiles::{OfGradient, OfKernel, OfKernelGradient, OfPixels, OfSums, Transform, transform},
    work::Purpose,
};

/// Entries of a transformed tile, and so the number of products.
const PLACES: usize = 16;

/// Tiles that are worked on together, of one image or several: what is transformed of them stays in the cache.
const TILES: usize = 32;

/// Entries between the planes of two places. Planes of a power of two would all want the same lines of the cache.
const GAP: usize = 16;

/// Whether this is for kernels of this shape.
pub fn is_for(shape: &Shape) -> bool {
    shape.size == 3 && shape.stride == 1
}

/// Packs the transformed weight, for results or, turned round, for gradients by the images, which are a convolution of
/// the gradients by the results.
#[inline(always)]
pub fn pack_weight<S: Simd>(simd: S, shape: &Shape, weight: &[f32], purpose: Purpose) -> Vec<f32> {
    let (rows, columns, kernels) = match purpose {
        Purpose::Results => (shape.inputs, shape.outputs, patch_matrix(shape, weight)),
        Purpose::InputGradients => (shape.outputs, shape.inputs, turned_matrix(shape, weight)),
    };
    let mut planes = vec![0.0; PLACES * rows * columns];
    transform_planes::<OfKernel, S, 9, PLACES>(simd, &kernels, &mut planes);
    let length = packed_length::<S>(rows, columns);
    let mut packed = vec![0.0; PLACES * length];
    for (plane, packed) in planes.chunks_exact(rows * columns).zip(packed.chunks_exact_mut(length)) {
        pack::<S>(rows, columns, |row| &plane[row * columns..][..columns], packed);
    }
    packed
}

/// The weight `[out, in, 3, 3]` turned round, as `[3, 3, out, in]`.
fn turned_matrix(shape: &Shape, weight: &[f32]) -> Vec<f32> {
    let mut matrix = vec![0.0; weight.len()];
    for (pair, kernel) in weight.as_chunks::<9>().0.iter().enumerate() {
        for (place, value) in kernel.iter().rev().enumerate() {
            matrix[place * shape.outputs * shape.inputs + pair] = *value;
        }
    }
    matrix
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
    let grid = Grid::of(shape);
    let Shape { inputs, outputs, .. } = *shape;
    let together = grid.images_together();
    let most = together * grid.tiles();
    let [left, _, sums] = scratch.of(planes(most, inputs), 0, planes(most, outputs));
    let images = images.chunks(together * shape.image_length());
    for (index, (images, results)) in images.zip(results.chunks_mut(together * shape.result_length())).enumerate() {
        let tiles = images.len() / shape.image_length() * grid.tiles();
        let (left, sums) = (&mut left[..planes(tiles, inputs)], &mut sums[..planes(tiles, outputs)]);
        grid.transform::<OfPixels, S, PLACES>(simd, (images, inputs), 1, left);
        let planes = left.chunks_exact(tiles * inputs + GAP).zip(sums.chunks_exact_mut(tiles * outputs + GAP));
        for ((left, sums), weight) in planes.zip(weight.chunks_exact(packed_length::<S>(inputs, outputs))) {
            multiply(simd, Left::Rows(left), weight, (tiles, inputs, outputs), sums, false);
        }
        let start = start + index * together * shape.result_length();
        grid.finish_sums(simd, sums, outputs, (finish, start), results);
    }
}

/// Entries of the planes that [`weight_gradient`] adds to.
pub fn gradient_length(shape: &Shape) -> usize {
    PLACES * shape.inputs * shape.outputs
}

/// Adds to the gradient by the transformed weight what images and gradients by results make of it.
#[inline(always)]
pub fn weight_gradient<S: Simd>(
    simd: S,
    shape: &Shape,
    images: &[f32],
    gradients: &[f32],
    planes_of_weight: &mut [f32],
    scratch: &mut Scratch,
) {
    let grid = Grid::of(shape);
    let Shape { inputs, outputs, .. } = *shape;
    let together = grid.images_together();
    let most = together * grid.tiles();
    let packed_length = packed_length::<S>(most, outputs);
    let [left, packed, right] = scratch.of(planes(most, inputs), packed_length, planes(most, outputs));
    let images = images.chunks(together * shape.image_length());
    for (images, gradients) in images.zip(gradients.chunks(together * shape.result_length())) {
        let tiles = images.len() / shape.image_length() * grid.tiles();
        let (left, right) = (&mut left[..planes(tiles, inputs)], &mut right[..planes(tiles, outputs)]);
        grid.transform::<OfPixels, S, PLACES>(simd, (images, inputs), 1, left);
        grid.transform::<OfGradient, S, 4>(simd, (gradients, outputs), 0, right);
        let planes = left.chunks_exact(tiles * inputs + GAP).zip(right.chunks_exact(tiles * outputs + GAP));
        for ((left, right), sums) in planes.zip(planes_of_weight.chunks_exact_mut(inputs * outputs)) {
            let packed = &mut packed[..crate::product::packed_length::<S>(tiles, outputs)];
            pack::<S>(tiles, outputs, |tile| &right[tile * outputs..][..outputs], packed);
            let left = Left::Columns(&left[..tiles * inputs]);
            multiply(simd, left, packed, (inputs, tiles, outputs), sums, true);
        }
    }
}

/// The weight's gradient `[out, in, 3, 3]` from that of the transformed weight.
#[inline(always)]
pub fn unpack_weight<S: Simd>(simd: S, shape: &Shape, planes: &[f32]) -> Vec<f32> {
    let mut kernels = vec![0.0; shape.weight_length()];
    transform_planes::<OfKernelGradient, S, PLACES, 9>(simd, planes, &mut kernels);
    weight_of_matrix(shape, &kernels)
}

/// Transforms planes of all pairs of channels.
#[inline(always)]
fn transform_planes<T: Transform<I, O>, S: Simd, const I: usize, const O: usize>(
    simd: S,
    from: &[f32],
    to: &mut [f32],
) {
    let pairs = from.len() / I;
    let mut targets = to.chunks_exact_mut(pairs);
    transform::<T, S, I, O>(
        simd,
        std::array::from_fn(|place| &from[place * pairs..][..pairs]),
        std::array::from_fn(|_| targets.next().unwrap_or_default()),
    );
}

/// Entries of the planes of some tiles.
fn planes(tiles: usize, channels: usize) -> usize {
    PLACES * (tiles * channels + GAP)
}

/// How an image is cut into tiles.
struct Grid {
    rows: usize,
    columns: usize,
    tile_rows: usize,
    tile_columns: usize,
}

impl Grid {
    fn of(shape: &Shape) -> Self {
        let Shape { rows, columns, .. } = *shape;
        Self { rows, columns, tile_rows: rows.div_ceil(2), tile_columns: columns.div_ceil(2) }
    }

    /// Tiles of an image.
    fn tiles(&self) -> usize {
        self.tile_rows * self.tile_columns
    }

    fn images_together(&self) -> usize {
        TILES.div_ceil(self.tiles())
    }

    /// For each tile of an image, the `I` pixels of a square from row and column `2 · tile − before` on: where they start
    /// in the image, none for those outside.
    fn pixels<const I: usize>(&self, channels: usize, before: usize) -> Vec<[Option<usize>; I]> {
        let side = I.isqrt();
        let pixels_of = |tile: usize| {
            let (row, column) = (tile / self.tile_columns * 2, tile % self.tile_columns * 2);
            std::array::from_fn(|place| {
                let row = (row + place / side).checked_sub(before).filter(|row| *row < self.rows)?;
                let column = (column + place % side).checked_sub(before).filter(|column| *column < self.columns)?;
                Some((row * self.columns + column) * channels)
            })
        };
        (0..self.tiles()).map(pixels_of).collect()
    }

    /// Transforms the `I` pixels of each tile, a square from `before` pixels before it on, into planes.
    #[inline(always)]
    fn transform<T: Transform<I, PLACES>, S: Simd, const I: usize>(
        &self,
        simd: S,
        (images, channels): (&[f32], usize),
        before: usize,
        planes: &mut [f32],
    ) {
        let zeros = vec![0.0; channels];
        let plane = planes.len() / PLACES;
        let mut targets = Vec::from_iter(planes.chunks_exact_mut(plane).map(|plane| plane.chunks_exact_mut(channels)));
        let pixels = self.pixels::<I>(channels, before);
        for image in images.chunks_exact(self.rows * self.columns * channels) {
            for pixels in &pixels {
                let mut sources: [&[f32]; I] = [&zeros; I];
                for (source, pixel) in sources.iter_mut().zip(pixels) {
                    if let Some(start) = pixel {
                        *source = &image[*start..][..channels];
                    }
                }
                // There are as many planes as places, each with a row for every tile.
                let targets = std::array::from_fn(|place| targets[place].next().unwrap_or_default());
                transform::<T, S, I, PLACES>(simd, sources, targets);
            }
        }
    }

    /// Makes the results of the sums of each tile.
    #[inline(always)]
    fn finish_sums<S: Simd>(
        &self,
        simd: S,
        planes: &[f32],
        channels: usize,
        (finish, start): (&Finish, usize),
        results: &mut [f32],
    ) {
        let plane = planes.len() / PLACES;
        let mut sums = vec![0.0; 4 * channels];
        let pixels = self.pixels::<4>(channels, 0);
        let length = self.rows * self.columns * channels;
        for (index, image) in results.chunks_exact_mut(length).enumerate() {
            for (tile, pixels) in pixels.iter().enumerate() {
                let at = (index * self.tiles() + tile) * channels;
                let sources = std::array::from_fn(|place| &planes[place * plane + at..][..channels]);
                let mut targets = sums.chunks_exact_mut(channels);
                let targets = std::array::from_fn(|_| targets.next().unwrap_or_default());
                transform::<OfSums, S, PLACES, 4>(simd, sources, targets);
                for (pixel, sums) in pixels.iter().zip(sums.chunks_exact(channels)) {
                    if let Some(at) = pixel {
                        finish.pixel(sums, start + index * length + at, &mut image[*at..][..channels]);
                    }
                }
            }
        }
    }
}
