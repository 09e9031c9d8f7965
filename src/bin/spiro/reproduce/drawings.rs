//! Table 5: drawings with flaws. A drawing can be recoloured but not redrawn, so the probe is fitted on Spirographs whose
//! views differ in colours alone.

use anyhow::Result;
use burn::tensor::Tensor;
use spirograph_lab::{
    measuring::{Protocol, means_of_views},
    model::{Probe, Samples},
    pictures::{Flaw, Role, Source, drawn_by_hand},
    random::{Purpose, stream},
    tensors::Rows,
};

use super::{
    Candidate, Laboratory,
    table::{Table, by_figure},
};

/// From a clean drawing to a bad one.
const SEVERITIES: [f64; 4] = [0.0, 0.25, 0.5, 1.0];
/// Images that are encoded at once.
const CHUNK: usize = 512;

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let title = "Simulated drawings: mean read-back MSE × 10⁻³ against severity";
    let mut rows = Table::new(title, ["flaw", "severity"].map(str::to_owned).into_iter().chain(laboratory.heads()));
    let mut readers = Vec::new();
    for candidate in &laboratory.candidates {
        let probes = laboratory.seeds().map(|seed| probes(laboratory, candidate, seed)).collect::<Result<Vec<_>>>()?;
        readers.push((candidate, probes));
    }
    for flaw in Flaw::ALL {
        for severity in SEVERITIES {
            let mut columns = Vec::new();
            for (candidate, probes) in &readers {
                let errors = |(seed, probes): (u64, &Vec<Probe>)| {
                    let samples = drawings(laboratory, candidate, seed, flaw, severity)?;
                    let errors = probes.iter().zip(&samples);
                    errors.map(|(probe, samples)| Ok(probe.mean_squared_errors(samples)?.mean())).collect()
                };
                let seeds: Vec<Vec<f64>> = laboratory.seeds().zip(probes).map(errors).collect::<Result<_>>()?;
                columns.extend(by_figure(&seeds));
            }
            rows.add([flaw.name().to_owned(), severity.to_string()], &columns);
        }
    }
    rows.print();
    Ok(())
}

/// The source of a candidate, with h of no interest to the probe but the same in all views.
fn colours_only(candidate: &Candidate) -> Result<Source> {
    Ok(candidate.model.source.with_role("h", Role::Interest)?)
}

/// A probe for one view and one for many.
fn probes(laboratory: &Laboratory, candidate: &Candidate, seed: u64) -> Result<Vec<Probe>> {
    let protocol = laboratory.protocol(&candidate.model, seed, &laboratory.two_views());
    let protocol = Protocol { source: colours_only(candidate)?, test_samples: 0, ..protocol };
    let targets = candidate.model.source.names(Role::is_read);
    let sets = laboratory.encode(candidate, &protocol)?;
    Ok(sets.iter().map(|set| Probe::fit(&set.training, &targets)).collect::<Result<_, _>>()?)
}

/// Representations of drawings, once of a single view and once averaged over many.
fn drawings(
    laboratory: &Laboratory,
    candidate: &Candidate,
    seed: u64,
    flaw: Flaw,
    severity: f64,
) -> Result<[Samples; 2]> {
    let device = &laboratory.device;
    let source = colours_only(candidate)?;
    let views @ [_, many] = laboratory.two_views();
    let none = || Samples { representations: Rows::default(), scenes: Vec::new(), table: source.table() };
    let mut sets = [none(), none()];
    let indices: Vec<u64> = (0..laboratory.extent.drawings as u64).collect();
    for group in indices.chunks((CHUNK / many).max(1)) {
        let mut images: Vec<Tensor<4>> = Vec::new();
        for &index in group {
            let mut generator = stream(seed, Purpose::ProbeTest, index);
            let scene = source.draw(&mut generator);
            let drawing = drawn_by_hand(&scene.factors, flaw, severity, &mut generator);
            let (drawn, own) = source.of_drawing(&drawing)?;
            let scenes: Vec<_> = (0..many).map(|_| drawn.view(&own, &mut generator)).collect();
            images.push(drawn.render(&scenes, device));
            sets.iter_mut().for_each(|samples| samples.scenes.push(scene.clone()));
        }
        let means = means_of_views(&candidate.model.encoder, Tensor::cat(images, 0), many, &views);
        for (samples, means) in sets.iter_mut().zip(pollster::block_on(means)?) {
            samples.representations.append(means);
        }
    }
    Ok(sets)
}
