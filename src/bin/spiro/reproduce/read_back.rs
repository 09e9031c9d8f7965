//! Table 1: how well the factors of interest are read back, against the number of views averaged (sections 4 and 6).

use anyhow::Result;
use spirograph_lab::spirograph::Role;

use super::{
    Laboratory, head, mean,
    table::{Rows, by_figure},
};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let title = format!("Read-back MSE × 10⁻³, mean ± deviation over {} probe seeds", laboratory.extent.seeds);
    let mut rows = Rows::new(&title, ["encoder", "M", "m", "b", "sigma", "fore.r", "mean"]);
    for subject in &laboratory.subjects {
        let targets = subject.model.description.settings.split.factors(Role::Interest);
        for &views in &laboratory.extent.views {
            let measure = |seed| {
                let errors = laboratory.set(subject, seed, views)?.read_back_error(&targets)?.errors;
                Ok(errors.iter().map(|&error| error.into()).chain([mean(&errors)]).collect())
            };
            let seeds: Vec<Vec<f64>> = laboratory.seeds().map(measure).collect::<Result<_>>()?;
            rows.add([head(subject), views.to_string()], &by_figure(&seeds));
        }
    }
    rows.print();
    Ok(())
}
