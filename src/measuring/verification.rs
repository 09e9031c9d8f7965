//! The library against reference values: a safetensors file of factors, pictures, losses and derivatives.

use burn::{
    module::Module,
    tensor::{Device, Tensor, TensorData, Transaction},
};
use serde::Serialize;

use crate::{
    encoder::{Convolution, Encode},
    error::{Error, Result},
    files::read_arrays,
    objective::{gradient_penalty, ntxent},
    pictures::{NATURAL, PUBLISHED, Pictures, Role, Roles, Scene, Source},
    tensors::{
        Moving,
        arrays::{Array, Arrays, read, remove},
    },
};

/// The factors of the reference values are the paper's: the first of the table.
const PAPER_FACTORS: usize = 10;
/// NT-Xent's temperature in the reference values.
const TEMPERATURE: f64 = 0.5;
/// Largest absolute difference allowed in pictures.
pub const IMAGE_TOLERANCE: f64 = 3e-5;
/// Largest difference allowed in the Jacobian, relative to its largest entry.
pub const JACOBIAN_TOLERANCE: f64 = 2e-3;
/// Largest absolute difference allowed in everything else.
pub const TOLERANCE: f64 = 1e-4;

/// One quantity, computed and compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Name of the tensor in the reference file.
    pub quantity: &'static str,
    /// Largest absolute difference; for the Jacobian relative to its largest entry.
    pub difference: f64,
    /// Largest difference allowed.
    pub tolerance: f64,
}

impl Comparison {
    /// Whether the difference is allowed. NaN is not.
    pub fn holds(&self) -> bool {
        self.difference <= self.tolerance
    }
}

/// Computes every quantity of a reference file on `device` and compares.
///
/// # Errors
/// [`Error::Weights`] when the file is not such a file; a failing device.
pub async fn verify(bytes: &[u8], device: &Device) -> Result<Vec<Comparison>> {
    let reference = Reference(read_arrays(bytes)?);
    let device = device.clone().without_autodiff();
    let mut comparisons = pictures(&reference, &device).await?;
    comparisons.extend(contrast(&reference, &device).await?);
    comparisons.extend(penalty(&reference, &device).await?);
    Ok(comparisons)
}

async fn pictures(reference: &Reference, device: &Device) -> Result<Vec<Comparison>> {
    let source = spirographs()?;
    let scenes = reference.scenes("params", &source)?;
    let images = source.render(&scenes, device);
    let published = PUBLISHED.render(&scenes, None, device).value;
    let moving = reference.shape("jacobian")?.first().copied().unwrap_or(0).min(scenes.len());
    let column = |(_, direction): (&str, Vec<f64>)| {
        let directions = std::iter::repeat_n(direction, moving);
        source.render_moving(&scenes[..moving], directions, device).tangent_or_zeros()
    };
    // The hand, which is fixed here, is not in the file.
    let jacobian: Tensor<5> = Tensor::stack(source.directions(Role::is_free).map(column).collect::<Vec<_>>(), 1);
    let found = read(Transaction::default().register(images).register(published).register(jacobian)).await?;
    let mut comparisons = reference.compare(&["images", "images_published", "jacobian"], &found, IMAGE_TOLERANCE)?;
    if let Some(jacobian) = comparisons.last_mut() {
        jacobian.difference /= reference.largest("jacobian")?;
        jacobian.tolerance = JACOBIAN_TOLERANCE;
    }
    Ok(comparisons)
}

async fn contrast(reference: &Reference, device: &Device) -> Result<Vec<Comparison>> {
    let first = reference.tensor::<2>("ntxent.z1", device)?.autodiff().require_grad();
    let second = reference.tensor::<2>("ntxent.z2", device)?.autodiff();
    let loss = ntxent(first.clone(), second, TEMPERATURE);
    let gradient = gradient(&first, &loss.backward())?;
    let found = read(Transaction::default().register(loss.without_autodiff()).register(gradient)).await?;
    reference.compare(&["ntxent.loss", "ntxent.grad_z1"], &found, TOLERANCE)
}

async fn penalty(reference: &Reference, device: &Device) -> Result<Vec<Comparison>> {
    let network = TwoConvolutions {
        first: Convolution::from_tensors(
            reference.tensor("penalty.w1", device)?,
            reference.tensor("penalty.b1", device)?,
            2,
        ),
        second: Convolution::from_tensors(
            reference.tensor("penalty.w2", device)?,
            reference.tensor("penalty.b2", device)?,
            2,
        ),
    }
    .train();
    let source = spirographs()?;
    let scenes = reference.scenes("penalty.params", &source)?;
    let directions = reference.nuisance_directions("penalty.delta", scenes.len(), &source)?;
    let images = source.render_moving(&scenes, directions.into_iter(), device);
    let representations = network.encode(images.autodiff());
    let normalised = representations.clone().normalise();
    let value = gradient_penalty(representations, None);
    let gradients = value.backward();
    let transaction = Transaction::default()
        .register(normalised.value.clone().without_autodiff())
        .register(normalised.tangent_or_zeros().without_autodiff())
        .register(value.without_autodiff())
        .register(gradient(&network.first.weight(), &gradients)?)
        .register(gradient(&network.second.weight(), &gradients)?);
    let names = ["penalty.representation", "penalty.j_delta", "penalty.value", "penalty.grad_w1", "penalty.grad_w2"];
    reference.compare(&names, &read(transaction).await?, TOLERANCE)
}

