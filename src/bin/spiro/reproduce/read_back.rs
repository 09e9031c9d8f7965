//! Table 1: how well the factors of interest are read back, against the number of views averaged (sections 4 and 6).

use anyhow::Result;
use spirograph_lab::{
    evaluation::{ReadBackError, read_back_errors},
    spirograph::Role,
};

use super::{Laboratory, head, mean, table::Rows};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let views = &laboratory.extent.views;
    let title = format!("Read-back MSE × 10⁻³, mean ± deviation over {} probe seeds", laboratory.extent.seeds);
    let mut rows = Rows::new(&title, ["encoder", "M", "m", "b", "sigma", "fore.r", "mean"]);
    for model in &laboratory.models {
        let measure = |seed| {
            let protocol = laboratory.protocol(model, seed, views);
            let targets = protocol.split.factors(Role::Interest);
            pollster::block_on(read_back_errors(&model.encoder, &protocol, &targets, &laboratory.device))
        };
        let seeds: Vec<Vec<ReadBackError>> = laboratory.seeds().map(measure).collect::<Result<_, _>>()?;
        for (index, views) in views.iter().enumerate() {
            let errors: Vec<&[f32]> = seeds.iter().map(|seed| seed[index].errors.as_slice()).collect();
            let factor = |column: usize| errors.iter().map(|errors| errors[column].into()).collect();
            let mut columns: Vec<Vec<f64>> = (0..errors[0].len()).map(factor).collect();
            columns.push(errors.iter().map(|errors| mean(errors)).collect());
            rows.add([head(model), views.to_string()], &columns);
        }
    }
    rows.print();
    Ok(())
}
