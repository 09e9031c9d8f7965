//! On the devices of CubeCL: WebGPU and others.

use burn::{
    backend::{Cube, TensorMetadata, ops::FloatTensorOps, tensor::FloatTensor},
    tensor::DType,
};
use burn_cubecl::{kernel::into_contiguous, ops::numeric::empty_device_dtype};
use cubecl::{calculate_cube_count_elemwise, prelude::*};

use super::Multiply;

/// Rows and columns that a unit makes: each entry that is loaded counts for so many.
const TILE: usize = 4;

/// Units that run together.
const UNITS_OF_A_CUBE: u32 = 64;

impl Multiply for Cube {
    fn product(left: FloatTensor<Self>, right: FloatTensor<Self>) -> FloatTensor<Self> {
        let dtype = left.dtype;
        if dtype != DType::F32 {
            let [left, right] = [left, right].map(|factor| Self::float_cast(factor, DType::F32.into()));
            return Self::float_cast(Self::product(left, right), dtype.into());
        }
        multiply(left, right)
    }
}

fn multiply(left: FloatTensor<Cube>, right: FloatTensor<Cube>) -> FloatTensor<Cube> {
    let (left, right) = (Factor::of(left), Factor::of(right));
    let (rows, inner, columns) = (left.rows, left.columns, right.columns);
    let mut shape = left.tensor.shape();
    let rank = shape.num_dims();
    assert_eq!(shape[..rank - 2], right.tensor.shape()[..rank - 2], "products of batches of different shapes");
    assert_eq!(inner, right.rows, "a product over dimensions of different lengths");
    let batch: usize = shape[..rank - 2].iter().product();
    shape[rank - 1] = columns;
    let (client, device) = (left.tensor.client.clone(), left.tensor.device.clone());
    let output = empty_device_dtype(client.clone(), device, shape, DType::F32);
    let units = batch * rows.div_ceil(TILE) * columns.div_ceil(TILE);
    let cubes = CubeDim::new_1d(UNITS_OF_A_CUBE);
    let layout = LayoutLaunch::new(
        batch as u32,
        rows as u32,
        inner as u32,
        columns as u32,
        left.strides[0] as u32,
        left.strides[1] as u32,
        right.strides[0] as u32,
        right.strides[1] as u32,
    );
    product::launch(
        &client,
        calculate_cube_count_elemwise(&client, units, cubes),
        cubes,
        left.tensor.into_buffer_arg(),
        right.tensor.into_buffer_arg(),
        output.clone().into_buffer_arg(),
        layout,
        TILE,
    );
    output
}

/// A matrix for each of a batch, one after the other; each by rows or by columns.
struct Factor {
    tensor: FloatTensor<Cube>,
    rows: usize,
    columns: usize,
    /// From row to row and from column to column.
    strides: [usize; 2],
}

impl Factor {
    fn of(tensor: FloatTensor<Cube>) -> Self {
        let rank = tensor.rank();
        let [rows, columns] = [tensor.shape()[rank - 2], tensor.shape()[rank - 1]];
        let transposed = Cube::float_transpose(tensor.clone());
        if transposed.is_contiguous() {
            return Self { tensor, rows, columns, strides: [1, rows] };
        }
        Self { tensor: into_contiguous(tensor), rows, columns, strides: [columns, 1] }
    }
}

/// Lengths of the dimensions, and the steps from row to row and from column to column of the factors.
#[derive(CubeType, CubeLaunch, Clone, Copy)]
struct Layout {
    batch: u32,
    rows: u32,
    inner: u32,
    columns: u32,
    left_row: u32,
    left_column: u32,
    right_row: u32,
    right_column: u32,
}

/// A unit makes `tile` rows of `tile` columns.
#[cube(launch)]
fn product(left: &[f32], right: &[f32], output: &mut [f32], layout: Layout, #[comptime] tile: usize) {
    let across = layout.columns.div_ceil(comptime!(tile as u32));
    let down = layout.rows.div_ceil(comptime!(tile as u32));
    let unit = ABSOLUTE_POS as u32;
    let first_column = unit % across * comptime!(tile as u32);
    let first_row = unit / across % down * comptime!(tile as u32);
    let matrix = unit / across / down;
    if matrix >= layout.batch {
        terminate!();
    }

    let mut rows = Sequence::<u32>::new();
    let mut columns = Sequence::<u32>::new();
    #[unroll]
    for i in 0..tile {
        // Of the rows and columns that the last tile has too many, nothing is written.
        let row = min(first_row + comptime!(i as u32), layout.rows - 1);
        let column = min(first_column + comptime!(i as u32), layout.columns - 1);
        rows.push(matrix * layout.rows * layout.inner + row * layout.left_row);
        columns.push(matrix * layout.inner * layout.columns + column * layout.right_column);
    }
    let mut sums = Array::<f32>::new(comptime!(tile * tile));
    #[unroll]
    for i in 0..comptime!(tile * tile) {
        sums[i] = 0.0;
    }
    for k in 0..layout.inner {
        let mut factors = Sequence::<f32>::new();
        #[unroll]
        for i in 0..tile {
            factors.push(left[(*rows.index(i) + k * layout.left_column) as usize]);
        }
        #[unroll]
        for j in 0..tile {
            let factor = right[(*columns.index(j) + k * layout.right_row) as usize];
            #[unroll]
            for i in 0..tile {
                sums[comptime!(i * tile + j)] += *factors.index(i) * factor;
            }
        }
    }
    #[unroll]
    for i in 0..tile {
        let row = first_row + comptime!(i as u32);
        #[unroll]
        for j in 0..tile {
            let column = first_column + comptime!(j as u32);
            if row < layout.rows && column < layout.columns {
                let at = (matrix * layout.rows + row) * layout.columns + column;
                output[at as usize] = sums[comptime!(i * tile + j)];
            }
        }
    }
}
