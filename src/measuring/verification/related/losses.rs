//! What is minimised, with its gradients, on a device.

use burn::tensor::{Device, Tensor, Transaction};

use super::quantity;
use crate::{
    error::Result,
    measuring::verification::{
        quantities::{Quantity, gradient},
        tensors::Tensors,
    },
    objective::{self, Renyi, coral, mmd, renyi},
    tensors::arrays::{matrix, read},
};

/// The numbers of the Rényi objective in the reference values.
const RENYI: Renyi = Renyi { temperature: 0.5, order: 2.0, skew: 1.0 / 65_536.0 };

/// The Rényi objective.
pub(super) async fn contrast(tensors: &Tensors, device: &Device) -> Result<Vec<Quantity>> {
    let loss = |first, second| renyi(first, second, None, &RENYI);
    let names = ["renyi.loss", "renyi.grad_z1", "renyi.grad_z2"];
    with_gradients(names, tensors, ["renyi.z1", "renyi.z2"], loss, device).await
}

/// Both measures of distribution matching.
pub(super) async fn matching(tensors: &Tensors, device: &Device) -> Result<Vec<Quantity>> {
    let of = ["matching.x", "matching.y"];
    let [[first, _], [second, _]] = [tensors.sizes(of[0])?, tensors.sizes(of[1])?];
    let split = (0..first).map(|_| [1.0 / first as f64]).chain((0..second).map(|_| [-1.0 / second as f64]));
    let split = matrix(split.collect::<Vec<_>>().into_iter(), &device.clone().autodiff());
    let between = |measure: fn(Tensor<2>, Tensor<2>) -> Tensor<1>| {
        let split = split.clone();
        move |first, second| measure(Tensor::cat(vec![first, second], 0), split)
    };
    let names = ["matching.mmd", "matching.mmd_grad_x", "matching.mmd_grad_y"];
    let mut all = with_gradients(names, tensors, of, between(mmd), device).await?;
    let names = ["matching.coral", "matching.coral_grad_x", "matching.coral_grad_y"];
    all.extend(with_gradients(names, tensors, of, between(coral), device).await?);
    Ok(all)
}

/// How far inner products are not kept.
pub(super) async fn isometry(tensors: &Tensors, device: &Device) -> Result<Vec<Quantity>> {
    let names = ["isometry.value", "isometry.grad_before", "isometry.grad_after"];
    with_gradients(names, tensors, ["isometry.before", "isometry.after"], objective::isometry, device).await
}

/// A value of two matrices of the file, and its gradients by both.
async fn with_gradients(
    names: [&'static str; 3],
    tensors: &Tensors,
    of: [&str; 2],
    value: impl FnOnce(Tensor<2>, Tensor<2>) -> Tensor<1>,
    device: &Device,
) -> Result<Vec<Quantity>> {
    let [first, second] = of.map(|name| tensors.tensor::<2>(name, device));
    let [first, second] = [first?, second?].map(|rows| rows.autodiff().require_grad());
    let value = value(first.clone(), second.clone());
    let gradients = value.backward();
    let transaction = Transaction::default()
        .register(value.without_autodiff())
        .register(gradient(&first, &gradients)?)
        .register(gradient(&second, &gradients)?);
    Ok(names.into_iter().zip(read(transaction).await?).map(|(name, found)| quantity(name, found)).collect())
}
