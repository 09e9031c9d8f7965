//! On the devices of CubeCL, WebGPU and others: one pass.

use burn::backend::{Cube, TensorMetadata, tensor::FloatTensor};
use burn_cubecl::{kernel::into_contiguous, ops::numeric::empty_device_dtype};
use cubecl::{calculate_cube_count_elemwise, prelude::*};

use super::{Coefficients, Descend, EPSILON, MEMORY};

/// Units that run together.
const UNITS_OF_A_CUBE: u32 = 64;

impl Descend for Cube {
    fn adam(
        parameter: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        coefficients: Coefficients,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let Coefficients { decay, rate, corrections } = coefficients;
        let numbers = NumbersLaunch::new(
            decay as f32,
            (rate / corrections[0]) as f32,
            (1.0 / corrections[1]) as f32,
            MEMORY[0] as f32,
            MEMORY[1] as f32,
            EPSILON as f32,
        );
        let inputs = [parameter, gradient, first, second].map(into_contiguous);
        let like = &inputs[0];
        let client = like.client.clone();
        let outputs =
            [(); 3].map(|()| empty_device_dtype(client.clone(), like.device.clone(), like.shape(), like.dtype));
        let cubes = CubeDim::new_1d(UNITS_OF_A_CUBE);
        let count = calculate_cube_count_elemwise(&client, like.shape().num_elements(), cubes);
        let [parameter, gradient, first, second] = inputs.map(FloatTensor::<Self>::into_buffer_arg);
        let [to_parameter, to_first, to_second] = outputs.clone().map(FloatTensor::<Self>::into_buffer_arg);
        descend::launch(
            &client,
            count,
            cubes,
            parameter,
            gradient,
            first,
            second,
            to_parameter,
            to_first,
            to_second,
            numbers,
        );
        outputs.into()
    }
}

/// The numbers of a step, as the kernel needs them.
#[derive(CubeType, CubeLaunch, Clone, Copy)]
struct Numbers {
    decay: f32,
    rate: f32,
    second_factor: f32,
    first_memory: f32,
    second_memory: f32,
    epsilon: f32,
}

#[cube(launch)]
fn descend(
    parameter: &[f32],
    gradient: &[f32],
    first: &[f32],
    second: &[f32],
    to_parameter: &mut [f32],
    to_first: &mut [f32],
    to_second: &mut [f32],
    numbers: Numbers,
) {
    let at = ABSOLUTE_POS;
    if at >= parameter.len() {
        terminate!();
    }
    let slope = gradient[at];
    let mean = numbers.first_memory * first[at] + (1.0 - numbers.first_memory) * slope;
    let square = numbers.second_memory * second[at] + (1.0 - numbers.second_memory) * slope * slope;
    to_first[at] = mean;
    to_second[at] = square;
    let deviation = (square * numbers.second_factor).sqrt() + numbers.epsilon;
    to_parameter[at] = numbers.decay * parameter[at] - numbers.rate * mean / deviation;
}
