//! Table 6: how often the intervals of a weights file hold the truth, on samples that they were not found on.

use anyhow::Result;
use spirograph_lab::{
    measuring::{Coverage, Hands, Protocol, Subjects, coverage},
    model::{COVERAGE, Reader},
    pictures::{Flaw, REDRAWN},
};

use super::{
    A_LITTLE, Candidate, Laboratory, head,
    table::{Table, by_figure},
};

/// The probes' own samples have the first seeds; a set of another seed has nothing to do with them.
const SEED: u64 = 100;

pub fn print(laboratory: &Laboratory) -> Result<()> {
    let views = laboratory.two_views();
    let title = format!("Truths within the {:.0} % interval, × 10⁻³, and mean widths × 10⁻³", 100.0 * COVERAGE);
    let heads =
        views.iter().flat_map(|views| ["within", "width", "unfamiliar"].map(|name| format!("{name}, M = {views}")));
    let mut rows = Table::new(&title, ["encoder", "subjects"].map(str::to_owned).into_iter().chain(heads));
    for candidate in &laboratory.candidates {
        for (name, hands) in subjects() {
            let figures = |seed| figures(laboratory, candidate, seed, hands.clone());
            let seeds = laboratory.seeds().map(figures).collect::<Result<Vec<_>>>()?;
            rows.add([head(candidate), name], &by_figure(&seeds));
        }
    }
    rows.print()
}

/// What the subjects of each row are: without hands they are the source's own pictures.
fn subjects() -> Vec<(String, Option<Hands>)> {
    let flaws = Flaw::ALL.map(|flaw| (format!("drawings, {}", flaw.name()), Some(Hands::Only(flaw))));
    let own = ("Spirographs".to_owned(), None);
    let any = ("drawings, any flaws".to_owned(), Some(Hands::Any));
    let clean = ("drawings, no flaw".to_owned(), Some(Hands::With(Vec::new(), 0.0)));
    let all = ("drawings, all flaws a little".to_owned(), Some(Hands::With(Flaw::ALL.to_vec(), A_LITTLE)));
    [own, any, clean].into_iter().chain(flaws).chain([all]).collect()
}

/// Share and width at one view and at many, means over the targets.
fn figures(laboratory: &Laboratory, candidate: &Candidate, seed: u64, hands: Option<Hands>) -> Result<Vec<f64>> {
    let model = candidate.model(seed);
    let (reader, protocol): (&Reader, _) = match hands {
        None => (&model.reader, Protocol::new(SEED + seed, &model.source)),
        Some(hands) => {
            let subjects = Subjects::Drawings { hands, redrawn: REDRAWN };
            let protocol = Protocol { subjects, ..Protocol::of_drawings(SEED + seed, &model.source) };
            (model.reader_of_drawings(), protocol)
        }
    };
    let protocol = laboratory.sized(protocol, &laboratory.two_views());
    let found = pollster::block_on(coverage(&model.encoder, &protocol, reader, &laboratory.device))?;
    let figures = |Coverage { share, width, unfamiliar, .. }: &Coverage| [share.mean(), width.mean(), *unfamiliar];
    Ok(found.iter().flat_map(figures).collect())
}
