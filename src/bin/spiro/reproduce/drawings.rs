//! Table 5: drawings with flaws, read by a probe that was fitted on drawings with any flaws. Once the views that are averaged
//! redraw the hand, and once they differ in colours alone.

use anyhow::Result;
use spirograph_lab::{
    measuring::{Hands, Protocol, Subjects, averaged_samples},
    model::Probe,
    pictures::{Flaw, REDRAWN, Role},
    random::Purpose,
};

use super::{
    A_LITTLE, Candidate, Laboratory,
    table::{Table, by_figure},
};

/// From a clean drawing to a bad one.
const SEVERITIES: [f64; 3] = [0.25, 0.5, 1.0];

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let title = "Simulated drawings: mean read-back MSE × 10⁻³ against severity";
    let head = ["views differ in", "flaw", "severity"].map(str::to_owned);
    let mut rows = Table::new(title, head.into_iter().chain(laboratory.heads()));
    for (name, redrawn) in [("colours and hand", REDRAWN), ("colours", 0.0)] {
        let readers: Vec<_> =
            laboratory.candidates.iter().map(|candidate| reader(laboratory, candidate, redrawn)).collect();
        let readers = readers.into_iter().collect::<Result<Vec<_>>>()?;
        for (flaw, severity, hands) in rows_of_table() {
            let mut columns = Vec::new();
            for (candidate, probes) in laboratory.candidates.iter().zip(&readers) {
                let subjects = Subjects::Drawings { hands: hands.clone(), redrawn };
                let errors =
                    |(seed, probes): (_, &Vec<Probe>)| errors(laboratory, candidate, seed, probes, subjects.clone());
                let seeds: Vec<Vec<f64>> = laboratory.seeds().zip(probes).map(errors).collect::<Result<_>>()?;
                columns.extend(by_figure(&seeds));
            }
            rows.add([name.to_owned(), flaw, severity.to_string()], &columns);
        }
    }
    rows.print()
}

/// What the drawings of each row are like, with the names of the flaw and its severity.
fn rows_of_table() -> Vec<(String, f64, Hands)> {
    let clean = ("none".to_owned(), 0.0, Hands::With(Vec::new(), 0.0));
    let row = |flaw: Flaw, severity: f64| (flaw.name().to_owned(), severity, Hands::With(vec![flaw], severity));
    let single = Flaw::ALL.into_iter().flat_map(|flaw| SEVERITIES.map(|severity| row(flaw, severity)));
    let all = ("all at once".to_owned(), A_LITTLE, Hands::With(Flaw::ALL.to_vec(), A_LITTLE));
    std::iter::once(clean).chain(single).chain([all]).collect()
}

/// For each seed a probe for one view and one for many, fitted on drawings with any flaws.
fn reader(laboratory: &Laboratory, candidate: &Candidate, redrawn: f64) -> Result<Vec<Vec<Probe>>> {
    let targets = candidate.first().source.names(Role::is_read);
    let probes = |seed| {
        let subjects = Subjects::Drawings { hands: Hands::Any, redrawn };
        let protocol = Protocol { subjects, test_samples: 0, ..protocol(laboratory, candidate, seed) };
        let sets = laboratory.encode(candidate.model(seed), &protocol)?;
        Ok(sets.iter().map(|set| Probe::fit(&set.training, &targets)).collect::<Result<_, _>>()?)
    };
    laboratory.seeds().map(probes).collect()
}

/// The errors at one view and at many.
fn errors(
    laboratory: &Laboratory,
    candidate: &Candidate,
    seed: u64,
    probes: &[Probe],
    subjects: Subjects,
) -> Result<Vec<f64>> {
    let protocol = Protocol { subjects, ..protocol(laboratory, candidate, seed) };
    let Protocol { views, .. } = &protocol;
    let (encoder, count) = (&candidate.model(seed).encoder, laboratory.extent.drawings);
    let sets = averaged_samples(encoder, &protocol, Purpose::ProbeTest, count, views, &laboratory.device);
    let errors = probes.iter().zip(pollster::block_on(sets)?);
    errors.map(|(probe, samples)| Ok(probe.mean_squared_errors(&samples)?.mean())).collect()
}

/// Drawings, once of a single view and once averaged over many.
fn protocol(laboratory: &Laboratory, candidate: &Candidate, seed: u64) -> Protocol {
    laboratory.sized(Protocol::of_drawings(seed, &candidate.first().source), &laboratory.two_views())
}
