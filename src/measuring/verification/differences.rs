//! Derivatives against central differences of what the same device computes.

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::{
    Comparison,
    quantities::{Contrast, Penalty, Quantity, jacobian, spirographs},
    reference::{PAPER_FACTORS, Reference},
};
use crate::{
    encoder::Encode,
    error::Result,
    objective::gradient_penalty,
    pictures::Scene,
    tensors::arrays::{Array, read, read_entries},
};

/// By how much factors are moved to both sides: between the noise of single precision, which grows as the step gets
/// smaller, and what the curve bends, which grows with its square. A thousandth of b turns the end of a curve by a radian.
const FACTOR_STEP: f64 = 1e-4;
/// By how much weights and projections are moved along their gradient. Where a step takes a ReLU from one side to the
/// other the penalty jumps: this one does not.
const GRADIENT_STEP: f64 = 1e-3;
/// Pictures whose derivatives are compared.
const PICTURES: usize = 2;
/// Largest difference allowed, relative to the largest derivative: what the noise of single precision comes to over such
/// steps.
const TOLERANCE: f64 = 1e-2;

/// The derivatives that the paper needs, each relative to its largest entry. `found` are the quantities as the device
/// computed them.
pub(super) async fn differences(reference: &Reference, found: &[Quantity], device: &Device) -> Result<Vec<Comparison>> {
    let mut all = vec![pictures(reference, device).await?, representation(reference, device).await?];
    for quantity in found {
        all.extend(match quantity.name {
            "ntxent.grad_z1" => Some(contrast(reference, quantity, device).await?),
            "penalty.grad_w1" => Some(penalty(reference, quantity, device).await?),
            _ => None,
        });
    }
    Ok(all)
}

/// ∂picture/∂factor, for each of the paper's factors.
async fn pictures(reference: &Reference, device: &Device) -> Result<Comparison> {
    let source = spirographs()?;
    let scenes = reference.scenes("params", &source)?;
    let scenes = &scenes[..PICTURES.min(scenes.len())];
    let column = |column: usize| {
        let by = unit(column, source.table().len());
        central(FACTOR_STEP, |step| {
            let moved: Vec<_> = scenes.iter().map(|scene| along(scene, &by, step)).collect();
            source.render(&moved, device)
        })
    };
    let expected: Tensor<5> = Tensor::stack((0..PAPER_FACTORS).map(column).collect(), 1);
    compare("jacobian", jacobian(&source, scenes, device), expected).await
}

/// J·δ of the normalised representation.
async fn representation(reference: &Reference, device: &Device) -> Result<Comparison> {
    let Penalty { network, source, scenes, directions } = Penalty::new(reference, device)?;
    let expected = central(FACTOR_STEP, |step| {
        let moved: Vec<_> = scenes.iter().zip(&directions).map(|(scene, by)| along(scene, by, step)).collect();
        network.encode(source.render(&moved, device).into()).normalise().value
    });
    let images = source.render_moving(&scenes, directions.iter().cloned(), device);
    compare("penalty.j_delta", network.encode(images).normalise().tangent_or_zeros(), expected).await
}

/// NT-Xent's gradient by the projections of the first views.
async fn contrast(reference: &Reference, gradient: &Quantity, device: &Device) -> Result<Comparison> {
    let contrast = Contrast::new(reference, device)?;
    along_gradient(gradient, contrast.first.clone(), |first| contrast.loss(first)).await
}

/// The penalty's gradient by the weights of the first layer.
async fn penalty(reference: &Reference, gradient: &Quantity, device: &Device) -> Result<Comparison> {
    let Penalty { network, source, scenes, directions } = Penalty::new(reference, device)?;
    let images = source.render_moving(&scenes, directions.into_iter(), device);
    let value = |weight| gradient_penalty(network.with_first(weight).encode(images.clone()), None);
    along_gradient(gradient, reference.tensor::<4>("penalty.w1", device)?, value).await
}

/// The derivative of `value` along its gradient, which must be the gradient's length.
async fn along_gradient<const D: usize>(
    gradient: &Quantity,
    at: Tensor<D>,
    value: impl Fn(Tensor<D>) -> Tensor<1>,
) -> Result<Comparison> {
    let Array { shape, values } = &gradient.found;
    let length = values.iter().map(|&entry| f64::from(entry).powi(2)).sum::<f64>().sqrt();
    let direction = Tensor::<D>::from_data(TensorData::new(values.clone(), shape.clone()), &at.device()) / length;
    let slope = central(GRADIENT_STEP, |step| value(at.clone() + direction.clone() * step));
    let slopes = read_entries(slope).await?;
    let expected = Array { shape: vec![1], values: slopes };
    let found = Array { shape: vec![1], values: vec![length as f32] };
    Quantity { name: gradient.name, found, tolerance: TOLERANCE, is_relative: true }.compare(&expected)
}

async fn compare<const D: usize>(name: &'static str, found: Tensor<D>, expected: Tensor<D>) -> Result<Comparison> {
    let mut read = read(Transaction::default().register(found).register(expected)).await?.into_iter();
    let mut next = || read.next().unwrap_or(Array { shape: vec![0], values: Vec::new() });
    Quantity { name, found: next(), tolerance: TOLERANCE, is_relative: true }.compare(&next())
}

/// The derivative at 0 of what depends on a step.
fn central<const D: usize>(step: f64, value: impl Fn(f64) -> Tensor<D>) -> Tensor<D> {
    (value(step) - value(-step)) / (2.0 * step)
}

/// The direction of one factor among `length`.
fn unit(column: usize, length: usize) -> Vec<f64> {
    (0..length).map(|other| if other == column { 1.0 } else { 0.0 }).collect()
}

/// The scene with its factors moved.
fn along(scene: &Scene, direction: &[f64], step: f64) -> Scene {
    let mut moved = scene.clone();
    moved.factors.iter_mut().zip(direction).for_each(|(factor, by)| *factor += step * by);
    moved
}
