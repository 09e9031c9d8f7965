//! What an experiment of any kind yields: arms × seeds → quantities by name.

use serde::{Deserialize, Serialize};

use crate::{
    fine_tuning::{ArmName, Row, Spread},
    named::Named,
};

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// The arms.
    pub arms: Vec<ArmName>,
    /// For each arm and each seed the quantities by name; none where there is no result, as when a run diverged.
    pub runs: Vec<Vec<Option<Named<f64>>>>,
}

impl Results {
    /// The results so far of the same arms, or none yet.
    pub(super) fn going_on(arms: Vec<ArmName>, so_far: Option<Self>) -> Self {
        let is_same = |found: &Self| found.arms == arms && found.runs.len() == arms.len();
        so_far.filter(is_same).unwrap_or_else(|| Self { runs: vec![Vec::new(); arms.len()], arms })
    }

    /// How many seeds there are.
    pub fn seeds(&self) -> usize {
        self.runs.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The arm and the seed that come next, where every arm has its turn at a seed before the next one; none where all have had
    /// so many seeds.
    pub(super) fn next(&self, seeds: u64) -> Option<(usize, u64)> {
        let seed = self.runs.iter().map(Vec::len).min()?;
        let arm = self.runs.iter().position(|runs| runs.len() == seed)?;
        ((seed as u64) < seeds).then_some((arm, seed as u64))
    }

    /// How many runs there are, of all arms.
    pub(super) fn done(&self) -> usize {
        self.runs.iter().map(Vec::len).sum()
    }

    /// A quantity of an arm at each seed; none where there is no number.
    pub(super) fn values(&self, arm: &str, quantity: &str) -> Vec<Option<f64>> {
        let value = |run: &Option<Named<f64>>| run.as_ref()?.get(quantity).copied();
        let runs = self.arms.iter().zip(&self.runs).find(|(other, _)| other.name == arm);
        let mut values: Vec<_> = runs.into_iter().flat_map(|(_, runs)| runs.iter().map(value)).collect();
        values.resize(self.seeds(), None);
        values
    }

    /// Whether a run of an arm has no result.
    pub(super) fn lacks_a_run(&self, arm: &str) -> bool {
        self.arms.iter().zip(&self.runs).any(|(other, runs)| other.name == arm && runs.contains(&None))
    }

    /// The table: every quantity that an arm has, a mean over its seeds.
    pub fn rows(&self) -> Vec<Row> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in self.runs.iter().flatten().flatten().flat_map(Named::iter) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let spread =
            |name: &str, arm: &str| Spread::of(&self.values(arm, name).into_iter().flatten().collect::<Vec<_>>());
        let row = |name: &str| {
            let after = self.arms.iter().map(|arm| spread(name, &arm.name)).collect();
            Row { quantity: name.to_owned(), before: None, after }
        };
        names.into_iter().map(row).collect()
    }
}

/// The quantities that are numbers: the others are as if they had not been measured, and no file could hold them.
pub(super) fn finite(quantities: Named<f64>) -> Named<f64> {
    quantities.iter().filter(|(_, value)| value.is_finite()).map(|(name, &value)| (name, value)).collect()
}
