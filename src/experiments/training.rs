//! Experiments that train: arms that override settings, from the same weights, seeds and batches.

use serde::Serialize;
use serde_json::Value as Json;

use super::{
    experiment::{Extent, MOST_ARMS},
    fields::{Field, Fields, suggestion},
    results::{Results, finite},
};
use crate::{
    error::{Error, Result, within},
    fine_tuning::{
        ArmName, ArmPlan, Design, FineTuning, HadBy, Overrides, Plan, SideBySide, Start, quantity_names,
        refusal_of_name,
    },
    training::{Control, SettingSpec, Settings, Value},
    words::plain_words,
};

/// The fields of a file of this kind, besides those that all have.
pub(super) const FIELDS: [&str; 10] =
    ["start", "settings", "steps", "batch", "seeds", "held_out", "measured_on", "arms", "side_by_side", "small"];
/// The fields of a size.
const SIZES: [&str; 4] = ["steps", "batch", "seeds", "held_out"];
/// Settings that a file says elsewhere, once for all arms: they advance level, and the seeds are repetitions.
const ELSEWHERE: [&str; 3] = ["steps", "batch", "seed"];
/// The settings that decide what is measured on.
const OF_PICTURES: [&str; 4] = ["pictures", "split", "roles", "ranges"];
/// What the runs start from where it is no encoder.
const RANDOM: &str = "random";

/// What is trained.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TrainingPlan {
    /// The name of the encoder that the runs start from, or “random”: random weights of the encoder that is given.
    pub start: String,
    /// The settings that the arms override, at the full size.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, unknown>"))]
    pub settings: Settings,
    /// The arms.
    pub arms: Vec<ArmPlan>,
    /// Arms that are also read side by side.
    pub side_by_side: Vec<SideBySide>,
    /// The settings that define what all arms are measured on.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, unknown>"))]
    pub measured_on: Overrides,
    /// Whether what is compared needs every arm's last weights to be measured on a sweep of every factor.
    pub sweeps: bool,
    /// Whether it needs them to be measured on turned and reflected pictures.
    pub turns: bool,
    /// Whether it needs them to be measured by what is recognised with them.
    pub recognises: bool,
    /// How much is run for the record.
    pub full: TrainingExtent,
    /// How much is run in the page.
    pub small: TrainingExtent,
}

/// How much is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TrainingExtent {
    /// Steps of each run.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub steps: u64,
    /// Pairs of views in a step.
    pub batch: usize,
    /// Seeds that each arm is repeated with.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number"))]
    pub seeds: u64,
    /// Samples of the held-out set.
    pub held_out: usize,
}

impl TrainingExtent {
    /// The least that is run.
    const QUICK: Self = Self { steps: 2, batch: 4, seeds: 2, held_out: 8 };

    fn read(fields: &Fields) -> Result<Self> {
        let tables = [Settings::default().table(), Plan::default().table()].concat();
        let count = |key: &str| fields.need(key)?.count(bounds(&tables, key));
        let [steps, batch, seeds, held_out] = SIZES.map(count);
        Ok(Self { steps: steps?, batch: batch? as usize, seeds: seeds?, held_out: held_out? as usize })
    }
}

/// The bounds of a whole number in a table of settings.
fn bounds(table: &[SettingSpec], key: &str) -> (u64, u64) {
    match table.iter().find(|row| row.key == key).map(|row| row.control) {
        Some(Control::Count { lower, upper }) => (lower as u64, upper as u64),
        _ => (0, u64::MAX),
    }
}

impl TrainingPlan {
    /// Reads the fields of this kind.
    pub(super) fn read(file: &Fields) -> Result<Self> {
        let full = TrainingExtent::read(file)?;
        let small = TrainingExtent::read(&file.need("small")?.fields(&SIZES)?)?;
        let arms: Vec<_> = file.need("arms")?.list((2, MOST_ARMS))?.iter().map(arm).collect::<Result<_>>()?;
        let plan = Self {
            start: file.need("start")?.name()?,
            settings: Settings { steps: full.steps, batch: full.batch, ..shared(file.get("settings"))? },
            side_by_side: side_by_side(file.get("side_by_side"), &arms)?,
            arms,
            measured_on: file.get("measured_on").map(|field| measured_on(&field)).transpose()?.unwrap_or_default(),
            sweeps: false,
            turns: false,
            recognises: false,
            full,
            small,
        };
        plan.check_differences(file)?;
        plan.check_measured_on(file)?;
        Ok(plan)
    }

