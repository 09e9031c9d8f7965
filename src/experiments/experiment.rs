//! An experiment, and the file that it is.

use std::path::Path;

use serde::Serialize;

use super::{
    comparison::{Comparison, Direction, Other},
    episodes::{self, EpisodePlan},
    fields::{Field, Fields, suggestion},
    json::parse,
    strokes::{self, StrokePlan},
    sweep::{self, SweepPlan},
    training::{self, TrainingPlan},
    translation::{self, TranslationPlan},
};
use crate::{
    error::Result,
    fine_tuning::{ArmName, HadBy},
};

/// Most arms: more cannot be told apart in a chart.
pub(super) const MOST_ARMS: usize = 8;
/// Most comparisons.
const MOST_COMPARISONS: usize = 32;
/// The largest number, of either sign, that a quantity is compared with: far above any that is measured.
const LARGEST_NUMBER: f64 = 1e9;
/// The fields that every file has.
const FIELDS: [&str; 5] = ["kind", "work", "claim", "limits", "compared"];

/// The work that an experiment is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Work {
    /// Its title.
    pub title: String,
    /// The year of its publication.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub year: u64,
    /// Its number on arXiv, as in 2010.09515.
    pub arxiv: String,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Study {
    /// Runs that differ in settings.
    Training(Box<TrainingPlan>),
    /// Trained encoders on a sweep of every factor.
    Sweep(SweepPlan),
    /// One encoder's representations read with another's eyes.
    Translation(TranslationPlan),
    /// Few-shot episodes on encoders' representations.
    Episodes(EpisodePlan),
    /// Strokes that are finished in several ways.
    Strokes(StrokePlan),
}

impl Study {
    /// The names of the encoders that it needs.
    pub fn encoders(&self) -> Vec<&str> {
        match self {
            Self::Training(plan) => vec![plan.encoder()],
            Self::Sweep(plan) => plan.arms.iter().map(|arm| arm.encoder.as_str()).collect(),
            Self::Translation(plan) => vec![&plan.from, &plan.to],
            Self::Episodes(plan) => plan.encoders(),
            Self::Strokes(_) => Vec::new(),
        }
    }

    /// The name of the network that finishes strokes, where it needs one.
    pub fn network(&self) -> Option<&str> {
        match self {
            Self::Strokes(plan) => Some(&plan.network),
            _ => None,
        }
    }
}

/// How much is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// For the record.
    Full,
    /// In two minutes in the page, on the processor.
    Small,
    /// To see that everything works; verdicts mean nothing.
    Quick,
}

/// An experiment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Experiment {
    /// Its name: that of the file, without folder and ending.
    pub name: String,
    /// The work that it is about; none of one's own.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Work | null"))]
    pub work: Option<Work>,
    /// What is claimed, in a sentence.
    pub claim: String,
    /// What limits what it can show; none where the file does not say it.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string | null"))]
    pub limits: Option<String>,
    /// What is done.
    pub study: Study,
    /// The arms by name, then those that are read side by side.
    pub arms: Vec<ArmName>,
    /// The quantities that can be compared.
    pub quantities: Vec<String>,
    /// What is compared, with the direction expected.
    pub compared: Vec<Comparison>,
}

impl Experiment {
    /// Reads a file of JSON. `path` is its name, for what is refused.
    ///
    /// # Errors
    /// [`Error::Experiment`](crate::Error::Experiment) naming the file, the field, and what would be right.
    pub fn read(path: &str, text: &str) -> Result<Self> {
        let json = parse(path, text)?;
        let whole = Field::whole(path, &json);
        let (mut study, file) = study(&whole)?;
        let of_one = |names: Vec<String>| names.into_iter().map(|name| (name, HadBy::Both)).collect();
        let (arms, quantities): (_, Vec<_>) = match &study {
            Study::Training(plan) => (plan.arm_names(), plan.quantities()?),
            Study::Sweep(plan) => (plan.arm_names(), of_one(plan.quantities()?)),
            Study::Translation(plan) => (plan.arm_names(), of_one(plan.quantities())),
            Study::Episodes(plan) => (plan.arm_names(), of_one(plan.quantities())),
            Study::Strokes(plan) => (plan.arm_names(), of_one(plan.quantities())),
        };
        if let Some(twice) =
            arms.iter().enumerate().find(|(index, arm)| arms[..*index].iter().any(|other| other.name == arm.name))
        {
            return Err(file.need("arms")?.refuse(format!("the name “{}” is there twice.", twice.1.name)));
        }
        let compared = file.need("compared")?.list((1, MOST_COMPARISONS))?;
        let compared = compared.iter().map(|field| comparison(field, &arms, &quantities, &study));
        let (compared, needed) = compared.collect::<Result<(Vec<_>, Vec<_>)>>()?;
        if let Study::Training(plan) = &mut study {
            plan.sweeps = needed.contains(&HadBy::Swept);
            plan.turns = needed.contains(&HadBy::Turned);
            plan.recognises = needed.contains(&HadBy::Recognised);
        }
        Ok(Self {
            name: Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            work: file.get("work").map(|field| work(&field)).transpose()?,
            claim: file.need("claim")?.text()?,
            limits: file.get("limits").map(|field| field.text()).transpose()?,
            study,
            arms,
            quantities: quantities.into_iter().map(|(name, _)| name).collect(),
            compared,
        })
    }
}

