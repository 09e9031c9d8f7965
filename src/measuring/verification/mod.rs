//! A device against what is known: reference values in a safetensors file, finite differences, and another device.

mod differences;
mod layout;
mod quantities;
mod reference;
mod related;
mod tensors;

use burn::tensor::Device;
use serde::Serialize;

use self::{
    differences::differences,
    layout::Layout,
    quantities::{Quantity, quantities},
};
use crate::{
    error::{Error, Result},
    tensors::arrays::Array,
};

pub use self::reference::Reference;
pub use quantities::{IMAGE_TOLERANCE, JACOBIAN_TOLERANCE, TOLERANCE};

/// Smallest tolerance on a GPU, whose exponential and division are less exact than the CPU's.
pub const GPU_TOLERANCE: f64 = 1e-3;

/// One quantity, computed and compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Name of the tensor in the reference file.
    pub quantity: &'static str,
    /// Largest absolute difference; for the Jacobian, and for the works around the paper, relative to the largest entry.
    pub difference: f64,
    /// Largest difference allowed.
    pub tolerance: f64,
}

/// What became of the quantities of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// Those that were computed and compared.
    pub comparisons: Vec<Comparison>,
    /// Those that this version cannot compute, by the names of their tensors.
    pub missing: Vec<String>,
}

impl Verification {
    /// Whether every quantity was computed and no difference is too large.
    pub fn holds(&self) -> bool {
        self.missing.is_empty() && self.comparisons.iter().all(Comparison::holds)
    }
}

impl Comparison {
    /// Whether the difference is allowed. NaN is not.
    pub fn holds(&self) -> bool {
        self.difference <= self.tolerance
    }
}

/// What a quantity is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// Values computed elsewhere in double precision.
    Reference,
    /// Finite differences of what the same device computes.
    Differences,
    /// The CPU of the same machine.
    Cpu,
}

/// A [`Comparison`] with its verdict, for people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Check {
    /// What was computed.
    pub quantity: &'static str,
    /// What it was compared with.
    pub against: Against,
    /// Largest absolute difference; of derivatives relative to the largest entry.
    pub difference: f64,
    /// Largest difference allowed.
    pub tolerance: f64,
    /// Whether the difference is allowed. NaN is not.
    pub holds: bool,
}

impl Check {
    fn new(Comparison { quantity, difference, tolerance }: Comparison, against: Against, is_gpu: bool) -> Self {
        let tolerance = if is_gpu { tolerance.max(GPU_TOLERANCE) } else { tolerance };
        Self { quantity, against, difference, tolerance, holds: difference <= tolerance }
    }
}

/// Computes every quantity of a reference file on `device` and compares: of the paper, or of the works around it. The names
/// of its tensors say which.
///
/// # Errors
/// [`Error::Weights`] when the file is no such file; a failing device.
pub async fn verify(bytes: &[u8], device: &Device) -> Result<Verification> {
    let device = device.clone().without_autodiff();
    match Layout::read(bytes)? {
        Layout::Paper(reference) => {
            let comparisons = with_reference(&reference, &quantities(&reference, &device).await?)?;
            Ok(Verification { comparisons, missing: Vec::new() })
        }
        Layout::Related(related) => {
            let found = related.quantities(&device).await?;
            let comparisons = found.iter().map(|quantity| quantity.compare(related.array(quantity.name)?));
            Ok(Verification { comparisons: comparisons.collect::<Result<_>>()?, missing: related.missing() })
        }
    }
}

/// [`verify`] of the paper's quantities, the same derivatives against finite differences on the same device, and on a GPU everything once more
/// against the CPU.
///
/// # Errors
/// As [`verify`].
pub async fn check(bytes: &[u8], device: &Device, is_gpu: bool) -> Result<Vec<Check>> {
    let reference = Reference::read(bytes)?;
    let device = device.clone().without_autodiff();
    let found = quantities(&reference, &device).await?;
    let mut checks: Vec<_> = verdicts(with_reference(&reference, &found)?, Against::Reference, is_gpu);
    checks.extend(verdicts(differences(&reference, &found, &device).await?, Against::Differences, is_gpu));
    if is_gpu {
        let on_cpu = quantities(&reference, &Device::flex()).await?;
        let pairs = found.iter().zip(&on_cpu);
        let comparisons = pairs.map(|(found, cpu)| found.compare(&cpu.found)).collect::<Result<_>>()?;
        checks.extend(verdicts(comparisons, Against::Cpu, is_gpu));
    }
    Ok(checks)
}

fn verdicts(comparisons: Vec<Comparison>, against: Against, is_gpu: bool) -> Vec<Check> {
    comparisons.into_iter().map(|comparison| Check::new(comparison, against, is_gpu)).collect()
}

fn with_reference(reference: &Reference, found: &[Quantity]) -> Result<Vec<Comparison>> {
    found.iter().map(|quantity| quantity.compare(reference.array(quantity.name)?)).collect()
}

impl Quantity {
    fn compare(&self, expected: &Array) -> Result<Comparison> {
        let (found, expected) = (&self.found.values, &expected.values);
        if expected.len() != found.len() {
            return Err(Error::WrongLength {
                field: self.name.to_owned(),
                found: expected.len(),
                expected: found.len().to_string(),
            });
        }
        // What is zero everywhere has no scale of its own.
        let scale = largest(expected.iter().copied());
        let scale = if self.is_relative && scale != 0.0 { scale } else { 1.0 };
        let difference = largest(expected.iter().zip(found).map(|(a, b)| a - b)) / scale;
        Ok(Comparison { quantity: self.name, difference, tolerance: self.tolerance })
    }
}

/// The largest size of some numbers; NaN if one of them is.
fn largest(numbers: impl Iterator<Item = f32>) -> f64 {
    // Written so that a NaN is kept, not passed over.
    let larger = |most: f64, size: f64| if size <= most || most.is_nan() { most } else { size };
    numbers.map(|number| f64::from(number.abs())).fold(0.0, larger)
}
