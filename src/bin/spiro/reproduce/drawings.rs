//! Table 5: drawings with flaws. A drawing can be recoloured but not redrawn, so the probe is fitted on Spirographs whose
//! views differ in colours alone.

use anyhow::Result;
use burn::tensor::{Tensor, Transaction};
use spirograph_lab::{
    averaging::{average, drawing_views},
    encoder::parameters::read,
    evaluation::{Protocol, fit_probe},
    hand::{Flaw, drawn_by_hand},
    model::Model,
    probe::{Probe, Samples},
    random::{Purpose, stream},
    spirograph::{Factor, Factors, Role, Split},
};

use super::{Laboratory, mean, table::Rows};

/// From a clean drawing to a bad one.
const SEVERITIES: [f64; 4] = [0.0, 0.25, 0.5, 1.0];
/// Images that are encoded at once.
const CHUNK: usize = 512;

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let views = laboratory.two_views();
    let title = "Simulated drawings: mean read-back MSE × 10⁻³ against severity";
    let mut rows = Rows::new(title, ["flaw", "severity"].map(str::to_owned).into_iter().chain(laboratory.heads()));
    let mut readers = Vec::new();
    for model in &laboratory.models {
        for views in views {
            let probes = laboratory.seeds().map(|seed| probe(laboratory, model, seed, views));
            readers.push((model, views, probes.collect::<Result<Vec<_>>>()?));
        }
    }
    for flaw in Flaw::ALL {
        for severity in SEVERITIES {
            let mut columns = Vec::new();
            for (model, views, probes) in &readers {
                let error = |(seed, probe): (u64, &Probe)| {
                    let samples = drawings(laboratory, model, seed, *views, flaw, severity)?;
                    Ok(mean(&probe.mean_squared_errors(&samples)))
                };
                columns.push(laboratory.seeds().zip(probes).map(error).collect::<Result<Vec<_>>>()?);
            }
            rows.add([flaw.name().to_owned(), severity.to_string()], &columns);
        }
    }
    rows.print();
    Ok(())
}

/// The split of the paper, with h of no interest to the probe but the same in all views.
fn colours_only() -> Result<Split> {
    let keep_h = |factor| match factor {
        Factor::H => Role::Interest,
        other => Split::PAPER.role(other),
    };
    Ok(Split::new(Factor::ALL.map(keep_h))?)
}

fn probe(laboratory: &Laboratory, model: &Model, seed: u64, views: usize) -> Result<Probe> {
    let protocol = Protocol { split: colours_only()?, ..laboratory.protocol(model, seed, &[views]) };
    let targets = Split::PAPER.factors(Role::Interest);
    Ok(pollster::block_on(fit_probe(&model.encoder, &protocol, &targets, views, &laboratory.device))?)
}

/// Representations of drawings, each averaged over views.
fn drawings(
    laboratory: &Laboratory,
    model: &Model,
    seed: u64,
    views: usize,
    flaw: Flaw,
    severity: f64,
) -> Result<Samples> {
    let device = &laboratory.device;
    let split = colours_only()?;
    let mut samples = Samples { representations: Vec::new(), dimension: 0, factors: Vec::new() };
    let indices: Vec<u64> = (0..laboratory.extent.drawings as u64).collect();
    for group in indices.chunks((CHUNK / views).max(1)) {
        let mut images: Vec<Tensor<4>> = Vec::new();
        for &index in group {
            let mut generator = stream(seed, Purpose::ProbeTest, index);
            let factors = Factors::random(&mut generator);
            let drawing = drawn_by_hand(&factors, flaw, severity, &mut generator);
            images.push(drawing_views(&drawing, views, &split, &mut generator, device)?);
            samples.factors.push(factors);
        }
        let representations = average(model.encoder.representations(Tensor::cat(images, 0)), views);
        samples.dimension = representations.dims()[1];
        for array in pollster::block_on(read(Transaction::default().register(representations)))? {
            samples.representations.extend(array.values);
        }
    }
    Ok(samples)
}