    /// Every arm's settings are such as a run can have, and no two arms' are the same.
    fn check_differences(&self, file: &Fields) -> Result<()> {
        let shared = file.get("settings");
        let mut earlier: Vec<(&str, Settings)> = Vec::new();
        for (arm, field) in self.arms.iter().zip(file.need("arms")?.list((2, MOST_ARMS))?) {
            let field = field.fields(&["name", "words", "settings"])?.need("settings")?;
            let settings = arm.settings(&self.settings, 0).map_err(|error| refuse_setting(&field, &error))?;
            for size in [self.full, self.small] {
                let settings = Settings { steps: size.steps, batch: size.batch, ..settings.clone() };
                settings.check().map_err(|error| {
                    let is_shared = !holds(&field, &error);
                    refuse_setting(shared.as_ref().filter(|_| is_shared).unwrap_or(&field), &error)
                })?;
            }
            for (other, others) in &earlier {
                if settings.is_same_run(others)? {
                    let reason = format!("makes no difference: with it the arm is the same as “{other}”.");
                    return Err(field.refuse(reason));
                }
            }
            earlier.push((&arm.name, settings));
        }
        Ok(())
    }

    fn check_measured_on(&self, file: &Fields) -> Result<()> {
        let sampled = self.design().held_out_source(&self.settings);
        sampled.map(|_| ()).map_err(|error| match file.get("measured_on") {
            Some(field) => refuse_setting(&field, &error),
            None => error,
        })
    }

    /// Enough to see that everything works, and for nothing else: two steps, or as many as a learning rate rises over.
    fn quick(&self) -> TrainingExtent {
        let steps = |arm: &ArmPlan| {
            let settings = Settings { steps: TrainingExtent::QUICK.steps, ..arm.settings(&self.settings, 0).ok()? };
            settings.check().is_err().then_some(settings.learning_rate_warm_up)
        };
        let steps = self.arms.iter().filter_map(steps).fold(TrainingExtent::QUICK.steps, u64::max);
        TrainingExtent { steps, ..TrainingExtent::QUICK }
    }

    /// The names of what is compared: the arms, then those side by side.
    pub(super) fn arm_names(&self) -> Vec<ArmName> {
        let arms = self.arms.iter().map(|arm| (&arm.name, &arm.words));
        let together = self.side_by_side.iter().map(|both| (&both.name, &both.words));
        arms.chain(together).map(|(name, words)| ArmName { name: name.clone(), words: words.clone() }).collect()
    }

    /// The quantities that can be compared, with what has them.
    pub(super) fn quantities(&self) -> Result<Vec<(String, HadBy)>> {
        Ok(quantity_names(&self.design().held_out_source(&self.settings)?))
    }

    /// Checks that an arm has a quantity, which is in the field. Those that are read side by side lack what one encoder alone has.
    pub(super) fn check_has(&self, arm: &str, (quantity, had_by): &(String, HadBy), field: &Field) -> Result<()> {
        match self.side_by_side.iter().find(|both| both.name == arm) {
            Some(both) if *had_by != HadBy::Both => {
                let reason = format!("“{}” is read side by side, which tells nothing of the {quantity}.", both.name);
                Err(field.refuse(reason))
            }
            _ => Ok(()),
        }
    }

    /// How much is trained at an extent.
    pub fn size(&self, extent: Extent) -> TrainingExtent {
        match extent {
            Extent::Full => self.full,
            Extent::Small => self.small,
            Extent::Quick => self.quick(),
        }
    }

    /// What the session compares.
    pub fn design(&self) -> Design {
        Design {
            side_by_side: self.side_by_side.clone(),
            measured_on: self.measured_on.clone(),
            sweeps: self.sweeps,
            turns: self.turns,
            recognises: self.recognises,
            ..Design::of(if self.start == RANDOM { Start::Random } else { Start::Encoder }, self.arms.clone())
        }
    }

    /// The name of the encoder that the session is given: where the runs start from random weights, what has their architecture.
    pub fn encoder(&self) -> &str {
        if self.start == RANDOM { "base" } else { &self.start }
    }

    /// The session's plan: it is measured at its ends alone.
    pub fn plan(&self, extent: Extent) -> Plan {
        let TrainingExtent { steps, seeds, held_out, .. } = self.size(extent);
        Plan { seeds, held_out, measure_every: steps, ..Plan::default() }
    }

    /// The session's settings.
    pub fn settings(&self, extent: Extent) -> Settings {
        let TrainingExtent { steps, batch, .. } = self.size(extent);
        Settings { steps, batch, ..self.settings.clone() }
    }
}

impl From<&FineTuning> for Results {
    fn from(session: &FineTuning) -> Self {
        let runs = session.values().into_iter();
        let runs = runs.map(|runs| runs.into_iter().map(|run| run.map(finite)).collect()).collect();
        Self { arms: session.outcome().arms, runs }
    }
}

