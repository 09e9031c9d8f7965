//! Experiments one after the other, under one progress bar, saved on the way and when they are interrupted.

use std::time::{Duration, Instant};

use anyhow::Result;
use burn::tensor::Device;
use spirograph_lab::experiments::{Extent, Origin, Results, Study};

use super::{
    chosen::Chosen,
    kept::{Found, Kept},
    training::Training,
};
use crate::{
    console::note,
    progress::Progress,
    signals::{Saving, go_on, is_interrupted},
};

/// Time between two savings of what is under way.
const BETWEEN_SAVINGS: Duration = Duration::from_secs(120);

/// The work of an experiment, in small pieces.
pub trait Work {
    /// How many steps are done.
    fn done(&self) -> u64;
    /// Whether nothing is left to do.
    fn is_finished(&self) -> bool;
    /// Does a piece.
    fn advance(&mut self) -> Result<()>;
    /// What there is so far.
    fn results(&self) -> Results;
    /// What it takes to go on from here.
    fn keep(&mut self, kept: &Kept, chosen: &Chosen) -> Result<()>;
}

/// How experiments are run.
pub struct Manner<'a> {
    pub extent: Extent,
    /// The size in a word.
    pub size: &'static str,
    pub kept: &'a Kept,
    pub device: &'a Device,
}

/// Runs what is left of some experiments.
pub fn run_all(chosen: &[Chosen], manner: &Manner, origin: impl Fn(&Chosen) -> Origin) -> Result<Vec<Found>> {
    let saving = Saving::new();
    let lengths: Vec<_> = chosen.iter().map(|chosen| length(chosen, manner.extent)).collect();
    let mut progress = Progress::new("steps", 0, lengths.iter().sum())?;
    let mut all = Vec::new();
    for (index, chosen) in chosen.iter().enumerate() {
        let before = lengths[..index].iter().sum();
        let found = match manner.kept.found(chosen, manner.size)? {
            Some(found) if found.is_whole => found,
            found => {
                let mut work = open(chosen, manner, found.map(|found| found.results))?;
                run(chosen, manner, &mut *work, (&mut progress, before))?;
                let found = Found::new(chosen, manner.size, origin(chosen), work.results(), true);
                manner.kept.keep(chosen, &found)?;
                found
            }
        };
        all.push(found);
    }
    progress.clear();
    drop(saving);
    Ok(all)
}

/// How many steps an experiment has.
fn length(Chosen { experiment, .. }: &Chosen, extent: Extent) -> u64 {
    match &experiment.study {
        Study::Training(plan) => {
            let size = plan.size(extent);
            plan.arms.len() as u64 * size.seeds * size.steps
        }
        _ => 0,
    }
}

/// An experiment as it is so far.
fn open(chosen: &Chosen, manner: &Manner, so_far: Option<Results>) -> Result<Box<dyn Work>> {
    match &chosen.experiment.study {
        Study::Training(plan) => Ok(Box::new(Training::open(chosen, plan, manner)?)),
        _ => anyhow::bail!("{so_far:?}"),
    }
}

/// The work that is left of one experiment.
fn run(chosen: &Chosen, manner: &Manner, work: &mut dyn Work, (progress, before): (&mut Progress, u64)) -> Result<()> {
    let mut saved = Instant::now();
    while !work.is_finished() && !is_interrupted() {
        work.advance()?;
        progress.set(before + work.done(), &chosen.experiment.name);
        if manner.kept.is_kept() && saved.elapsed() >= BETWEEN_SAVINGS {
            work.keep(manner.kept, chosen)?;
            saved = Instant::now();
        }
    }
    if work.is_finished() {
        return Ok(());
    }
    progress.clear();
    work.keep(manner.kept, chosen)?;
    let name = &chosen.experiment.name;
    match manner.kept.is_kept() {
        true => note!("stopped in the middle of {name}; the same command goes on from there"),
        false => note!("stopped in the middle of {name}; without --state nothing is kept"),
    }
    go_on()
}
