//! The history of a session as files: JSON for programs, CSV for spreadsheets.

use serde::Serialize;

use super::{Design, Ended, FineTuning, Plan, quantities::quantities};
use crate::{
    error::{Error, Result},
    files::write_csv,
    measuring::Measurement,
    training::{LossPoint, Settings, TERMS},
};

#[derive(Serialize)]
struct History<'a> {
    start: &'a str,
    design: &'a Design,
    plan: &'a Plan,
    settings: &'a Settings,
    before: Option<&'a Measurement>,
    arms: Vec<ArmHistory<'a>>,
}

#[derive(Serialize)]
struct ArmHistory<'a> {
    name: &'a str,
    seed: u64,
    losses: &'a [LossPoint],
    measurements: &'a [Measurement],
    ended: Option<&'a Ended>,
}

impl FineTuning {
    /// Plan, settings, losses and measurements as JSON.
    ///
    /// # Errors
    /// [`Error::Invalid`] when they cannot be written, which should not happen.
    pub fn history_json(&self) -> Result<String> {
        let arms = self.arms().iter().map(|arm| ArmHistory {
            name: &arm.name,
            seed: arm.run.settings().seed,
            losses: arm.run.losses(),
            measurements: &arm.measurements,
            ended: arm.ended.as_ref(),
        });
        let start = &self.start.description.name;
        let history = History {
            start,
            design: &self.design,
            plan: &self.plan,
            settings: &self.settings,
            before: self.before(),
            arms: arms.collect(),
        };
        serde_json::to_string_pretty(&history)
            .map_err(|error| Error::Invalid { field: "history".to_owned(), reason: error.to_string() })
    }

    /// One line for each step of each arm; what was not measured at a step is empty. Step 0 is the start.
    pub fn history_csv(&self) -> String {
        let quantities = quantities(self.source(), self.design.last());
        let words = ["arm", "seed", "step"].into_iter().chain(TERMS.map(|term| term.name)).chain(["total"]);
        let header = words.map(str::to_owned).chain(quantities.iter().map(|quantity| quantity.name.clone()));
        let mut lines = vec![header.collect()];
        for arm in self.arms() {
            let measured = |step| self.before().into_iter().chain(&arm.measurements).find(move |m| m.step == step);
            let mut line = |step: u64, point: Option<&LossPoint>| {
                let head = [self.words(&arm.name).to_owned(), arm.run.settings().seed.to_string(), step.to_string()];
                let figures =
                    quantities.iter().map(|quantity| number(measured(step).and_then(|m| (quantity.of)(&m.into()))));
                lines.push(head.into_iter().chain(losses(point)).chain(figures).collect::<Vec<_>>());
            };
            line(0, None);
            arm.run.losses().iter().for_each(|point| line(point.step, Some(point)));
        }
        write_csv(&lines)
    }
}

fn losses(point: Option<&LossPoint>) -> impl Iterator<Item = String> {
    let term = move |name| point.and_then(|point| point.terms.get(name)).copied();
    TERMS.map(|term| term.name).into_iter().map(term).chain([point.map(|point| point.total)]).map(number)
}

/// A number as a cell; none is empty.
fn number(value: Option<f32>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}