/// The settings that all arms share; those that are not named are the usual ones of fine-tuning.
fn shared(field: Option<Field>) -> Result<Settings> {
    let Some(field) = field else { return Ok(Settings::fine_tuning()) };
    let settings = Settings::fine_tuning().with(&overrides(&field)?);
    let settings = settings.and_then(|settings| settings.source().map(|_| settings));
    settings.map_err(|error| refuse_setting(&field, &error))
}

fn arm(field: &Field) -> Result<ArmPlan> {
    let fields = field.fields(&["name", "words", "settings"])?;
    let settings = overrides(&fields.need("settings")?)?;
    Ok(ArmPlan { name: own_name(&fields)?, words: fields.need("words")?.text()?, settings })
}

/// The name of an arm, which is its own.
fn own_name(fields: &Fields) -> Result<String> {
    let field = fields.need("name")?;
    let name = field.name()?;
    refusal_of_name(&name).map_or(Ok(name), |reason| Err(field.refuse(reason)))
}

/// Arms that are read side by side: each is one of those that there are, once.
fn side_by_side(field: Option<Field>, arms: &[ArmPlan]) -> Result<Vec<SideBySide>> {
    let names: Vec<_> = arms.iter().map(|arm| arm.name.as_str()).collect();
    let both = |field: &Field| {
        let fields = field.fields(&["name", "words", "of"])?;
        let mut of: Vec<String> = Vec::new();
        for part in fields.need("of")?.list((2, MOST_ARMS))? {
            let name = names[part.choice(&names)?];
            if of.iter().any(|other| other == name) {
                return Err(part.refuse(format!("“{name}” is there twice.")));
            }
            of.push(name.to_owned());
        }
        Ok(SideBySide { name: own_name(&fields)?, words: fields.need("words")?.text()?, of })
    };
    field.map_or(Ok(Vec::new()), |field| field.list((1, MOST_ARMS))?.iter().map(both).collect())
}

/// Settings by their keys, each of which is one, with a value that it can have.
fn overrides(field: &Field) -> Result<Overrides> {
    let known: Vec<_> = Settings::default().table().iter().map(|row| row.key).collect();
    let overrides = field.object()?;
    for (key, value) in overrides {
        if ELSEWHERE.contains(&key.as_str()) {
            return Err(field.refuse_at(
                key,
                "must not be here: steps, batch and seeds are the same for all arms, and fields of the file.",
            ));
        }
        if !known.contains(&key.as_str()) {
            return Err(field.refuse_at(key, format!("there is no such setting. {}", suggestion(key, &known))));
        }
        check_setting(field, key, value)?;
    }
    Ok(overrides.clone())
}

/// The settings that pictures are drawn by; the others would do nothing here.
fn measured_on(field: &Field) -> Result<Overrides> {
    let overrides = overrides(field)?;
    match overrides.keys().find(|key| !OF_PICTURES.contains(&key.as_str())) {
        Some(key) => {
            let reason = format!("does nothing here: what is measured on depends on {} alone.", OF_PICTURES.join(", "));
            Err(field.refuse_at(key, reason))
        }
        None => Ok(overrides),
    }
}

/// The setting alone: what goes with others is checked when all are known.
fn check_setting(field: &Field, key: &str, value: &Json) -> Result<()> {
    let alone = Overrides::from_iter([(key.to_owned(), value.clone())]);
    let refuse = |error: Error| field.refuse_at(key, reason(&error));
    let table = Settings::default().with(&alone).map_err(refuse)?.table();
    match table.iter().find(|row| row.key == key).map(|row| (&row.default, row.control)) {
        Some((Value::Number(value), Control::Count { lower, upper } | Control::Number { lower, upper })) => {
            within(key, *value, (lower, upper)).map(|_| ()).map_err(refuse)
        }
        _ => Ok(()),
    }
}

/// An error about settings as one about the field that holds them.
fn refuse_setting(field: &Field, error: &Error) -> Error {
    match holds(field, error) {
        true => field.refuse_at(error.field(), reason(error)),
        false => field.refuse(plain_words(&error.to_string())),
    }
}

/// Whether the setting that an error is about stands in these settings.
fn holds(settings: &Field, error: &Error) -> bool {
    settings.object().is_ok_and(|settings| settings.contains_key(error.field()))
}

/// What is wrong with a setting, without its name where that stands before it. It may quote the file.
fn reason(error: &Error) -> String {
    match error {
        Error::Invalid { reason, .. } => plain_words(reason),
        other => plain_words(&other.to_string()),
    }
}
