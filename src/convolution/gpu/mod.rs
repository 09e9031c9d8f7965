//! On the devices of CubeCL: WebGPU and others.

mod axis;
mod gather;
mod weight;

use burn::{
    backend::{Cube, TensorMetadata, ops::FloatTensorOps, tensor::FloatTensor},
    tensor::DType,
};
use burn_cubecl::{kernel::into_contiguous, ops::numeric::empty_device_dtype};
use cubecl::{calculate_cube_count_elemwise, prelude::*};

use self::{
    axis::Axis,
    gather::{Extents, ExtentsLaunch, FollowsLaunch, OPEN, RELU, Tile, WHERE_POSITIVE},
};
use super::{Convolve, Gate, Optional};

/// Units that run together.
const UNITS_OF_A_CUBE: u32 = 64;

/// Units that keep a GPU busy. For the gradient by the weight, where there are fewer of them the batch is parted.
const UNITS_TO_BE_BUSY: usize = 4096;

impl Convolve for Cube {
    fn convolve(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: Optional<Self>,
        added: Optional<Self>,
        gate: Gate<Self>,
        stride: usize,
    ) -> FloatTensor<Self> {
        let dtype = input.dtype;
        let [batch, rows, columns, _] = input.shape().dims();
        let [outputs, _, size, _] = weight.shape().dims();
        let shape = [batch, rows.div_ceil(stride), columns.div_ceil(stride), outputs];
        let sizes = Sizes { shape, size, stride, backwards: false };
        cast(gather(input, weight, bias, added, gate, sizes), dtype)
    }

    fn input_gradient(
        gradient: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        shape: [usize; 4],
        stride: usize,
    ) -> FloatTensor<Self> {
        let dtype = gradient.dtype;
        let sizes = Sizes { shape, size: weight.shape()[2], stride, backwards: true };
        cast(gather(gradient, weight, Optional::Missing, Optional::Missing, Gate::Open, sizes), dtype)
    }

    fn weight_gradient(
        input: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        shape: [usize; 4],
        stride: usize,
    ) -> FloatTensor<Self> {
        let dtype = gradient.dtype;
        cast(weight_gradient(input, gradient, shape, stride), dtype)
    }
}

/// The kernels are of f32. Burn's own convolution for other types would bring its generators of kernels along.
fn cast(tensor: FloatTensor<Cube>, dtype: DType) -> FloatTensor<Cube> {
    if tensor.dtype == dtype { tensor } else { Cube::float_cast(tensor, dtype.into()) }
}

/// As a kernel takes it: f32, one entry after the other.
fn plain(tensor: FloatTensor<Cube>) -> FloatTensor<Cube> {
    into_contiguous(cast(tensor, DType::F32))
}

/// What a gather is to make.
struct Sizes {
    shape: [usize; 4],
    size: usize,
    stride: usize,
    backwards: bool,
}

