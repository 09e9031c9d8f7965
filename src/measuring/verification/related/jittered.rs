//! Colour jitter, and its derivatives by each factor.

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::{JACOBIAN_TOLERANCE, quantity};
use crate::{
    error::Result,
    measuring::verification::{quantities::Quantity, tensors::Tensors},
    pictures::photographs::{JITTER, jitter},
    tensors::arrays::read,
};

/// Computes `jitter.out` and `jitter.jacobian`.
pub(super) async fn jittered(tensors: &Tensors, device: &Device) -> Result<Vec<Quantity>> {
    let images: Tensor<4> = tensors.tensor("jitter.images", device)?;
    let alpha: Vec<f64> = tensors.array("jitter.alpha")?.values.iter().map(|&value| value.into()).collect();
    let rows: Vec<_> = alpha.chunks_exact(JITTER.len()).collect();
    let along = |factor: usize| {
        let directions: Vec<f32> =
            rows.iter().flat_map(|_| (0..JITTER.len()).map(|other| f32::from(u8::from(other == factor)))).collect();
        let directions = Tensor::from_data(TensorData::new(directions, [rows.len(), JITTER.len()]), device);
        jitter(images.clone(), &rows, Some(directions)).tangent_or_zeros()
    };
    let jacobian: Tensor<5> = Tensor::stack((0..JITTER.len()).map(along).collect(), 1);
    let out = jitter(images.clone(), &rows, None).value;
    let found = read(Transaction::default().register(out).register(jacobian)).await?;
    let mut quantities: Vec<_> =
        ["jitter.out", "jitter.jacobian"].into_iter().zip(found).map(|(name, found)| quantity(name, found)).collect();
    quantities.iter_mut().skip(1).for_each(|jacobian| jacobian.tolerance = JACOBIAN_TOLERANCE);
    Ok(quantities)
}
