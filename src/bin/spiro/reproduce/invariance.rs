//! Table 2, first half: how much the nuisances move the representation, and what a probe can read of them.

use anyhow::Result;
use spirograph_lab::{
    evaluation::{VARIANCE_SAMPLES, VARIANCE_VIEWS, conditional_variance, read_back_errors},
    spirograph::{Role, Split},
};

use super::{Laboratory, head, mean, mean_variance, table::Rows};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let nothing = mean_variance(&Split::PAPER.factors(Role::Nuisance));
    let title = format!("Invariance × 10⁻³; knowing nothing of the nuisances is an MSE of {:.1}", 1e3 * nothing);
    let mut rows = Rows::new(&title, ["encoder", "conditional variance", "MSE of the nuisances, M = 1"]);
    for model in &laboratory.models {
        let measure = |seed| {
            let protocol = laboratory.protocol(model, seed, &[1]);
            let (encoder, device) = (&model.encoder, &laboratory.device);
            let variance =
                pollster::block_on(conditional_variance(encoder, &protocol, VARIANCE_SAMPLES, VARIANCE_VIEWS, device))?;
            let targets = protocol.split.factors(Role::Nuisance);
            let errors = pollster::block_on(read_back_errors(encoder, &protocol, &targets, device))?;
            Ok((variance, mean(&errors[0].errors)))
        };
        let (variances, errors) = laboratory.seeds().map(measure).collect::<Result<(Vec<_>, Vec<_>)>>()?;
        rows.add([head(model)], &[variances, errors]);
    }
    rows.print();
    Ok(())
}
