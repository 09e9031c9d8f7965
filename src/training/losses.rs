//! The losses of a run: on the device until somebody reads them, then as numbers.

use burn::tensor::{Tensor, Transaction};
use serde::{Deserialize, Serialize};

use crate::{encoder::parameters::read, error::Result};

/// The losses of one step, on the device.
pub struct Losses {
    /// NT-Xent, one entry.
    pub contrastive: Tensor<1>,
    /// The gradient penalty before its weight, one entry; none while lambda is zero.
    pub penalty: Option<Tensor<1>>,
    /// Lambda at this step.
    pub lambda: f64,
}

/// The losses of one step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LossPoint {
    /// Which step, counted from one.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub step: u64,
    /// NT-Xent.
    pub contrastive: f32,
    /// The gradient penalty before its weight; none while lambda is zero.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub penalty: Option<f32>,
    /// What was minimised: the contrastive loss plus lambda times the penalty.
    pub total: f32,
}

impl LossPoint {
    /// Whether all losses are numbers.
    pub fn is_finite(&self) -> bool {
        self.contrastive.is_finite() && self.total.is_finite()
    }
}

/// Reads the losses of consecutive steps, the first of which is step `first`, in one transaction.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn read_losses(first: u64, unread: Vec<Losses>) -> Result<Vec<LossPoint>> {
    let mut transaction = Transaction::default();
    let mut shapes = Vec::new();
    for Losses { contrastive, penalty, lambda } in unread {
        shapes.push((penalty.is_some(), lambda));
        transaction = transaction.register(contrastive);
        if let Some(penalty) = penalty {
            transaction = transaction.register(penalty);
        }
    }
    let mut values = read(transaction).await?.into_iter().flat_map(|array| array.values);
    let mut next = || values.next().unwrap_or(f32::NAN);
    let points = (first..).zip(shapes).map(|(step, (has_penalty, lambda))| {
        let contrastive = next();
        let penalty = has_penalty.then(&mut next);
        LossPoint { step, contrastive, penalty, total: contrastive + lambda as f32 * penalty.unwrap_or(0.0) }
    });
    Ok(points.collect())
}