fn gather(
    source: FloatTensor<Cube>,
    weight: FloatTensor<Cube>,
    bias: Optional<Cube>,
    added: Optional<Cube>,
    gate: Gate<Cube>,
    sizes: Sizes,
) -> FloatTensor<Cube> {
    let Sizes { shape: [batch, rows, columns, outputs], size, stride, backwards } = sizes;
    let extents = extents(source.shape().dims(), sizes.shape);
    // As much as fits into the registers of most GPUs, and is compiled in reasonable time.
    let (tile_rows, tile_columns) = if size <= 3 { (4, 4) } else { (1, 4) };
    let axis = |tile: usize, outputs: usize, sources: u32| {
        let tile = if backwards { tile.next_multiple_of(stride) } else { tile };
        Axis { tile, size, stride, backwards, whole: (tile >= outputs).then_some(sources as usize) }
    };
    let tile = Tile {
        rows: axis(tile_rows, rows, extents.source_rows),
        columns: axis(tile_columns, columns, extents.source_columns),
        depth: 4,
    };
    let client = source.client.clone();
    let output = empty_device_dtype(client.clone(), source.device.clone(), sizes.shape.into(), DType::F32);
    let units =
        batch * rows.div_ceil(tile.rows.tile) * columns.div_ceil(tile.columns.tile) * outputs.div_ceil(tile.depth);
    let cubes = CubeDim::new_1d(UNITS_OF_A_CUBE);
    let weight = plain(weight);
    let (kind, passed) = match gate {
        Gate::Open => (OPEN, None),
        Gate::Relu => (RELU, None),
        Gate::WherePositive(passed) => (WHERE_POSITIVE, Some(passed)),
    };
    let (bias, added) = (bias.into_option(), added.into_option());
    let follows = FollowsLaunch::new(u32::from(bias.is_some()), u32::from(added.is_some()), kind);
    let or_any = |tensor: Option<FloatTensor<Cube>>| tensor.map_or(weight.clone(), plain).into_buffer_arg();
    gather::gather::launch(
        &client,
        calculate_cube_count_elemwise(&client, units, cubes),
        cubes,
        plain(source).into_buffer_arg(),
        weight.clone().into_buffer_arg(),
        or_any(bias),
        or_any(added),
        or_any(passed),
        output.clone().into_buffer_arg(),
        batch as u32,
        extents.launch(),
        follows,
        tile,
    );
    output
}

fn weight_gradient(
    input: FloatTensor<Cube>,
    gradient: FloatTensor<Cube>,
    shape: [usize; 4],
    stride: usize,
) -> FloatTensor<Cube> {
    let [outputs, sources, size, _] = shape;
    let [batch, rows, columns, _] = gradient.shape().dims();
    let extents = extents(input.shape().dims(), gradient.shape().dims());
    // As many sums as fit into the registers of most GPUs.
    let (tile_rows, tile_columns, depth, inputs) = match size {
        1 => (2, 4, 4, 4),
        2 | 3 => (2, 4, 4, 2),
        4 | 5 => (1, 2, 4, 1),
        _ => (1, 1, 1, 1),
    };
    let axis = |tile: usize, outputs: usize, sources: u32| Axis {
        tile,
        size,
        stride,
        backwards: false,
        whole: (tile >= outputs).then_some(sources as usize),
    };
    let tile = Tile {
        rows: axis(tile_rows, rows, extents.source_rows),
        columns: axis(tile_columns, columns, extents.source_columns),
        depth,
    };
    let units = outputs.div_ceil(depth) * sources.div_ceil(inputs);
    let parts = UNITS_TO_BE_BUSY.div_ceil(units).min(batch);
    let client = gradient.client.clone();
    let parted = [parts, outputs, sources, size, size];
    let output = empty_device_dtype(client.clone(), gradient.device.clone(), parted.into(), DType::F32);
    let cubes = CubeDim::new_1d(UNITS_OF_A_CUBE);
    weight::weight_gradient::launch(
        &client,
        calculate_cube_count_elemwise(&client, units * parts, cubes),
        cubes,
        plain(input).into_buffer_arg(),
        plain(gradient).into_buffer_arg(),
        output.clone().into_buffer_arg(),
        batch as u32,
        parts as u32,
        extents.launch(),
        tile,
        inputs,
    );
    Cube::float_reshape(Cube::float_sum_dim(output, 0), shape.into())
}

fn extents(source: [usize; 4], output: [usize; 4]) -> Extents {
    let [_, source_rows, source_columns, sources] = source.map(|length| length as u32);
    let [_, output_rows, output_columns, outputs] = output.map(|length| length as u32);
    Extents { sources, source_rows, source_columns, outputs, output_rows, output_columns }
}

impl Extents {
    fn launch(self) -> ExtentsLaunch {
        ExtentsLaunch::new(
            self.sources,
            self.source_rows,
            self.source_columns,
            self.outputs,
            self.output_rows,
            self.output_columns,
        )
    }
}
