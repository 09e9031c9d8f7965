//! Table 2, second half: what a short fine-tuning of `base` does to invariance, without and with the regulariser.

use anyhow::Result;
use spirograph_lab::{
    fine_tuning::{Design, FineTuning, Plan, Runs, Spread},
    training::Settings,
};

use super::{Laboratory, table::Table};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let steps = laboratory.extent.fine_tuning_steps;
    let plan = Plan {
        runs: Runs::Pair,
        seeds: laboratory.extent.seeds,
        measure_every: steps,
        held_out: laboratory.extent.test_samples,
    };
    let start = laboratory.candidates[0].first().clone();
    let Settings { pictures, split, roles, ranges, .. } = start.description.settings.clone();
    let settings = Settings { steps, pictures, split, roles, ranges, ..Settings::fine_tuning() };
    let lambda = settings.lambda;
    let mut session = FineTuning::new(Design::default(), plan, settings, start, &laboratory.device)?;
    while !session.is_finished() {
        pollster::block_on(session.advance())?;
    }
    let title = format!("{steps} steps of fine-tuning `base`, × 10⁻³; with: lambda = {lambda}");
    let outcome = session.outcome();
    let heads = ["quantity", "before"].into_iter().chain(outcome.arms.iter().map(|arm| arm.name.as_str()));
    let mut rows = Table::new(&title, heads);
    for row in outcome.rows {
        let before = row.before.map(|mean| Spread { mean, deviation: None });
        // The outcome's own means and deviations, over the same seeds.
        rows.add_spreads([row.quantity], &[vec![before], row.after].concat());
    }
    rows.print()
}
