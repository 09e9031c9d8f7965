//! Its gradient.

use burn::backend::{
    Autodiff, Backend,
    autodiff::{
        NodeId,
        checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
        grads::Gradients,
        ops::{Backward, Ops, OpsKind},
    },
    tensor::FloatTensor,
};

use super::Multiply;

impl<B: Backend + Multiply, C: CheckpointStrategy> Multiply for Autodiff<B, C> {
    fn product(left: FloatTensor<Self>, right: FloatTensor<Self>) -> FloatTensor<Self> {
        match Product.prepare::<C>([left.node(), right.node()]).compute_bound().stateful() {
            OpsKind::UnTracked(preparation) => {
                preparation.finish(B::product(left.into_primitive(), right.into_primitive()))
            }
            OpsKind::Tracked(mut preparation) => {
                let state = [preparation.checkpoint(&left), preparation.checkpoint(&right)];
                preparation.finish(state, B::product(left.into_primitive(), right.into_primitive()))
            }
        }
    }
}

/// The step of reverse mode.
#[derive(Debug)]
struct Product;

impl<B: Backend + Multiply> Backward<B, 2> for Product {
    type State = [NodeId; 2];

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, checkpointer: &mut Checkpointer) {
        let [left, right] = ops.state.map(|node| checkpointer.retrieve_node_output::<FloatTensor<B>>(node));
        let [to_left, to_right] = ops.parents;
        let gradient = grads.consume::<B>(&ops.node);
        if let Some(node) = to_left {
            grads.register::<B>(node.id, B::product(gradient.clone(), B::float_transpose(right)));
        }
        if let Some(node) = to_right {
            grads.register::<B>(node.id, B::product(B::float_transpose(left), gradient));
        }
    }
}
