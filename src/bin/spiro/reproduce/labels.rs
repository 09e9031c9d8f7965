//! Table 4: how many labelled samples the probe needs.

use anyhow::Result;
use spirograph_lab::{
    measuring::{ProbeSet, Protocol},
    pictures::Role,
};

use super::{
    Laboratory, head,
    table::{Table, by_figure},
};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let labels = &laboratory.extent.labels;
    let heads = labels.iter().map(|labels| format!("{labels} labels"));
    let title = "Mean read-back MSE × 10⁻³ at M = 1 against labelled samples";
    let mut rows = Table::new(title, ["encoder".to_owned()].into_iter().chain(heads));
    let most = labels.iter().copied().max().unwrap_or(0);
    for candidate in &laboratory.candidates {
        let targets = candidate.first().source.names(Role::is_read);
        // For each seed the errors with fewer and more labels: the fewer are the first of the more.
        let measure = |seed| {
            let model = candidate.model(seed);
            let protocol = Protocol { training_samples: most, ..laboratory.protocol(model, seed, &[1]) };
            let sets = laboratory.encode(model, &protocol)?;
            let error = |labels| {
                let some = ProbeSet { training: sets[0].training.select(0..labels), ..sets[0].clone() };
                Ok(some.read_back_error(&targets)?.errors.mean())
            };
            labels.iter().map(|&labels| error(labels)).collect::<Result<Vec<_>>>()
        };
        let seeds = laboratory.seeds().map(measure).collect::<Result<Vec<_>>>()?;
        rows.add([head(candidate)], &by_figure(&seeds));
    }
    rows.print()
}
