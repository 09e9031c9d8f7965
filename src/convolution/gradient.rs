//! Gradients: what Burn's reverse mode does with a convolution.

use burn::backend::{
    Autodiff, Backend, TensorMetadata,
    autodiff::{
        NodeId,
        checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
        grads::Gradients,
        ops::{Backward, Ops, OpsKind},
    },
    tensor::FloatTensor,
};

use super::{Convolve, Gate, Optional};

// The gradients have no implementation of their own: Burn differentiates once, and they are what comes of that.
impl<B: Backend + Convolve, C: CheckpointStrategy> Convolve for Autodiff<B, C> {
    fn convolve(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: Optional<Self>,
        added: Optional<Self>,
        gate: Gate<Self>,
        stride: usize,
    ) -> FloatTensor<Self> {
        let missing = FloatTensor::<Self>::new(input.primitive().clone());
        let parents = [input.node(), weight.node(), bias.or(&missing).node(), added.or(&missing).node()];
        let (bias, added, gate) = (bias.inner(), added.inner(), gate.inner());
        let is_shared = matches!(&added, Optional::Given(added) if added.shape()[0] == 1);
        match Convolution.prepare::<C>(parents).compute_bound().stateful() {
            OpsKind::UnTracked(preparation) => {
                let (input, weight) = (input.into_primitive(), weight.into_primitive());
                preparation.finish(B::convolve(input, weight, bias, added, gate, stride))
            }
            OpsKind::Tracked(mut preparation) => {
                let (input_id, weight_id) = (preparation.checkpoint(&input), preparation.checkpoint(&weight));
                let (input, weight) = (input.into_primitive(), weight.into_primitive());
                let result = B::convolve(input, weight, bias, added, gate.clone(), stride);
                let passed = match gate {
                    Gate::Open => None,
                    Gate::Relu => Some(result.clone()),
                    Gate::WherePositive(passed) => Some(passed),
                };
                preparation.finish(State { input: input_id, weight: weight_id, passed, is_shared, stride }, result)
            }
        }
    }
}

impl<B: Backend, C: CheckpointStrategy> Optional<Autodiff<B, C>> {
    /// The tensor, or something that nothing depends on: Burn asks for a fixed number of parents.
    fn or<'a>(&'a self, other: &'a FloatTensor<Autodiff<B, C>>) -> &'a FloatTensor<Autodiff<B, C>> {
        match self {
            Self::Given(tensor) => tensor,
            Self::Missing => other,
        }
    }

    fn inner(self) -> Optional<B> {
        match self {
            Self::Given(tensor) => Optional::Given(tensor.into_primitive()),
            Self::Missing => Optional::Missing,
        }
    }
}

impl<B: Backend, C: CheckpointStrategy> Gate<Autodiff<B, C>> {
    fn inner(self) -> Gate<B> {
        match self {
            Self::Open => Gate::Open,
            Self::Relu => Gate::Relu,
            Self::WherePositive(tensor) => Gate::WherePositive(tensor.into_primitive()),
        }
    }
}

/// The step of reverse mode.
#[derive(Debug)]
struct Convolution;

/// What it keeps.
#[derive(Debug, Clone)]
struct State<T> {
    input: NodeId,
    weight: NodeId,
    /// Positive where the gate let through; none if it lets all through.
    passed: Option<T>,
    /// Whether all images of the batch have the same added to them.
    is_shared: bool,
    stride: usize,
}

impl<B: Backend + Convolve> Backward<B, 4> for Convolution {
    type State = State<FloatTensor<B>>;

    fn backward(self, ops: Ops<Self::State, 4>, grads: &mut Gradients, checkpointer: &mut Checkpointer) {
        let State { input, weight, passed, is_shared, stride } = ops.state;
        let [to_input, to_weight, to_bias, to_added] = ops.parents;
        let input = checkpointer.retrieve_node_output::<FloatTensor<B>>(input);
        let weight = checkpointer.retrieve_node_output::<FloatTensor<B>>(weight);
        let gradient = grads.consume::<B>(&ops.node);
        let gradient = match passed {
            Some(passed) => B::relu_backward(passed, gradient),
            None => gradient,
        };
        if let Some(node) = to_input {
            let shape = input.shape().dims();
            grads.register::<B>(node.id, B::input_gradient(gradient.clone(), weight.clone(), shape, stride));
        }
        if let Some(node) = to_weight {
            let shape = weight.shape().dims();
            grads.register::<B>(node.id, B::weight_gradient(input, gradient.clone(), shape, stride));
        }
        if let Some(node) = to_bias {
            let [batch, rows, columns, channels] = gradient.shape().dims();
            let pixels = B::float_reshape(gradient.clone(), [batch * rows * columns, channels].into());
            grads.register::<B>(node.id, B::float_reshape(B::float_sum_dim(pixels, 0), [channels].into()));
        }
        if let Some(node) = to_added {
            grads.register::<B>(node.id, if is_shared { B::float_sum_dim(gradient, 0) } else { gradient });
        }
    }
}
