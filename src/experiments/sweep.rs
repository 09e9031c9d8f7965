//! Experiments that sweep: every factor is moved while the others stand still, and trained encoders are measured on it.

use serde::Serialize;

use super::{
    experiment::{Extent, MOST_ARMS},
    fields::{Field, Fields},
    verdict::MOST_SEEDS,
};
use crate::{
    error::Result,
    fine_tuning::ArmName,
    measuring::{MOST_PICTURES, Sweep, SweepCounts},
    pictures::{Kind, NATURAL, Roles, Source},
};

/// The fields of a file of this kind, besides those that all have.
pub(super) const FIELDS: [&str; 6] = ["samples", "values", "clean", "seeds", "arms", "small"];
/// The fields of a size.
const SIZES: [&str; 4] = ["samples", "values", "clean", "seeds"];
/// What is swept.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SweepPlan {
    /// The encoders.
    pub arms: Vec<SweepArm>,
    /// How much is measured for the record.
    pub full: SweepExtent,
    /// How much is measured in the page.
    pub small: SweepExtent,
}

/// An encoder that is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SweepArm {
    /// Its name, in files and for programs.
    pub name: String,
    /// For people.
    pub words: String,
    /// The name of the encoder.
    pub encoder: String,
}

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SweepExtent {
    /// Samples, each under every value of every factor.
    pub samples: usize,
    /// Values of a factor, equally spaced over its range.
    pub values: usize,
    /// Further samples that the representation's covariance is taken of.
    pub clean: usize,
    /// Seeds of the samples.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub seeds: u64,
}

impl SweepExtent {
    /// Enough to see that everything works, and for nothing else.
    const QUICK: Self = Self { samples: 8, values: 2, clean: 16, seeds: 2 };

    fn read(fields: &Fields) -> Result<Self> {
        let count = |key: &str, bounds| fields.need(key)?.count(bounds);
        let extent = Self {
            samples: count("samples", (8, 1024))? as usize,
            values: count("values", (2, 32))? as usize,
            clean: count("clean", (16, 10_000))? as usize,
            seeds: count("seeds", (1, MOST_SEEDS))?,
        };
        let pictures = SweepCounts::from(extent).pictures(Kind::from(NATURAL).factors().len());
        if pictures > MOST_PICTURES {
            let reason =
                format!("makes {pictures} pictures with the values and the clean samples, above {MOST_PICTURES}.");
            return Err(fields.need("samples")?.refuse(reason));
        }
        Ok(extent)
    }
}

impl From<SweepExtent> for SweepCounts {
    fn from(SweepExtent { samples, values, clean, .. }: SweepExtent) -> Self {
        Self { samples, values, clean }
    }
}

impl SweepPlan {
    /// Reads the fields of this kind.
    pub(super) fn read(file: &Fields) -> Result<Self> {
        let arm = |field: &Field| {
            let fields = field.fields(&["name", "words", "encoder"])?;
            let [name, encoder] = ["name", "encoder"].map(|name| fields.need(name)?.name());
            Ok(SweepArm { name: name?, words: fields.need("words")?.text()?, encoder: encoder? })
        };
        let fields = file.need("arms")?.list((2, MOST_ARMS))?;
        let arms: Vec<_> = fields.iter().map(arm).collect::<Result<_>>()?;
        for (index, (arm, field)) in arms.iter().zip(&fields).enumerate() {
            if let Some(other) = arms[..index].iter().find(|other| other.encoder == arm.encoder) {
                let reason = format!("makes no difference: “{}” is the same encoder.", other.name);
                return Err(field.refuse_at("encoder", reason));
            }
        }
        Ok(Self {
            arms,
            full: SweepExtent::read(file)?,
            small: SweepExtent::read(&file.need("small")?.fields(&SIZES)?)?,
        })
    }

    /// The names of the arms.
    pub(super) fn arm_names(&self) -> Vec<ArmName> {
        self.arms.iter().map(|arm| ArmName { name: arm.name.clone(), words: arm.words.clone() }).collect()
    }

    /// The quantities that an encoder can have: of the factors of natural pictures, those of the hand included.
    ///
    /// # Errors
    /// What [`Source::new`] refuses, which natural pictures are not.
    pub(super) fn quantities(&self) -> Result<Vec<String>> {
        Ok(Sweep::quantity_names(&Source::new(NATURAL, &Roles::default())?))
    }

    /// How much is measured at an extent.
    pub fn size(&self, extent: Extent) -> SweepExtent {
        match extent {
            Extent::Full => self.full,
            Extent::Small => self.small,
            Extent::Quick => SweepExtent::QUICK,
        }
    }
}
