//! Experiments on finishing strokes: ways to go on from the first positions of figures that no network has seen.

use serde::Serialize;

use super::{
    experiment::{Extent, MOST_ARMS},
    fields::{Field, Fields},
    verdict::MOST_SEEDS,
};
use crate::{
    error::Result,
    fine_tuning::ArmName,
    strokes::{Finishes, GIVEN},
};

/// The fields of a file of this kind, besides those that all have.
pub(super) const FIELDS: [&str; 6] = ["network", "given", "arms", "tasks", "seeds", "small"];
/// The fields of a size.
const SIZES: [&str; 2] = ["tasks", "seeds"];
/// Most counts of given positions.
const MOST_COUNTS: usize = 8;

/// How strokes are finished.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StrokePlan {
    /// The name of the network's weights file.
    pub network: String,
    /// How many positions are given.
    pub given: Vec<usize>,
    /// The ways to go on.
    pub arms: Vec<StrokeArm>,
    /// How much is measured for the record.
    pub full: StrokeExtent,
    /// How much is measured in the page.
    pub small: StrokeExtent,
}

/// A way to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StrokeArm {
    /// Its name, in files and for programs.
    pub name: String,
    /// For people.
    pub words: String,
    /// What goes on.
    pub finishes: Finishes,
}

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StrokeExtent {
    /// Figures.
    pub tasks: usize,
    /// Seeds of the figures.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub seeds: u64,
}

impl StrokeExtent {
    /// Enough to see that everything works, and for nothing else.
    const QUICK: Self = Self { tasks: 2, seeds: 2 };

    fn read(fields: &Fields) -> Result<Self> {
        let count = |key: &str, bounds| fields.need(key)?.count(bounds);
        Ok(Self { tasks: count("tasks", (1, 1024))? as usize, seeds: count("seeds", (1, MOST_SEEDS))? })
    }
}

/// Counts of given positions, each larger than the one before.
fn given(field: &Field) -> Result<Vec<usize>> {
    let bounds = (GIVEN.0 as u64, GIVEN.1 as u64);
    let counts = field.list((1, MOST_COUNTS))?;
    let counts: Vec<_> = counts.iter().map(|count| Ok(count.count(bounds)? as usize)).collect::<Result<_>>()?;
    match counts.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) => Err(field.refuse(format!("must rise: {} stands before {}.", pair[0], pair[1]))),
        None => Ok(counts),
    }
}

impl StrokePlan {
    /// Reads the fields of this kind.
    pub(super) fn read(file: &Fields) -> Result<Self> {
        let arm = |field: &Field| {
            let fields = field.fields(&["name", "words", "finishes"])?;
            let (name, words) = (fields.need("name")?.name()?, fields.need("words")?.text()?);
            let finishes = fields.need("finishes")?.choice(&Finishes::ALL.map(Finishes::name))?;
            Ok(StrokeArm { name, words, finishes: Finishes::ALL[finishes] })
        };
        let fields = file.need("arms")?.list((2, MOST_ARMS))?;
        let arms: Vec<_> = fields.iter().map(arm).collect::<Result<_>>()?;
        for (index, (arm, field)) in arms.iter().zip(&fields).enumerate() {
            if let Some(other) = arms[..index].iter().find(|other| other.finishes == arm.finishes) {
                let reason = format!("makes no difference: “{}” goes on in the same way.", other.name);
                return Err(field.refuse_at("finishes", reason));
            }
        }
        Ok(Self {
            network: file.need("network")?.name()?,
            given: given(&file.need("given")?)?,
            arms,
            full: StrokeExtent::read(file)?,
            small: StrokeExtent::read(&file.need("small")?.fields(&SIZES)?)?,
        })
    }

    /// The names of the arms.
    pub(super) fn arm_names(&self) -> Vec<ArmName> {
        self.arms.iter().map(|arm| ArmName { name: arm.name.clone(), words: arm.words.clone() }).collect()
    }

    /// The quantities that an arm has.
    pub(super) fn quantities(&self) -> Vec<String> {
        self.given.iter().copied().map(quantity).collect()
    }

    /// How much is measured at an extent.
    pub fn size(&self, extent: Extent) -> StrokeExtent {
        match extent {
            Extent::Full => self.full,
            Extent::Small => self.small,
            Extent::Quick => StrokeExtent::QUICK,
        }
    }
}

/// The error after so many given positions.
pub(super) fn quantity(given: usize) -> String {
    format!("error, k = {given}")
}
