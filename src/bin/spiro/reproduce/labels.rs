//! Table 4: how many labelled samples the probe needs.

use anyhow::Result;
use spirograph_lab::{
    evaluation::{Protocol, read_back_errors},
    spirograph::Role,
};

use super::{Laboratory, head, mean, table::Rows};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let labels = &laboratory.extent.labels;
    let heads = labels.iter().map(|labels| format!("{labels} labels"));
    let title = "Mean read-back MSE × 10⁻³ at M = 1 against labelled samples";
    let mut rows = Rows::new(title, ["encoder".to_owned()].into_iter().chain(heads));
    for model in &laboratory.models {
        let measure = |seed, training_samples| {
            let protocol = Protocol { training_samples, ..laboratory.protocol(model, seed, &[1]) };
            let targets = protocol.split.factors(Role::Interest);
            let errors = read_back_errors(&model.encoder, &protocol, &targets, &laboratory.device);
            Ok(mean(&pollster::block_on(errors)?[0].errors))
        };
        let column = |&labels: &usize| laboratory.seeds().map(|seed| measure(seed, labels)).collect();
        rows.add([head(model)], &labels.iter().map(column).collect::<Result<Vec<_>>>()?);
    }
    rows.print();
    Ok(())
}
