//! What a session compares: where its runs start, and what each arm overrides in the settings.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Runs, quantities::Last};
use crate::{
    error::{Error, Result},
    pictures::Source,
    training::Settings,
};

/// Names that no arm can have: the page has them for the encoder that was loaded, for the one that is read beside it, and for
/// whichever reads.
pub const TAKEN_NAMES: [&str; 3] = ["loaded", "other", "reading"];

/// Settings by their keys.
pub type Overrides = Map<String, Json>;

/// Where the runs of a session start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// The encoder that the session is given, with a critic of random weights.
    Encoder,
    /// Random weights of the same architecture: the same ones for all arms of a seed.
    Random,
}

/// What an arm is: a name, and the settings that it overrides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ArmPlan {
    /// Its name, in files and for programs.
    pub name: String,
    /// Its name for people.
    pub words: String,
    /// The settings that are its own, by their keys.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, unknown>"))]
    pub settings: Overrides,
}

impl ArmPlan {
    /// An arm of its parts.
    pub fn new(name: &str, words: &str, settings: impl IntoIterator<Item = (&'static str, Json)>) -> Self {
        let settings = settings.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Self { name: name.to_owned(), words: words.to_owned(), settings }
    }

    /// The settings of the arm's run in a repetition.
    ///
    /// # Errors
    /// What [`Settings::with`] refuses.
    pub fn settings(&self, settings: &Settings, repetition: u64) -> Result<Settings> {
        Ok(Settings { seed: settings.seed.saturating_add(repetition), ..settings.with(&self.settings)? })
    }
}

/// Several encoders read as one: their representations, one behind the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct SideBySide {
    /// Its name, in files and for programs.
    pub name: String,
    /// Its name for people.
    pub words: String,
    /// The names of the arms.
    pub of: Vec<String>,
}

/// What a session compares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// Where the runs start.
    pub start: Start,
    /// The arms of one seed, in the order in which they advance.
    pub arms: Vec<ArmPlan>,
    /// Arms that are also read side by side, at the end.
    pub side_by_side: Vec<SideBySide>,
    /// The settings that define what the held-out set is drawn from, where that is not what all arms share.
    pub measured_on: Overrides,
    /// Whether each arm's last weights are also measured on a sweep of every factor.
    pub sweeps: bool,
    /// Whether they are also measured on turned and reflected pictures.
    #[serde(default)]
    pub turns: bool,
    /// Whether they are also measured by what is recognised with them, where pictures are of several things.
    #[serde(default)]
    pub recognises: bool,
    /// The file that declares it, where there is one.
    pub experiment: Option<ExperimentFile>,
}

/// The file of an experiment, as it was read: a session at rest knows what was expected of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ExperimentFile {
    /// Its path or name.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// Why an arm cannot have a name, if it is one of [`TAKEN_NAMES`].
pub(crate) fn refusal_of_name(name: &str) -> Option<String> {
    let reason = || format!("“{name}” is the name of another encoder in the page: give the arm another one.");
    TAKEN_NAMES.contains(&name).then(reason)
}

impl Default for Design {
    /// The paper's paired run, from an encoder: without the regulariser and with it.
    fn default() -> Self {
        let without = ArmPlan::new("without", "without the regulariser", [("lambda", 0.0.into())]);
        let with = ArmPlan::new("with", "with the regulariser", []);
        Self::of(Start::Encoder, vec![without, with])
    }
}

impl Design {
    /// A comparison of arms and nothing else.
    pub fn of(start: Start, arms: Vec<ArmPlan>) -> Self {
        let (side_by_side, measured_on) = (Vec::new(), Overrides::new());
        let (sweeps, turns, recognises) = (false, false, false);
        Self { start, arms, side_by_side, measured_on, sweeps, turns, recognises, experiment: None }
    }

    /// What is measured of the last weights alone.
    pub(super) fn last(&self) -> Last {
        Last { sweeps: self.sweeps, turns: self.turns, recognises: self.recognises }
    }

    /// The same with the arms that a plan asks for.
    pub fn with_runs(mut self, runs: Runs) -> Self {
        if runs == Runs::Single {
            self.arms.drain(..self.arms.len().saturating_sub(1));
            self.side_by_side.clear();
        }
        self
    }

    /// Checks that each arm and each pair side by side has a name of its own, none of [`TAKEN_NAMES`], and that such a pair is of
    /// arms that there are.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `arms` or `side_by_side`.
    pub fn check(&self) -> Result<()> {
        let refuse = |field: &str, reason: String| Err(Error::Invalid { field: field.to_owned(), reason });
        if self.arms.is_empty() {
            return refuse("arms", "there must be one at least.".to_owned());
        }
        let names: Vec<_> =
            self.arms.iter().map(|arm| &arm.name).chain(self.side_by_side.iter().map(|both| &both.name)).collect();
        if let Some(twice) = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)) {
            return refuse("arms", format!("the name “{}” is there twice.", twice.1));
        }
        if let Some(reason) = names.iter().find_map(|name| refusal_of_name(name)) {
            return refuse("arms", reason);
        }
        for both in &self.side_by_side {
            if let Some(absent) = both.of.iter().find(|&name| !self.arms.iter().any(|arm| arm.name == *name)) {
                return refuse("side_by_side", format!("“{absent}” is not the name of an arm."));
            }
            if both.of.len() < 2 {
                return refuse("side_by_side", format!("“{}” must be of two arms at least.", both.name));
            }
        }
        Ok(())
    }

    /// What the held-out set is drawn from: with views as strong as usual, however strong those of the runs are.
    ///
    /// # Errors
    /// What [`Settings::with`] and [`Settings::source`] refuse.
    pub fn held_out_source(&self, settings: &Settings) -> Result<Source> {
        settings.with(&self.measured_on)?.source()
    }
}
