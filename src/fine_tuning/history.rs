//! The history of a session as files: JSON for programs, CSV for spreadsheets.

use serde::Serialize;

use super::{FineTuning, Kind, Plan};
use crate::{
    csv::write_csv,
    error::{Error, Result},
    held_out::Measurement,
    spirograph::{Factor, Role},
    training::{LossPoint, Settings},
};

#[derive(Serialize)]
struct History<'a> {
    start: &'a str,
    plan: &'a Plan,
    settings: &'a Settings,
    before: Option<&'a Measurement>,
    arms: Vec<ArmHistory<'a>>,
}

#[derive(Serialize)]
struct ArmHistory<'a> {
    kind: Kind,
    seed: u64,
    losses: &'a [LossPoint],
    measurements: &'a [Measurement],
}

impl FineTuning {
    /// Plan, settings, losses and measurements as JSON.
    ///
    /// # Errors
    /// [`Error::Invalid`] when they cannot be written, which no history of a session is known to do.
    pub fn history_json(&self) -> Result<String> {
        let arms = self.arms().iter().map(|arm| ArmHistory {
            kind: arm.kind,
            seed: arm.run.settings().seed,
            losses: arm.run.losses(),
            measurements: &arm.measurements,
        });
        let start = &self.start.description.name;
        let history =
            History { start, plan: &self.plan, settings: &self.settings, before: self.before(), arms: arms.collect() };
        serde_json::to_string_pretty(&history)
            .map_err(|error| Error::Invalid { field: "history".to_owned(), reason: error.to_string() })
    }

    /// One line for each step of each arm; what was not measured at a step is empty. Step 0 is the start.
    pub fn history_csv(&self) -> String {
        let interest = self.settings().split.factors(Role::Interest);
        let words = [
            "arm",
            "seed",
            "step",
            "contrastive",
            "penalty",
            "total",
            "conditional variance",
            "nuisance share",
            "held-out penalty",
        ];
        let mut header: Vec<String> = words.map(str::to_owned).to_vec();
        for views in [1, crate::held_out::VIEWS] {
            header.extend(interest.iter().map(|factor| format!("error of {}, M = {views}", factor.name())));
        }
        header.extend(Factor::ALL.iter().map(|factor| format!("sensitivity to {}", factor.name())));
        let mut lines = vec![header];
        for arm in self.arms() {
            let seed = arm.run.settings().seed;
            let start = [arm.kind.words().to_owned(), seed.to_string()];
            let measured = |step| self.before().into_iter().chain(&arm.measurements).find(move |m| m.step == step);
            lines.push([start.to_vec(), losses(0, None), cells(measured(0))].concat());
            for point in arm.run.losses() {
                lines.push([start.to_vec(), losses(point.step, Some(point)), cells(measured(point.step))].concat());
            }
        }
        let columns = lines[0].len();
        lines.iter_mut().for_each(|line| line.resize(columns, String::new()));
        write_csv(&lines)
    }
}

fn losses(step: u64, point: Option<&LossPoint>) -> Vec<String> {
    let number = |value: Option<f32>| value.map_or(String::new(), |value| value.to_string());
    let [contrastive, penalty, total] =
        [point.map(|p| p.contrastive), point.and_then(|p| p.penalty), point.map(|p| p.total)].map(number);
    vec![step.to_string(), contrastive, penalty, total]
}

fn cells(measurement: Option<&Measurement>) -> Vec<String> {
    let Some(m) = measurement else { return Vec::new() };
    let errors = m.read_back.iter().flat_map(|read_back| &read_back.errors);
    let values =
        [&m.conditional_variance, &m.nuisance_share, &m.penalty].into_iter().chain(errors).chain(&m.sensitivities);
    values.map(f32::to_string).collect()
}
