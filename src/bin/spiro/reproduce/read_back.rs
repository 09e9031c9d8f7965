//! Table 1: how well the factors of interest are read back, against the number of views averaged (sections 4 and 6).

use anyhow::Result;
use spirograph_lab::pictures::Role;

use super::{
    Laboratory, head,
    table::{Table, by_figure},
};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let title = format!("Read-back MSE × 10⁻³, mean ± deviation over {} seeds", laboratory.extent.seeds);
    let names =
        laboratory.candidates.iter().take(1).flat_map(|candidate| candidate.first().source.names(Role::is_read));
    let mut rows = Table::new(&title, ["encoder", "M"].into_iter().chain(names).chain(["mean"]));
    for candidate in &laboratory.candidates {
        let targets = candidate.first().source.names(Role::is_read);
        for &views in &laboratory.extent.views {
            let measure = |seed| {
                let errors = laboratory.set(candidate, seed, views)?.read_back_error(&targets)?.errors;
                Ok(errors.values().map(|&error| error.into()).chain([errors.mean()]).collect())
            };
            let seeds: Vec<Vec<f64>> = laboratory.seeds().map(measure).collect::<Result<_>>()?;
            rows.add([head(candidate), views.to_string()], &by_figure(&seeds));
        }
    }
    rows.print()
}
