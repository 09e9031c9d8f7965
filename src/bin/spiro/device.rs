//! What computes: one of Burn's devices, by name.

use std::{
    fmt::{self, Display, Formatter},
    str::FromStr,
};

use anyhow::{Context, Result, bail};
use burn::tensor::Device;

use crate::panics;

/// Opens a device; the index is that of the card, where one is given.
type Open = fn(Option<usize>) -> Result<Device>;

/// Devices that a feature of the crate compiles in.
macro_rules! compiled {
    ($($name:ident: $feature:literal, $open:expr;)*) => {
        $(
            #[cfg(feature = $feature)]
            const $name: Option<Open> = Some($open);
            #[cfg(not(feature = $feature))]
            const $name: Option<Open> = None;
        )*
    };
}

compiled! {
    WEBGPU: "webgpu", |index| graphics_card(index, WgpuBackend::Auto);
    VULKAN: "vulkan", |index| graphics_card(index, WgpuBackend::Vulkan);
    METAL: "metal", |index| graphics_card(index, WgpuBackend::Metal);
    CUDA: "cuda", |index| Ok(Device::cuda(index.unwrap_or(0)));
    ROCM: "rocm", |index| Ok(Device::rocm(index.unwrap_or(0)));
}

/// What computes where nothing else is asked for.
pub const USUAL: &str = "cpu";

/// The names, each of which is its feature's as well, and what opens the device. The processor needs none.
const DEVICES: [(&str, Option<Open>); 6] = [
    (USUAL, Some(processor)),
    ("webgpu", WEBGPU),
    ("vulkan", VULKAN),
    ("metal", METAL),
    ("cuda", CUDA),
    ("rocm", ROCM),
];

fn processor(index: Option<usize>) -> Result<Device> {
    if index.is_some() {
        bail!("--device cpu has no number: RAYON_NUM_THREADS says how much of the processor is used");
    }
    Ok(Device::flex())
}

#[cfg(any(feature = "webgpu", feature = "vulkan", feature = "metal"))]
use burn::tensor::{DeviceKind, wgpu::WgpuBackend};

/// The best adapter that there is, or the graphics card of that index.
#[cfg(any(feature = "webgpu", feature = "vulkan", feature = "metal"))]
fn graphics_card(index: Option<usize>, through: WgpuBackend) -> Result<Device> {
    let kind = index.map_or(DeviceKind::DefaultDevice, DeviceKind::DiscreteGpu);
    Ok(Device::wgpu_options().device_kind(kind).graphics_api(through).init()?)
}

/// A device's name and, after a colon, the card's index.
#[derive(Clone)]
pub struct DeviceChoice {
    name: &'static str,
    open: Open,
    index: Option<usize>,
}

impl FromStr for DeviceChoice {
    type Err = anyhow::Error;

    fn from_str(written: &str) -> Result<Self> {
        let (asked, index) = written.split_once(':').map_or((written, None), |(name, index)| (name, Some(index)));
        let index =
            index.map(str::parse).transpose().context("the number of a card must be a whole number, as in cuda:0")?;
        let names = DEVICES.map(|(name, _)| name).join(", ");
        let found = DEVICES.into_iter().find(|&(name, _)| name == asked);
        let (name, open) = found.with_context(|| format!("there is no device “{asked}”: there are {names}"))?;
        let open = open.with_context(|| {
            format!("this spiro was built without {name}: build it with `cargo build --release --features {name}`")
        })?;
        Ok(Self { name, open, index })
    }
}

/// As it is written on the command line.
impl Display for DeviceChoice {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        match self.index {
            Some(index) => write!(formatter, "{}:{index}", self.name),
            None => formatter.write_str(self.name),
        }
    }
}

impl DeviceChoice {
    /// Whether it is the one that computes where none is asked for.
    pub fn is_usual(&self) -> bool {
        self.name == USUAL
    }

    pub fn open(&self) -> Result<Device> {
        // Burn panics where there is no adapter.
        panics::as_errors(|| (self.open)(self.index)).with_context(|| {
            format!("the device {} cannot be opened: there may be no such card, or no driver for it; --device cpu needs none", self.name)
        })
    }
}
