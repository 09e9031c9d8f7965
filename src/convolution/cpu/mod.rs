//! On the CPU: tensors in and out of the package `spirograph-kernels`.

mod kept;

use burn::{
    backend::{Flex, TensorMetadata, flex::FlexTensor},
    tensor::{DType, TensorData},
};
use spirograph_kernels::{self as kernels, Finish, Purpose, Shape};

use self::kept::Kept;
use super::{Convolve, Gate, Optional, composed};

impl Convolve for Flex {
    fn convolve(
        input: FlexTensor,
        weight: FlexTensor,
        bias: Optional<Self>,
        added: Optional<Self>,
        gate: Gate<Self>,
        stride: usize,
    ) -> FlexTensor {
        if !is_single(&input) {
            return composed::convolve::<Self>(input, weight, bias, added, gate, stride);
        }
        let shape = shape(input.shape().dims(), weight.shape().dims(), stride);
        let [input, weight] = [input, weight].map(|tensor| tensor.to_contiguous());
        let [bias, added] = [bias, added].map(|tensor| tensor.into_option().map(|tensor| tensor.to_contiguous()));
        let passed = match &gate {
            Gate::WherePositive(passed) => Some(passed.to_contiguous()),
            Gate::Open | Gate::Relu => None,
        };
        let finish = Finish {
            bias: bias.as_ref().map(entries),
            added: added.as_ref().map(entries),
            gate: match (&gate, &passed) {
                (Gate::Relu, _) => kernels::Gate::Relu,
                (_, Some(passed)) => kernels::Gate::WherePositive(entries(passed)),
                (_, None) => kernels::Gate::Open,
            },
        };
        let packed = Kept::packed(&weight, &shape, Purpose::Results);
        let results = kernels::results(&shape, entries(&input), &packed, &finish);
        tensor(results, [shape.batch, shape.result_rows(), shape.result_columns(), shape.outputs])
    }

    fn input_gradient(gradient: FlexTensor, weight: FlexTensor, images: [usize; 4], stride: usize) -> FlexTensor {
        if !is_single(&gradient) {
            return composed::input_gradient::<Self>(gradient, weight, images, stride);
        }
        let shape = shape(images, weight.shape().dims(), stride);
        let [gradient, weight] = [gradient, weight].map(|tensor| tensor.to_contiguous());
        let packed = Kept::packed(&weight, &shape, Purpose::InputGradients);
        tensor(kernels::input_gradients(&shape, entries(&gradient), &packed), images)
    }

    fn weight_gradient(input: FlexTensor, gradient: FlexTensor, weight: [usize; 4], stride: usize) -> FlexTensor {
        if !is_single(&gradient) {
            return composed::weight_gradient::<Self>(input, gradient, weight, stride);
        }
        let shape = shape(input.shape().dims(), weight, stride);
        let [input, gradient] = [input, gradient].map(|tensor| tensor.to_contiguous());
        tensor(kernels::weight_gradient(&shape, entries(&input), entries(&gradient)), weight)
    }
}

/// The kernels are for f32; Burn's operations do the rest, which only tests ask for.
fn is_single(tensor: &FlexTensor) -> bool {
    tensor.dtype() == DType::F32
}

fn shape([batch, rows, columns, inputs]: [usize; 4], [outputs, _, size, _]: [usize; 4], stride: usize) -> Shape {
    Shape { batch, rows, columns, inputs, outputs, size, stride }
}

/// The entries of a contiguous tensor of f32.
fn entries(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or_default()
}

fn tensor(values: Vec<f32>, shape: [usize; 4]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}