/// What a file's kind has it do, and its fields.
fn study<'a>(whole: &Field<'a>) -> Result<(Study, Fields<'a>)> {
    let all: Vec<_> = whole.object()?.keys().map(String::as_str).collect();
    let kinds = ["training", "sweep", "translation", "episodes", "strokes"];
    let kind = whole.fields(&all)?.need("kind")?.choice(&kinds)?;
    let known =
        [&training::FIELDS[..], &sweep::FIELDS, &translation::FIELDS, &episodes::FIELDS, &strokes::FIELDS][kind];
    let file = whole.fields(&[&FIELDS[..], known].concat())?;
    let study = match kind {
        0 => Study::Training(Box::new(TrainingPlan::read(&file)?)),
        1 => Study::Sweep(SweepPlan::read(&file)?),
        2 => Study::Translation(TranslationPlan::read(&file)?),
        3 => Study::Episodes(EpisodePlan::read(&file)?),
        _ => Study::Strokes(StrokePlan::read(&file)?),
    };
    Ok((study, file))
}

fn work(field: &Field) -> Result<Work> {
    let fields = field.fields(&["title", "year", "arxiv"])?;
    let [title, arxiv] = ["title", "arxiv"].map(|name| fields.need(name)?.text());
    Ok(Work { title: title?, year: fields.need("year")?.count((1900, 2100))?, arxiv: arxiv? })
}

/// What is compared, and what has its quantity.
fn comparison(
    field: &Field,
    arms: &[ArmName],
    quantities: &[(String, HadBy)],
    study: &Study,
) -> Result<(Comparison, HadBy)> {
    let fields = field.fields(&["quantity", "arm", "than", "expected"])?;
    let (place, arm, than) = (fields.need("quantity")?, fields.need("arm")?, fields.need("than")?);
    let quantity = known_quantity(&place, quantities)?;
    let named = |field: &Field| -> Result<String> {
        let name = arm_name(field, arms)?;
        match study {
            Study::Training(plan) => plan.check_has(&name, quantity, &place).map(|()| name),
            _ => Ok(name),
        }
    };
    let arm = named(&arm)?;
    let other = if than.value().is_number() { Other::Number(than.number()?) } else { Other::Arm(named(&than)?) };
    if other == Other::Arm(arm.clone()) {
        return Err(than.refuse(format!("the arm “{arm}” cannot be compared with itself.")));
    }
    let expected = fields.need("expected")?;
    let direction = Direction::ALL[expected.choice(&Direction::ALL.map(Direction::name))?];
    check_number(&other, direction, &than)?;
    Ok((Comparison::new(quantity.0.clone(), arm, other, direction, arms), quantity.1))
}

/// The quantity of a name.
fn known_quantity<'a>(field: &Field, quantities: &'a [(String, HadBy)]) -> Result<&'a (String, HadBy)> {
    let name = field.text()?;
    quantities.iter().find(|(known, _)| *known == name).ok_or_else(|| {
        let names: Vec<_> = quantities.iter().map(|(known, _)| known).collect();
        field.refuse(format!("there is no such quantity. {}", suggestion(&name, &names)))
    })
}

/// Checks that something can be found about a number: what is allowed as no difference is a share of it.
fn check_number(other: &Other, expected: Direction, field: &Field) -> Result<()> {
    match *other {
        Other::Number(number) if number.abs() > LARGEST_NUMBER => {
            Err(field.refuse(format!("must lie between −{LARGEST_NUMBER} and {LARGEST_NUMBER}.")))
        }
        Other::Number(0.0) if expected == Direction::Equal => Err(field.refuse(
            "nothing measured is equal to 0 within a share of it: compare with another arm, or say “no larger”.",
        )),
        _ => Ok(()),
    }
}

fn arm_name(field: &Field, arms: &[ArmName]) -> Result<String> {
    let names: Vec<_> = arms.iter().map(|arm| arm.name.as_str()).collect();
    Ok(names[field.choice(&names)?].to_owned())
}
