//! Experiments one after the other, under one progress bar, saved on the way and when they are interrupted.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use anyhow::Result;
use burn::tensor::Device;
use spirograph_lab::experiments::{EncoderRun, Extent, Origin, Results, Study};

use super::{
    chosen::Chosen,
    day::today,
    encoders::Encoders,
    kept::{Found, Kept},
    training::Training,
    weights::{model, stroke_model},
};
use crate::{
    console::note,
    photographs::PhotographOptions,
    progress::Progress,
    signals::{Saving, go_on, is_interrupted},
};

/// Time between two savings of what is under way.
const BETWEEN_SAVINGS: Duration = Duration::from_secs(120);

/// What the measuring of one encoder counts as beside the steps of training: it takes about as long.
pub const MEASURING: u64 = 50;

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
    /// Keeps what it takes to go on from here.
    fn keep(&mut self, manner: &Manner, chosen: &Chosen) -> Result<()>;
}

/// How experiments are run.
pub struct Manner<'a> {
    pub extent: Extent,
    /// The size in a word.
    pub size: &'static str,
    pub photographs: &'a PhotographOptions,
    pub kept: &'a Kept,
    pub device: &'a Device,
    /// The option that chooses the device, where it is not the usual one.
    pub device_option: String,
    /// What computes, in words.
    pub machine: String,
}

impl Manner<'_> {
    /// Where figures come from that are found today.
    pub fn origin(&self, what: &str) -> Origin {
        let command = format!("spiro experiment {what} --{}{}", self.size, self.device_option);
        Origin { date: today(), command, device: self.machine.clone() }
    }

    /// What tells the photographs that an experiment learns from from others; none where it learns from none.
    pub fn photographs_of(&self, chosen: &Chosen) -> Result<Option<String>> {
        let Study::Training(plan) = &chosen.experiment.study else { return Ok(None) };
        Ok(self.photographs.given(plan.settings(self.extent))?.pictures.digest())
    }

    fn found(&self, chosen: &Chosen, photographs: Option<String>, results: Results, is_whole: bool) -> Found {
        let size = self.size.to_owned();
        let options = if chosen.is_of_photographs() { self.photographs.words() } else { String::new() };
        let origin = self.origin(&format!("{}{options}", chosen.experiment.name));
        Found { experiment: chosen.text.clone(), size, photographs, origin, results, is_whole }
    }

    /// Keeps results that are not all there yet, of what does not train.
    pub fn keep_so_far(&self, chosen: &Chosen, results: Results) -> Result<()> {
        self.kept.keep(chosen, &self.found(chosen, None, results, false))
    }
}

/// Runs what is left of some experiments, and shows each as soon as it is found.
pub fn run_all(chosen: &[&Chosen], manner: &Manner, mut show: impl FnMut(&Chosen, Found) -> Result<()>) -> Result<()> {
    let _saving = Saving::new();
    check_all(chosen, manner)?;
    let lengths: Vec<_> = chosen.iter().map(|chosen| length(chosen, manner.extent)).collect();
    let mut progress = Progress::new("steps", 0, lengths.iter().sum())?;
    for (index, chosen) in chosen.iter().enumerate() {
        let before = lengths[..index].iter().sum();
        let found = match manner.kept.found(chosen, manner)? {
            Some(found) if found.is_whole => found,
            found => {
                manner.kept.begin(chosen)?;
                // Hours later they may have been moved.
                let photographs = manner.photographs_of(chosen)?;
                let mut work = open(chosen, manner, found.map(|found| found.results))?;
                run(chosen, manner, &mut *work, (&mut progress, before))?;
                let found = manner.found(chosen, photographs, work.results(), true);
                manner.kept.keep(chosen, &found)?;
                found
            }
        };
        progress.clear();
        show(chosen, found)?;
    }
    Ok(())
}

/// What would be refused in its turn, hours later: what is kept of it, and the weights and photographs that it needs.
fn check_all(chosen: &[&Chosen], manner: &Manner) -> Result<()> {
    let (mut encoders, mut networks) = (BTreeSet::new(), BTreeSet::new());
    for chosen in chosen {
        manner.kept.check(chosen)?;
        if !manner.kept.found(chosen, manner)?.is_some_and(|found| found.is_whole) {
            manner.photographs_of(chosen)?;
            encoders.extend(chosen.experiment.study.encoders());
            networks.extend(chosen.experiment.study.network());
        }
    }
    encoders.into_iter().try_for_each(|encoder| model(encoder, manner.device).map(drop))?;
    networks.into_iter().try_for_each(|network| stroke_model(network, manner.device).map(drop))
}

/// How many steps an experiment has.
fn length(Chosen { experiment, .. }: &Chosen, extent: Extent) -> u64 {
    match &experiment.study {
        Study::Training(plan) => {
            let size = plan.size(extent);
            plan.arms.len() as u64 * size.seeds * size.steps
        }
        study => EncoderRun::whole(study, extent) * MEASURING,
    }
}

/// An experiment as it is so far.
fn open(chosen: &Chosen, manner: &Manner, so_far: Option<Results>) -> Result<Box<dyn Work>> {
    match &chosen.experiment.study {
        Study::Training(plan) => Ok(Box::new(Training::open(chosen, plan, manner)?)),
        _ => Ok(Box::new(Encoders::open(chosen, manner, so_far)?)),
    }
}

/// The work that is left of one experiment.
fn run(chosen: &Chosen, manner: &Manner, work: &mut dyn Work, (progress, before): (&mut Progress, u64)) -> Result<()> {
    let mut saved = Instant::now();
    while !work.is_finished() && !is_interrupted() {
        work.advance()?;
        progress.set(before + work.done(), &chosen.experiment.name);
        if manner.kept.is_kept() && saved.elapsed() >= BETWEEN_SAVINGS {
            work.keep(manner, chosen)?;
            saved = Instant::now();
        }
    }
    if work.is_finished() {
        return Ok(());
    }
    progress.clear();
    work.keep(manner, chosen)?;
    let name = &chosen.experiment.name;
    match (manner.kept.is_kept(), manner.kept.is_fresh()) {
        (true, false) => note!("stopped in the middle of {name}; the same command goes on from there"),
        (true, true) => note!("stopped in the middle of {name}; the same command without --fresh goes on from there"),
        (false, _) => note!("stopped in the middle of {name}; without --state nothing is kept"),
    }
    go_on()
}
