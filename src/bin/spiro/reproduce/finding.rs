//! Table 7: how often the Spirograph in a drawing is found to within 0.05 of every factor of its shape.

use anyhow::Result;
use spirograph_lab::{
    looking::{RefineRequest, refine},
    pictures::{Flaw, Scene, column, drawn_by_hand},
    random::{Purpose, stream},
    reading::{ReadBackRequest, Subject, read_back},
};

use super::{
    A_LITTLE, Candidate, Laboratory, head,
    table::{Table, by_figure},
};

/// The factors of a shape.
const SHAPE: [&str; 4] = ["m", "b", "h", "sigma"];
/// What counts as found.
const CLOSE: f64 = 0.05;
/// As on the page.
const STEPS: usize = 60;
/// Views that are averaged before the descent: as many as the page begins with.
const VIEWS: usize = 16;

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let title = format!("Drawings whose Spirograph is found to within {CLOSE} of m, b, h and sigma, of 1000");
    let mut rows = Table::new(&title, ["encoder", "flaws", "found", "m, b and sigma as read back"].map(str::to_owned));
    for candidate in &laboratory.candidates {
        for (name, flaws, severity) in kinds() {
            let share = |seed| share(laboratory, candidate, seed, &flaws, severity);
            let seeds = laboratory.seeds().map(share).collect::<Result<Vec<_>>>()?;
            rows.add([head(candidate), name], &by_figure(&seeds));
        }
    }
    rows.print()
}

/// Which flaws the drawings of each row have.
fn kinds() -> Vec<(String, Vec<Flaw>, f64)> {
    let single = Flaw::ALL.map(|flaw| (format!("{}, half as severe", flaw.name()), vec![flaw], 0.5));
    let none = ("none".to_owned(), Vec::new(), 0.0);
    let all = ("all a little".to_owned(), Flaw::ALL.to_vec(), A_LITTLE);
    [none].into_iter().chain(single).chain([all]).collect()
}

/// The share of drawings whose shape is found, and of those that are read back as closely before.
fn share(laboratory: &Laboratory, candidate: &Candidate, seed: u64, flaws: &[Flaw], severity: f64) -> Result<Vec<f64>> {
    let (model, count) = (candidate.model(seed), laboratory.extent.drawings);
    let (mut found, mut read) = (0, 0);
    for index in 0..count as u64 {
        let mut generator = stream(seed, Purpose::ProbeTest, index);
        let clean = model.source.with_hand(0.0).draw(&mut generator);
        let scene = flaws.iter().fold(clean, |scene, flaw| flaw.add_to(scene, severity, &mut generator));
        let drawing = drawn_by_hand(&scene);
        let subject = Subject::Drawing { drawing: drawing.clone() };
        let request = ReadBackRequest { subject, views: VIEWS, seed: 1 };
        let answer = pollster::block_on(read_back(model, &request, &laboratory.device))?;
        let start = answer.estimates.iter().map(|estimate| (estimate.factor.as_str(), estimate.estimate)).collect();
        let close = |name: &str, value: Option<f64>| is_close(&scene, model.source.table(), name, value);
        let estimate = |name: &str| answer.estimates.iter().find(|e| e.factor == name).map(|e| e.estimate);
        read += usize::from(["m", "b", "sigma"].iter().all(|name| close(name, estimate(name))));
        let path =
            pollster::block_on(refine(&RefineRequest { drawing, start, steps: STEPS, seed: 1 }, &laboratory.device))?
                .path;
        let last = path.last().map(|step| &step.factors);
        found += usize::from(SHAPE.iter().all(|name| close(name, last.and_then(|last| last.get(name).copied()))));
    }
    Ok(vec![found as f64 / count as f64, read as f64 / count as f64])
}

fn is_close(scene: &Scene, table: &'static [spirograph_lab::pictures::Factor], name: &str, value: Option<f64>) -> bool {
    match (column(table, name), value) {
        (Ok(column), Some(value)) => (value - scene.factors[column]).abs() <= CLOSE,
        _ => false,
    }
}
