//! The losses of a run: on the device until somebody reads them, then as numbers.

use burn::tensor::{Tensor, Transaction};
use serde::{Deserialize, Serialize};

use crate::{error::Result, named::Named, tensors::arrays::read};

/// One term of a step's loss, on the device.
pub struct TermLoss {
    /// The term's name.
    pub name: &'static str,
    /// What it is multiplied by.
    pub weight: f64,
    /// Its value before that, one entry.
    pub value: Tensor<1>,
}

/// The losses of one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LossPoint {
    /// Which step, counted from one.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub step: u64,
    /// The terms by name, each before its weight; a term whose weight is zero is left out.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub terms: Named<f32>,
    /// What was minimised: the sum of the terms, each times its weight.
    pub total: f32,
}

impl LossPoint {
    /// Whether all losses are numbers.
    pub fn is_finite(&self) -> bool {
        self.total.is_finite() && self.terms.values().all(|value| value.is_finite())
    }
}

/// Reads the losses of consecutive steps, the first of which is step `first`, in one transaction.
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn read_losses(first: u64, unread: Vec<Vec<TermLoss>>) -> Result<Vec<LossPoint>> {
    let all = unread.iter().flatten();
    let transaction = all.fold(Transaction::default(), |all, loss| all.register(loss.value.clone()));
    let mut values = read(transaction).await?.into_iter().flat_map(|array| array.values);
    let point = |(step, losses): (u64, Vec<TermLoss>)| {
        let mut total = 0.0;
        let mut term = |TermLoss { name, weight, .. }: TermLoss| {
            let value = values.next().unwrap_or(f32::NAN);
            total += weight as f32 * value;
            (name, value)
        };
        let terms = losses.into_iter().map(&mut term).collect();
        LossPoint { step, terms, total }
    };
    Ok((first..).zip(unread).map(point).collect())
}
