//! Table 4: how many labelled samples the probe needs.

use anyhow::Result;
use spirograph_lab::{
    evaluation::{ProbeSet, Protocol},
    spirograph::Role,
};

use super::{
    Laboratory, head, mean,
    table::{Rows, by_figure},
};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let labels = &laboratory.extent.labels;
    let heads = labels.iter().map(|labels| format!("{labels} labels"));
    let title = "Mean read-back MSE × 10⁻³ at M = 1 against labelled samples";
    let mut rows = Rows::new(title, ["encoder".to_owned()].into_iter().chain(heads));
    let most = labels.iter().copied().max().unwrap_or(0);
    for subject in &laboratory.subjects {
        let targets = subject.model.description.settings.split.factors(Role::Interest);
        // For each seed the errors with fewer and more labels: the fewer are the first of the more.
        let measure = |seed| {
            let protocol = Protocol { training_samples: most, ..laboratory.protocol(&subject.model, seed, &[1]) };
            let sets = laboratory.encode(subject, &protocol)?;
            let error = |labels| {
                let some = ProbeSet { training: sets[0].training.first(labels), ..sets[0].clone() };
                Ok(mean(&some.read_back_error(&targets)?.errors))
            };
            labels.iter().map(|&labels| error(labels)).collect::<Result<Vec<_>>>()
        };
        let seeds = laboratory.seeds().map(measure).collect::<Result<Vec<_>>>()?;
        rows.add([head(subject)], &by_figure(&seeds));
    }
    rows.print();
    Ok(())
}