/// The pictures of the reference values.
fn spirographs() -> Result<Source> {
    Source::new(NATURAL, &Roles::default())
}

/// The reference file's small encoder.
#[derive(Module, Debug)]
struct TwoConvolutions {
    first: Convolution,
    second: Convolution,
}

impl Encode for TwoConvolutions {
    fn encode(&self, images: Moving<4>) -> Moving<2> {
        let inner = self.first.apply_relu(images.channels_last(), None);
        self.second.apply_relu(inner, None).mean_over_cells(1)
    }
}

fn gradient<const D: usize>(of: &Tensor<D>, gradients: &burn::tensor::Gradients) -> Result<Tensor<D>> {
    of.grad(gradients).ok_or_else(|| Error::Device { reason: "it returned no gradient.".to_owned() })
}

struct Reference(Arrays);

impl Reference {
    fn array(&self, name: &str) -> Result<&Array> {
        self.0
            .get(name)
            .ok_or_else(|| Error::Weights { field: name.to_owned(), reason: format!("tensor {name} is missing.") })
    }

    fn shape(&self, name: &str) -> Result<&[usize]> {
        Ok(&self.array(name)?.shape)
    }

    fn largest(&self, name: &str) -> Result<f64> {
        Ok(self.array(name)?.values.iter().fold(0.0, |largest, value| f64::from(value.abs()).max(largest)))
    }

    fn tensor<const D: usize>(&self, name: &str, device: &Device) -> Result<Tensor<D>> {
        let Array { shape, values } = self.array(name)?;
        if shape.len() != D {
            return Err(Error::Weights {
                field: name.to_owned(),
                reason: format!("tensor {name} has shape {shape:?}."),
            });
        }
        Ok(Tensor::from_data(TensorData::new(values.clone(), shape.clone()), device))
    }

    /// Factors that are checked for their number, not for their bounds: references may lie on either side. The hand is
    /// without flaws.
    fn scenes(&self, name: &str, source: &Source) -> Result<Vec<Scene>> {
        let scene = |row: &[f32]| match row.len() == PAPER_FACTORS {
            true => {
                let mut scene = Scene::neutral(source.table());
                scene.factors.iter_mut().zip(row).for_each(|(factor, &value)| *factor = f64::from(value));
                Ok(scene)
            }
            false => Err(Error::WrongLength {
                field: name.to_owned(),
                found: row.len(),
                expected: format!("{PAPER_FACTORS} a row"),
            }),
        };
        self.array(name)?.values.chunks(PAPER_FACTORS).map(scene).collect()
    }

    /// Directions over the nuisance columns, spread over all.
    fn nuisance_directions(&self, name: &str, batch: usize, source: &Source) -> Result<Vec<Vec<f64>>> {
        let nuisances = source.names(Role::varies).len();
        let delta = remove(&mut self.0.clone(), name, &[batch, nuisances])?;
        let spread = |row: &[f32]| {
            let mut entries = row.iter().map(|&entry| f64::from(entry));
            let entry = |varies: bool| if varies { entries.next().unwrap_or(0.0) } else { 0.0 };
            source.factors().iter().map(|factor| factor.role.varies()).map(entry).collect()
        };
        Ok(delta.values.chunks_exact(nuisances).map(spread).collect())
    }

    /// Compares arrays with the tensors of the given names.
    fn compare(&self, names: &[&'static str], found: &[Array], tolerance: f64) -> Result<Vec<Comparison>> {
        names
            .iter()
            .zip(found)
            .map(|(&quantity, found)| {
                let expected = self.array(quantity)?;
                if expected.values.len() != found.values.len() {
                    return Err(Error::WrongLength {
                        field: quantity.to_owned(),
                        found: expected.values.len(),
                        expected: found.values.len().to_string(),
                    });
                }
                let differences = expected.values.iter().zip(&found.values).map(|(a, b)| f64::from((a - b).abs()));
                // Written so that a NaN is kept, not passed over.
                let difference =
                    differences.fold(0.0, |largest: f64, d| if d <= largest || largest.is_nan() { largest } else { d });
                Ok(Comparison { quantity, difference, tolerance })
            })
            .collect()
    }
}
