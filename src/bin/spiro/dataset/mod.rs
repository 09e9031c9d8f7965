//! `spiro dataset`: the Spirograph data set in any size.

mod formats;

use std::{cell::RefCell, path::PathBuf};

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::Device;
use serde_json::json;
use spirograph_lab::{
    pictures::{NATURAL, PUBLISHED, Roles, Source, Split},
    random::Purpose,
    tensors::arrays::read_entries,
};

use crate::{
    console::say,
    progress::Progress,
    signals::{Saving, go_on},
};
use formats::{Format, can_replace};

/// Pictures that are rendered at once.
const CHUNK: usize = 500;

#[derive(clap::Args)]
pub struct Arguments {
    /// Where it goes. The name's end chooses the format: .safetensors, .npz, or none for a folder of PNGs.
    out: PathBuf,
    /// Samples to train on; as many as the published data set has unless given.
    #[arg(long, default_value_t = 100_000, allow_negative_numbers = true)]
    train: usize,
    /// Samples to test on.
    #[arg(long, default_value_t = 20_000, allow_negative_numbers = true)]
    test: usize,
    /// Views of each sample: further ones draw its nuisances again.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=128))]
    views: u64,
    /// Seed; a sample does not depend on how many there are.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What is nuisance: paper, or drawing, whose hands have flaws.
    #[arg(long, default_value = "paper", value_parser = split)]
    split: Split,
    /// Divide each row by its own maximum, as the published data set does.
    #[arg(long)]
    published: bool,
    /// Write over what is there.
    #[arg(long)]
    force: bool,
}

fn split(name: &str) -> Result<Split> {
    let known = [Split::Paper, Split::Drawing].into_iter().find(|split| split.name() == name);
    known.with_context(|| format!("it must be {}", Split::NAMES.join(" or ")))
}

/// A part of the data set, of so many samples.
struct Part {
    name: &'static str,
    purpose: Purpose,
    samples: usize,
}

/// What the parts are made from.
struct DataSet<'a> {
    source: Source,
    seed: u64,
    views: usize,
    parts: [Part; 2],
    /// What a reader should know of it, in JSON.
    description: String,
    progress: RefCell<Progress>,
    device: &'a Device,
}

/// Some consecutive pictures: their numbers, 3×32×32 for each, and their factors.
struct Pictures {
    images: Vec<f32>,
    factors: Vec<f32>,
}

impl DataSet<'_> {
    /// The pictures of a part, some samples with all their views at a time.
    fn pictures<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = Result<Pictures>> + 'a {
        let chunk = (CHUNK / self.views).max(1);
        (0..part.samples).step_by(chunk).map(move |start| {
            let end = (start + chunk).min(part.samples);
            let sample = |index: usize| self.source.sample(self.seed, part.purpose, index as u64, self.views);
            let scenes: Vec<_> = (start..end).flat_map(sample).collect();
            let images = pollster::block_on(read_entries(self.source.render(&scenes, self.device)))?;
            let factors = scenes.iter().flat_map(|scene| scene.factors.iter().map(|&value| value as f32)).collect();
            self.advance((end - start) as u64)?;
            Ok(Pictures { images, factors })
        })
    }

    /// So many more samples are done.
    fn advance(&self, samples: u64) -> Result<()> {
        let mut progress = self.progress.borrow_mut();
        let done = progress.done() + samples;
        progress.set(done, "");
        // What has been written beside its place is removed.
        go_on()
    }

    /// The shape of an array with `rest` for each picture.
    fn shape(&self, part: &Part, rest: &[usize]) -> Vec<usize> {
        let views = (self.views > 1).then_some(self.views);
        [part.samples].into_iter().chain(views).chain(rest.iter().copied()).collect()
    }
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let &Arguments { ref out, train, test, views, seed, split, published, force } = arguments;
    ensure!(train + test > 0, "--train and --test: there must be a sample");
    let format = Format::of(out)?;
    if out.exists() && !force {
        bail!("{} is there already: --force writes over it", out.display());
    }
    ensure!(can_replace(out), "{} is a folder, and not of a data set: --force does not write over it", out.display());
    let pictures = if published { PUBLISHED } else { NATURAL };
    let source = Source::new(pictures, &split.roles(&spirograph_lab::pictures::spirograph::TABLE, &Roles::default()))?;
    let factors: Vec<_> = source.factors().iter().map(|factor| factor.name).collect();
    let description = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "pictures": source.name(),
        "split": split.name(),
        "seed": seed,
        "views": views,
        "factors": factors,
        "roles": source.factors().iter().map(|factor| factor.role.name()).collect::<Vec<_>>(),
        "images": "x is the row, y the column, from -6 to 6 both ways; red, green and blue from 0 to 1",
    });
    let parts = [("train", Purpose::ProbeTraining, train), ("test", Purpose::ProbeTest, test)];
    let parts = parts.map(|(name, purpose, samples)| Part { name, purpose, samples });
    let progress = RefCell::new(Progress::new("samples", 0, (train + test) as u64)?);
    let (views, description) = (views as usize, description.to_string());
    let set = DataSet { source, seed, views, parts, description, progress, device };
    let saving = Saving::new();
    format.write(&set, out)?;
    drop(saving);
    let progress = set.progress.into_inner();
    let per_second = views as f64 * progress.per_second();
    progress.clear();
    say!("{}: {} and {} samples, {per_second:.0} pictures a second", out.display(), train, test)
}
