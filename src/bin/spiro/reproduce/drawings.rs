//! Table 5: drawings with flaws. A drawing can be recoloured but not redrawn, so the probe is fitted on Spirographs whose
//! views differ in colours alone.

use anyhow::Result;
use burn::tensor::{Tensor, Transaction};
use spirograph_lab::{
    averaging::{average, drawing_views},
    encoder::parameters::read,
    evaluation::Protocol,
    hand::{Flaw, drawn_by_hand},
    probe::{Probe, Samples},
    random::{Purpose, stream},
    spirograph::{Factor, Factors, Role, Split},
};

use super::{
    Laboratory, Subject, mean,
    table::{Rows, by_figure},
};

/// From a clean drawing to a bad one.
const SEVERITIES: [f64; 4] = [0.0, 0.25, 0.5, 1.0];
/// Images that are encoded at once.
const CHUNK: usize = 512;

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let title = "Simulated drawings: mean read-back MSE × 10⁻³ against severity";
    let mut rows = Rows::new(title, ["flaw", "severity"].map(str::to_owned).into_iter().chain(laboratory.heads()));
    let mut readers = Vec::new();
    for subject in &laboratory.subjects {
        let probes = laboratory.seeds().map(|seed| probes(laboratory, subject, seed)).collect::<Result<Vec<_>>>()?;
        readers.push((subject, probes));
    }
    for flaw in Flaw::ALL {
        for severity in SEVERITIES {
            let mut columns = Vec::new();
            for (subject, probes) in &readers {
                let errors = |(seed, probes): (u64, &Vec<Probe>)| {
                    let samples = drawings(laboratory, subject, seed, flaw, severity)?;
                    let errors = probes.iter().zip(&samples);
                    Ok(errors.map(|(probe, samples)| mean(&probe.mean_squared_errors(samples))).collect())
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

/// The split of the paper, with h of no interest to the probe but the same in all views.
fn colours_only() -> Result<Split> {
    let keep_h = |factor| match factor {
        Factor::H => Role::Interest,
        other => Split::PAPER.role(other),
    };
    Ok(Split::new(Factor::ALL.map(keep_h))?)
}

/// A probe for one view and one for many.
fn probes(laboratory: &Laboratory, subject: &Subject, seed: u64) -> Result<Vec<Probe>> {
    let protocol = laboratory.protocol(&subject.model, seed, &laboratory.two_views());
    let protocol = Protocol { split: colours_only()?, test_samples: 0, ..protocol };
    let targets = Split::PAPER.factors(Role::Interest);
    let sets = laboratory.encode(subject, &protocol)?;
    Ok(sets.iter().map(|set| Probe::fit(&set.training, &targets)).collect::<Result<_, _>>()?)
}

/// Representations of drawings, once of a single view and once averaged over many.
fn drawings(laboratory: &Laboratory, subject: &Subject, seed: u64, flaw: Flaw, severity: f64) -> Result<[Samples; 2]> {
    let device = &laboratory.device;
    let split = colours_only()?;
    let [single, many] = laboratory.two_views();
    let mut sets = [(); 2].map(|()| Samples { representations: Vec::new(), dimension: 0, factors: Vec::new() });
    let indices: Vec<u64> = (0..laboratory.extent.drawings as u64).collect();
    for group in indices.chunks((CHUNK / many).max(1)) {
        let mut images: Vec<Tensor<4>> = Vec::new();
        for &index in group {
            let mut generator = stream(seed, Purpose::ProbeTest, index);
            let factors = Factors::random(&mut generator);
            let drawing = drawn_by_hand(&factors, flaw, severity, &mut generator);
            images.push(drawing_views(&drawing, many, &split, &mut generator, device)?);
            sets.iter_mut().for_each(|samples| samples.factors.push(factors));
        }
        let all = subject.model.encoder.representations(Tensor::cat(images, 0));
        let [_, dimension] = all.dims();
        let firsts =
            all.clone().reshape([group.len(), many, dimension]).narrow(1, 0, single).reshape([group.len(), dimension]);
        let transaction = Transaction::default().register(firsts).register(average(all, many));
        for (samples, array) in sets.iter_mut().zip(pollster::block_on(read(transaction))?) {
            samples.dimension = dimension;
            samples.representations.extend(array.values);
        }
    }
    Ok(sets)
}
