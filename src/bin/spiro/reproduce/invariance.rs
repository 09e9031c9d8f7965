//! Table 2, first half: how much the nuisances move the representation, and what a probe can read of them.

use anyhow::Result;
use spirograph_lab::{
    evaluation::invariance,
    invariance::Invariance,
    spirograph::{Role, Split},
};

use super::{
    Laboratory, head, mean, mean_variance,
    table::{Rows, by_figure},
};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let nothing = mean_variance(&Split::PAPER.factors(Role::Nuisance));
    let title = format!("Invariance × 10⁻³; knowing nothing of the nuisances is an MSE of {:.1}", 1e3 * nothing);
    let mut rows =
        Rows::new(&title, ["encoder", "conditional variance", "nuisance's share", "MSE of the nuisances, M = 1"]);
    for subject in &laboratory.subjects {
        let measure = |seed| {
            let protocol = laboratory.protocol(&subject.model, seed, &[1]);
            let (encoder, device) = (&subject.model.encoder, &laboratory.device);
            let Invariance { conditional_variance, nuisance_share } =
                pollster::block_on(invariance(encoder, &protocol, device))?;
            let targets = protocol.split.factors(Role::Nuisance);
            let error = mean(&laboratory.set(subject, seed, 1)?.read_back_error(&targets)?.errors);
            Ok(vec![conditional_variance, nuisance_share, error])
        };
        let seeds: Vec<Vec<f64>> = laboratory.seeds().map(measure).collect::<Result<_>>()?;
        rows.add([head(subject)], &by_figure(&seeds));
    }
    rows.print();
    Ok(())
}
