//! What a device computes of the paper's own quantities, one function for each part of their file.

use burn::{
    module::Module,
    tensor::{Device, Gradients, Tensor, Transaction},
};

use super::reference::Reference;
use crate::{
    encoder::{Convolution, Encode},
    error::{Error, Result},
    objective::{gradient_penalty, ntxent},
    pictures::{NATURAL, PUBLISHED, Pictures, Role, Roles, Scene, Source},
    tensors::{
        Moving,
        arrays::{Array, read},
    },
};

/// NT-Xent's temperature in the reference values.
const TEMPERATURE: f64 = 0.5;
/// Largest absolute difference allowed in pictures.
pub const IMAGE_TOLERANCE: f64 = 3e-5;
/// Largest difference allowed in the Jacobian, relative to its largest entry.
pub const JACOBIAN_TOLERANCE: f64 = 2e-3;
/// Largest absolute difference allowed in everything else.
pub const TOLERANCE: f64 = 1e-4;

/// A tensor of the reference file, as a device computed it.
pub(super) struct Quantity {
    pub name: &'static str,
    pub found: Array,
    pub tolerance: f64,
    /// Whether differences count relative to the largest entry.
    pub is_relative: bool,
}

/// Computes every quantity of a reference file on `device`.
pub(super) async fn quantities(reference: &Reference, device: &Device) -> Result<Vec<Quantity>> {
    let mut all = pictures(reference, device).await?;
    all.extend(contrast(reference, device).await?);
    all.extend(penalty(reference, device).await?);
    Ok(all)
}

async fn pictures(reference: &Reference, device: &Device) -> Result<Vec<Quantity>> {
    let source = spirographs()?;
    let scenes = reference.scenes("params", &source)?;
    let moving = reference.shape("jacobian")?.first().copied().unwrap_or(0).min(scenes.len());
    let transaction = Transaction::default()
        .register(source.render(&scenes, device))
        .register(PUBLISHED.render(&scenes, None, device).value)
        .register(jacobian(&source, &scenes[..moving], device));
    let mut all = named(&["images", "images_published", "jacobian"], read(transaction).await?, IMAGE_TOLERANCE);
    if let Some(jacobian) = all.last_mut() {
        jacobian.tolerance = JACOBIAN_TOLERANCE;
        jacobian.is_relative = true;
    }
    Ok(all)
}

/// The derivative of each picture by each factor, `[scenes, factors, 3, side, side]`; those of the hand, which is fixed
/// here, are not in the file.
pub(super) fn jacobian(source: &Source, scenes: &[Scene], device: &Device) -> Tensor<5> {
    let column = |(_, direction): (&str, Vec<f64>)| {
        let directions = std::iter::repeat_n(direction, scenes.len());
        source.render_moving(scenes, directions, device).tangent_or_zeros()
    };
    Tensor::stack(source.directions(Role::is_free).map(column).collect::<Vec<_>>(), 1)
}

async fn contrast(reference: &Reference, device: &Device) -> Result<Vec<Quantity>> {
    let Contrast { first, second } = Contrast::new(reference, device)?;
    let first = first.autodiff().require_grad();
    let loss = ntxent(first.clone(), second.autodiff(), None, TEMPERATURE);
    let gradient = gradient(&first, &loss.backward())?;
    let transaction = Transaction::default().register(loss.without_autodiff()).register(gradient);
    Ok(named(&["ntxent.loss", "ntxent.grad_z1"], read(transaction).await?, TOLERANCE))
}

/// The projections of the two views of a batch, `[pairs, dimension]` each.
pub(super) struct Contrast {
    pub first: Tensor<2>,
    pub second: Tensor<2>,
}

impl Contrast {
    pub fn new(reference: &Reference, device: &Device) -> Result<Self> {
        Ok(Self { first: reference.tensor("ntxent.z1", device)?, second: reference.tensor("ntxent.z2", device)? })
    }

    /// The loss with other projections of the first views.
    pub fn loss(&self, first: Tensor<2>) -> Tensor<1> {
        ntxent(first, self.second.clone(), None, TEMPERATURE)
    }
}

async fn penalty(reference: &Reference, device: &Device) -> Result<Vec<Quantity>> {
    let Penalty { network, source, scenes, directions } = Penalty::new(reference, device)?;
    let network = network.train();
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
    Ok(named(&names, read(transaction).await?, TOLERANCE))
}

/// A small encoder, scenes that it looks at, and by how much each one's nuisance factors move.
pub(super) struct Penalty {
    pub network: TwoConvolutions,
    pub source: Source,
    pub scenes: Vec<Scene>,
    pub directions: Vec<Vec<f64>>,
}

impl Penalty {
    pub fn new(reference: &Reference, device: &Device) -> Result<Self> {
        let tensor = |name| reference.tensor(name, device);
        let network = TwoConvolutions {
            first: Convolution::from_tensors(tensor("penalty.w1")?, reference.tensor("penalty.b1", device)?, 2),
            second: Convolution::from_tensors(tensor("penalty.w2")?, reference.tensor("penalty.b2", device)?, 2),
        };
        let source = spirographs()?;
        let scenes = reference.scenes("penalty.params", &source)?;
        let directions = reference.nuisance_directions("penalty.delta", &source)?;
        Ok(Self { network, source, scenes, directions })
    }
}

/// The pictures of the reference values.
pub(super) fn spirographs() -> Result<Source> {
    Source::new(NATURAL, &Roles::default())
}

/// The reference file's small encoder.
#[derive(Module, Debug)]
pub(super) struct TwoConvolutions {
    first: Convolution,
    second: Convolution,
}

impl TwoConvolutions {
    /// With other weights in the first layer.
    pub fn with_first(&self, weight: Tensor<4>) -> Self {
        Self { first: self.first.clone().with_weight(weight), second: self.second.clone() }
    }
}

impl Encode for TwoConvolutions {
    fn encode(&self, images: Moving<4>) -> Moving<2> {
        let inner = self.first.apply_relu(images.channels_last(), None);
        self.second.apply_relu(inner, None).mean_over_cells(1)
    }
}

pub(super) fn gradient<const D: usize>(of: &Tensor<D>, gradients: &Gradients) -> Result<Tensor<D>> {
    of.grad(gradients).ok_or_else(|| Error::Device { reason: "it returned no gradient.".to_owned() })
}

fn named(names: &[&'static str], found: Vec<Array>, tolerance: f64) -> Vec<Quantity> {
    let quantity = |(&name, found)| Quantity { name, found, tolerance, is_relative: false };
    names.iter().zip(found).map(quantity).collect()
}
