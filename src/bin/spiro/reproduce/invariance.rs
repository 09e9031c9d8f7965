//! Table 2, first half: how much the nuisances move the representation, and what a probe can read of them.

use anyhow::Result;
use spirograph_lab::{
    measuring::{Invariance, invariance},
    pictures::Source,
};

use super::{
    Laboratory, head, mean_variance,
    table::{Table, by_figure},
};

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let source = laboratory.candidates.first().map(|candidate| candidate.first().source.with_hand(0.0));
    let varying = source.as_ref().map(Source::varying).unwrap_or_default();
    let factors = source.iter().flat_map(Source::factors);
    let nothing = mean_variance(factors.filter(|factor| varying.contains(&factor.name)));
    let title = format!("Invariance × 10⁻³; knowing nothing of the nuisances is an MSE of {:.1}", 1e3 * nothing);
    let mut rows =
        Table::new(&title, ["encoder", "conditional variance", "nuisance's share", "MSE of the nuisances, M = 1"]);
    for candidate in &laboratory.candidates {
        let measure = |seed| {
            let model = candidate.model(seed);
            let (protocol, encoder) = (laboratory.protocol(model, seed, &[1]), &model.encoder);
            let Invariance { conditional_variance, nuisance_share } =
                pollster::block_on(invariance(encoder, &protocol, &laboratory.device))?;
            let targets = protocol.source.varying();
            let error = laboratory.set(candidate, seed, 1)?.read_back_error(&targets)?.errors.mean();
            Ok(vec![conditional_variance, nuisance_share, error])
        };
        let seeds: Vec<Vec<f64>> = laboratory.seeds().map(measure).collect::<Result<_>>()?;
        rows.add([head(candidate)], &by_figure(&seeds));
    }
    rows.print()
}
