//! Experiments that translate: one encoder's representations are read with another's eyes.

use serde::Serialize;

use super::{
    experiment::{Extent, MOST_ARMS},
    fields::{Field, Fields},
    verdict::MOST_SEEDS,
};
use crate::{
    error::Result,
    fine_tuning::ArmName,
    measuring::{Reads, StitchingPlan},
    translating::Class,
};

/// The fields of a file of this kind, besides those that all have.
pub(super) const FIELDS: [&str; 7] = ["from", "to", "anchors", "samples", "seeds", "arms", "small"];
/// The fields of a size.
const SIZES: [&str; 2] = ["samples", "seeds"];
/// Most counts of anchors: a translation of each class is fitted for each.
const MOST_COUNTS: usize = 8;

/// What is translated.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TranslationPlan {
    /// The name of the encoder whose representations are translated.
    pub from: String,
    /// The name of the encoder whose probe reads them.
    pub to: String,
    /// Counts of anchors: pictures that both encoders have encoded.
    pub anchors: Vec<usize>,
    /// How they are translated, and what is beside it.
    pub arms: Vec<TranslationArm>,
    /// How much is measured for the record.
    pub full: TranslationExtent,
    /// How much is measured in the page.
    pub small: TranslationExtent,
}

/// A way to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TranslationArm {
    /// Its name, in files and for programs.
    pub name: String,
    /// For people.
    pub words: String,
    /// Whose representations it reads, and by whose probe.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"from\" | \"to\" | Class"))]
    pub reads: Reads,
}

/// What is read, by the word that a file has for it.
fn reads(field: &Field) -> Result<Reads> {
    let own = [("from", Reads::From), ("to", Reads::To)];
    let all = Class::ALL.into_iter().map(|class| (class.name(), Reads::Translated(class))).chain(own);
    let (words, all): (Vec<_>, Vec<_>) = all.unzip();
    Ok(all[field.choice(&words)?])
}

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TranslationExtent {
    /// Samples that are read, of Spirographs and of drawings each.
    pub samples: usize,
    /// Seeds of anchors and samples.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub seeds: u64,
}

impl TranslationExtent {
    /// Enough to see that everything works, and for nothing else.
    const QUICK: Self = Self { samples: 8, seeds: 2 };

    fn read(fields: &Fields) -> Result<Self> {
        let count = |key: &str, bounds| fields.need(key)?.count(bounds);
        Ok(Self { samples: count("samples", (8, 4096))? as usize, seeds: count("seeds", (1, MOST_SEEDS))? })
    }
}

/// Counts of anchors, each larger than the one before.
fn anchors(field: &Field) -> Result<Vec<usize>> {
    let counts = field.list((1, MOST_COUNTS))?;
    let counts: Vec<_> = counts.iter().map(|count| Ok(count.count((2, 4096))? as usize)).collect::<Result<_>>()?;
    match counts.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) => Err(field.refuse(format!("must rise: {} stands before {}.", pair[0], pair[1]))),
        None => Ok(counts),
    }
}

impl TranslationPlan {
    /// Reads the fields of this kind.
    pub(super) fn read(file: &Fields) -> Result<Self> {
        let arm = |field: &Field| {
            let fields = field.fields(&["name", "words", "reads"])?;
            let (name, words) = (fields.need("name")?.name()?, fields.need("words")?.text()?);
            Ok(TranslationArm { name, words, reads: reads(&fields.need("reads")?)? })
        };
        let fields = file.need("arms")?.list((2, MOST_ARMS))?;
        let arms: Vec<_> = fields.iter().map(arm).collect::<Result<_>>()?;
        for (index, (arm, field)) in arms.iter().zip(&fields).enumerate() {
            if let Some(other) = arms[..index].iter().find(|other| other.reads == arm.reads) {
                let reason = format!("makes no difference: “{}” reads the same.", other.name);
                return Err(field.refuse_at("reads", reason));
            }
        }
        let [from, to] = ["from", "to"].map(|name| file.need(name)?.name());
        let (from, to) = (from?, to?);
        if from == to {
            return Err(file.need("to")?.refuse(format!("must be another encoder than “{from}”.")));
        }
        let anchors = anchors(&file.need("anchors")?)?;
        let full = TranslationExtent::read(file)?;
        let small = TranslationExtent::read(&file.need("small")?.fields(&SIZES)?)?;
        Ok(Self { from, to, anchors, arms, full, small })
    }

    /// The names of the arms.
    pub(super) fn arm_names(&self) -> Vec<ArmName> {
        self.arms.iter().map(|arm| ArmName { name: arm.name.clone(), words: arm.words.clone() }).collect()
    }

    /// The quantities that an arm has.
    pub(super) fn quantities(&self) -> Vec<String> {
        StitchingPlan::quantities(&self.anchors)
    }

    /// How much is measured at an extent.
    pub fn size(&self, extent: Extent) -> TranslationExtent {
        match extent {
            Extent::Full => self.full,
            Extent::Small => self.small,
            Extent::Quick => TranslationExtent::QUICK,
        }
    }
}
