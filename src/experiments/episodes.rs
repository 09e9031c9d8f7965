//! Experiments that play episodes: classes are told apart by a few examples of each, on frozen representations.

use serde::Serialize;

use super::{
    experiment::{Extent, MOST_ARMS},
    fields::{Field, Fields},
    verdict::MOST_SEEDS,
};
use crate::{
    error::Result,
    fine_tuning::ArmName,
    reading::MOST_VIEWS,
    signs::{EpisodesPlan, MOST_CLASSES, MOST_WAYS},
};

/// The fields of a file of this kind, besides those that all have.
pub(super) const FIELDS: [&str; 10] =
    ["ways", "shots", "queries", "episodes", "classes", "samples", "views", "seeds", "arms", "small"];
/// The fields of a size.
const SIZES: [&str; 5] = ["episodes", "classes", "samples", "views", "seeds"];
/// Most numbers of examples that are tried.
const MOST_COUNTS: usize = 4;
/// Most encoders side by side.
const MOST_ENCODERS: usize = 2;
/// Most pictures of a task by one encoder: a few minutes' work.
const MOST_PICTURES: usize = 100_000;

/// What is played.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct EpisodePlan {
    /// Whose representations are compared.
    pub arms: Vec<EpisodeArm>,
    /// Classes of an episode, N.
    pub ways: usize,
    /// Examples of each class, K: one number after the other.
    pub shots: Vec<usize>,
    /// Samples of each class that are to be named.
    pub queries: usize,
    /// How much is played for the record.
    pub full: EpisodeExtent,
    /// How much is played in the page.
    pub small: EpisodeExtent,
}

/// Representations that are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct EpisodeArm {
    /// Its name, in files and for programs.
    pub name: String,
    /// For people.
    pub words: String,
    /// The names of the encoders whose representations it has side by side.
    pub encoders: Vec<String>,
}

/// How much is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct EpisodeExtent {
    /// Episodes of each task, at each seed.
    pub episodes: usize,
    /// Classes that they are drawn from.
    pub classes: usize,
    /// Samples of each class.
    pub samples: usize,
    /// Views that the features of a drawing are averaged over.
    pub views: usize,
    /// Seeds of classes, samples and episodes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub seeds: u64,
}

impl EpisodeExtent {
    /// With so many classes and samples in an episode.
    fn read(fields: &Fields, ways: usize, drawn: usize) -> Result<Self> {
        let count = |key: &str, least: usize, most: usize| {
            Ok::<_, crate::Error>(fields.need(key)?.count((least as u64, most as u64))? as usize)
        };
        let extent = Self {
            episodes: count("episodes", 2, 10_000)?,
            classes: count("classes", ways, MOST_CLASSES)?,
            samples: count("samples", drawn, 1000)?,
            views: count("views", 1, MOST_VIEWS)?,
            seeds: fields.need("seeds")?.count((1, MOST_SEEDS))?,
        };
        let pictures = extent.classes * extent.samples * extent.views;
        if pictures > MOST_PICTURES {
            let reason = format!("makes {pictures} pictures with the classes and the views, above {MOST_PICTURES}.");
            return Err(fields.need("samples")?.refuse(reason));
        }
        Ok(extent)
    }
}

impl EpisodePlan {
    /// Reads the fields of this kind.
    pub(super) fn read(file: &Fields) -> Result<Self> {
        let fields = file.need("arms")?.list((2, MOST_ARMS))?;
        let arms: Vec<_> = fields.iter().map(arm).collect::<Result<_>>()?;
        for (index, (arm, field)) in arms.iter().zip(&fields).enumerate() {
            if let Some(other) = arms[..index].iter().find(|other| is_same(&other.encoders, &arm.encoders)) {
                let reason = format!("makes no difference: “{}” has the same.", other.name);
                return Err(field.refuse_at("encoders", reason));
            }
        }
        let ways = file.need("ways")?.count((2, MOST_WAYS as u64))? as usize;
        let shots = shots(&file.need("shots")?)?;
        let queries = file.need("queries")?.count((1, 50))? as usize;
        let drawn = shots.iter().copied().max().unwrap_or(0) + queries;
        let full = EpisodeExtent::read(file, ways, drawn)?;
        let small = EpisodeExtent::read(&file.need("small")?.fields(&SIZES)?, ways, drawn)?;
        Ok(Self { arms, ways, shots, queries, full, small })
    }

    /// The names of the arms.
    pub(super) fn arm_names(&self) -> Vec<ArmName> {
        self.arms.iter().map(|arm| ArmName { name: arm.name.clone(), words: arm.words.clone() }).collect()
    }

    /// The names of the encoders, each once.
    pub fn encoders(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.arms.iter().flat_map(|arm| &arm.encoders) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// The quantities that an arm has.
    pub(super) fn quantities(&self) -> Vec<String> {
        EpisodesPlan::quantities(&self.shots)
    }

    /// How much is played at an extent.
    pub fn size(&self, extent: Extent) -> EpisodeExtent {
        match extent {
            Extent::Full => self.full,
            Extent::Small => self.small,
            // Enough to see that everything works, and for nothing else.
            Extent::Quick => {
                let samples = self.shots.iter().copied().max().unwrap_or(0) + self.queries;
                EpisodeExtent { episodes: 4, classes: self.ways, samples, views: 1, seeds: 2 }
            }
        }
    }
}

fn arm(field: &Field) -> Result<EpisodeArm> {
    let fields = field.fields(&["name", "words", "encoders"])?;
    let list = fields.need("encoders")?.list((1, MOST_ENCODERS))?;
    let encoders: Vec<_> = list.iter().map(Field::name).collect::<Result<_>>()?;
    if let [first, second] = &encoders[..]
        && first == second
    {
        return Err(fields.need("encoders")?.refuse(format!("“{first}” is there twice.")));
    }
    Ok(EpisodeArm { name: fields.need("name")?.name()?, words: fields.need("words")?.text()?, encoders })
}

/// Whether two arms have the same encoders side by side, in whatever order.
fn is_same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|name| other.contains(name))
}

/// Numbers of examples, each larger than the one before.
fn shots(field: &Field) -> Result<Vec<usize>> {
    let counts = field.list((1, MOST_COUNTS))?;
    let counts: Vec<_> = counts.iter().map(|count| Ok(count.count((1, 20))? as usize)).collect::<Result<_>>()?;
    match counts.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) => Err(field.refuse(format!("must rise: {} stands before {}.", pair[0], pair[1]))),
        None => Ok(counts),
    }
}
