//! Table 2, first half: how much the nuisances move the representation, and what a probe can read of them.

use anyhow::Result;
use spirograph_lab::{
    evaluation::{VARIANCE_SAMPLES, VARIANCE_VIEWS, conditional_variance},
    spirograph::{Role, Split},
};

use super::{Laboratory, head, mean, mean_variance, table::Rows};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let nothing = mean_variance(&Split::PAPER.factors(Role::Nuisance));
    let title = format!("Invariance × 10⁻³; knowing nothing of the nuisances is an MSE of {:.1}", 1e3 * nothing);
    let mut rows = Rows::new(&title, ["encoder", "conditional variance", "MSE of the nuisances, M = 1"]);
    for subject in &laboratory.subjects {
        let measure = |seed| {
            let protocol = laboratory.protocol(&subject.model, seed, &[1]);
            let (encoder, device) = (&subject.model.encoder, &laboratory.device);
            let variance =
                pollster::block_on(conditional_variance(encoder, &protocol, VARIANCE_SAMPLES, VARIANCE_VIEWS, device))?;
            let targets = protocol.split.factors(Role::Nuisance);
            Ok((variance, mean(&laboratory.set(subject, seed, 1)?.read_back_error(&targets)?.errors)))
        };
        let (variances, errors) = laboratory.seeds().map(measure).collect::<Result<(Vec<_>, Vec<_>)>>()?;
        rows.add([head(subject)], &[variances, errors]);
    }
    rows.print();
    Ok(())
}
