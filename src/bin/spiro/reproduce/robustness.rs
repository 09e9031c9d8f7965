//! Table 3: nuisances shifted and widened beyond what was trained on. The probe is fitted on such samples; the encoder is
//! as it was (section 6).

use anyhow::Result;
use spirograph_lab::{
    measuring::{ProbeSet, Protocol},
    pictures::Role,
};

use super::{
    Laboratory,
    table::{Table, by_figure},
};

const BACKGROUND: [&str; 3] = ["back.r", "back.g", "back.b"];
const FOREGROUND: [&str; 2] = ["fore.g", "fore.b"];

/// What is changed: some factors, and by how much their lower and upper ends move. Colours stay within [0, 1].
fn changes(has_every_shift: bool) -> Vec<(String, &'static [&'static str], (f64, f64))> {
    let mut changes: Vec<(String, &'static [&'static str], (f64, f64))> =
        vec![("as trained".to_owned(), &[], (0.0, 0.0))];
    let shifts = |all: &'static [f64], ends: &'static [f64]| if has_every_shift { all } else { ends };
    for &by in shifts(&[-0.5, -0.3, -0.1, 0.1, 0.3, 0.5], &[-0.5, 0.5]) {
        changes.push((format!("h {by:+}"), &["h"], (by, by)));
    }
    for &by in shifts(&[0.1, 0.2, 0.3, 0.4], &[0.4]) {
        changes.push((format!("background {by:+}"), &BACKGROUND, (by, by)));
    }
    for &by in shifts(&[-0.1, -0.2, -0.3, -0.4], &[-0.4]) {
        changes.push((format!("green and blue foreground {by:+}"), &FOREGROUND, (by, by)));
    }
    for &by in shifts(&[0.2, 0.4], &[0.4]) {
        changes.push((format!("h wider by {by} at both ends"), &["h"], (-by, by)));
        changes.push((format!("background wider by {by}"), &BACKGROUND, (0.0, by)));
        changes.push((format!("green and blue foreground wider by {by}"), &FOREGROUND, (-by, 0.0)));
    }
    changes
}

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let views = laboratory.two_views();
    let title = "Nuisances at test time unlike those trained on: mean read-back MSE × 10⁻³";
    let mut rows = Table::new(title, ["nuisances".to_owned()].into_iter().chain(laboratory.heads()));
    for (name, factors, by) in changes(laboratory.extent.has_every_shift) {
        let mut columns = Vec::new();
        for candidate in &laboratory.candidates {
            let targets = candidate.first().source.names(Role::is_read);
            let measure = |seed| {
                let model = candidate.model(seed);
                let source = model.source.with_hand(0.0);
                let source = factors.iter().try_fold(source, |source, factor| source.with_range_moved(factor, by))?;
                let protocol = Protocol { source, ..laboratory.protocol(model, seed, &views) };
                let sets = match factors {
                    [] => views.map(|views| laboratory.set(candidate, seed, views).cloned()).into_iter().collect(),
                    _ => laboratory.encode(model, &protocol),
                }?;
                let error = |set: &ProbeSet| Ok(set.read_back_error(&targets)?.errors.mean());
                sets.iter().map(error).collect::<Result<Vec<_>>>()
            };
            let seeds = laboratory.seeds().map(measure).collect::<Result<Vec<_>>>()?;
            columns.extend(by_figure(&seeds));
        }
        rows.add([name], &columns);
    }
    rows.print()
}
