//! What can be recognised in pictures of things that nothing was learned from: which thing it is, and which label it has.
//!
//! Every picture is shown under M random nuisances and its representations are averaged, once for each of a few M, in what a
//! read-out is fitted on and in what it is tried on alike.

use std::ops::Range;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::evaluation::means_of_views;
use crate::{
    encoder::Encoder,
    error::{Error, Result},
    named::Named,
    pictures::{Scene, Source},
    random::{Purpose, chosen, stream},
    reading::{Gallery, shown_as_it_is},
    signs::{ReadOut, Reliability, Taught},
    statistics::pointing,
    tensors::Rows,
};

/// Numbers of views M.
const VIEWS: [usize; 3] = [1, 16, 100];
/// Labelled things of each label that a few-shot read-out is fitted on.
const LABELLED: usize = 10;
/// How often these are drawn.
const DRAWS: u64 = 20;
/// Things that a read-out is fitted on for each that it is tried on, at most.
const FITTED_FOR_EACH: usize = 5;

/// What is recognised, each a share from 0 to 1.
const QUANTITIES: [&str; 4] = [
    // The thing itself is the most alike of all that are held out.
    "share found first",
    // The label, by the nearest mean of ten labelled things of each.
    "accuracy from ten labelled",
    // How far the confidence of these answers is from how often they are right.
    "calibration error from ten labelled",
    // The label, by ridge regression on all things that are not held out.
    "accuracy from all labelled",
];

/// What has been found: shares by the names of [`Recognition::quantity_names`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Recognised(pub Named<f32>);

/// The things, some of which a read-out is fitted on.
#[derive(Debug, Clone)]
pub struct Recognition {
    source: Source,
    seed: u64,
    /// Those that are held out.
    tried: Vec<usize>,
    /// Those that something was learned from.
    fitted: Vec<usize>,
    device: Device,
}

/// A measurement under way: mean representations, for each number of views those of the things so far.
#[derive(Debug, Clone, Default)]
pub struct PartialRecognition {
    gallery: Option<Gallery>,
    tried: [Rows; VIEWS.len()],
    fitted: [Rows; VIEWS.len()],
}

impl Recognition {
    /// Up to so many of the things that are held out, and a few times as many of the others: at random, since those that follow each
    /// other have the same label.
    pub fn new(source: &Source, most: usize, seed: u64, device: &Device) -> Self {
        let held_out = source.held_out();
        let Range { start, end } = held_out.drawn();
        let some = |draw: u64, of: usize, count: usize| chosen(&mut stream(seed, Purpose::Labels, draw), of, count);
        let tried = some(DRAWS + 1, end - start, most).into_iter().map(|number| start + number).collect();
        let fitted = some(DRAWS, start, FITTED_FOR_EACH * most);
        Self { source: held_out, seed, tried, fitted, device: device.clone().without_autodiff() }
    }

    /// The names of the quantities, where pictures of a source are of several things.
    pub fn quantity_names(source: &Source) -> Vec<String> {
        let of_views = |name: &&str| VIEWS.map(|views| quantity(name, views));
        if source.things() == 1 { Vec::new() } else { QUANTITIES.iter().flat_map(of_views).collect() }
    }

    /// How much of a measurement is done, from 0 to 1.
    pub fn share(&self, partial: &PartialRecognition) -> f64 {
        let done = partial.tried[0].count() + partial.fitted[0].count();
        done as f64 / (self.tried.len() + self.labelled().len()) as f64
    }

    /// Those that a read-out is fitted on: none where there is one label only.
    fn labelled(&self) -> &[usize] {
        if self.source.labels() > 1 { &self.fitted } else { &[] }
    }

    /// Encodes one thing under all its views; whether nothing but [`finish`](Self::finish) is left.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn advance(&self, encoder: &Encoder, partial: &mut PartialRecognition) -> Result<bool> {
        if partial.gallery.is_none() {
            partial.gallery = Some(Gallery::encode(encoder, &self.source, &self.device).await?);
            return Ok(false);
        }
        let (tried, fitted) = (partial.tried[0].count(), partial.fitted[0].count());
        let (thing, means) = match (self.tried.get(tried), self.labelled().get(fitted)) {
            (Some(&thing), _) => (thing, &mut partial.tried),
            (None, Some(&thing)) => (thing, &mut partial.fitted),
            (None, None) => return Ok(true),
        };
        let images = self.source.render(&self.views_of(thing), &self.device);
        for (rows, mean) in means.iter_mut().zip(means_of_views(encoder, images, VIEWS[2], &VIEWS).await?) {
            rows.append(mean);
        }
        let done = partial.tried[0].count() + partial.fitted[0].count();
        Ok(done == self.tried.len() + self.labelled().len())
    }

    fn views_of(&self, thing: usize) -> Vec<Scene> {
        let mut generator = stream(self.seed, Purpose::Views, thing as u64);
        let scene = shown_as_it_is(&self.source, thing);
        (0..VIEWS[2]).map(|_| self.source.view(&scene, &mut generator)).collect()
    }

    /// What has been found, once all parts are done.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `representations` when they are not finite.
    pub fn finish(&self, partial: PartialRecognition) -> Result<Recognised> {
        let PartialRecognition { gallery, tried, fitted } = partial;
        if tried.iter().chain(&fitted).any(|rows| rows.values().iter().any(|value| !value.is_finite())) {
            let reason = "nothing can be recognised, because they are not finite.".to_owned();
            return Err(Error::Invalid { field: "representations".to_owned(), reason });
        }
        let mut found = Vec::new();
        for (number, &views) in VIEWS.iter().enumerate() {
            if let Some(gallery) = &gallery {
                found.push((quantity(QUANTITIES[0], views), self.found_first(gallery, &tried[number])));
            }
            if fitted[number].count() > 0 {
                let (fitted, tried) = centred(&fitted[number], &tried[number]);
                let labelled = Labelled { recognition: self, fitted: &fitted, tried: &tried };
                let (accuracy, calibration_error) = labelled.by_few()?;
                found.push((quantity(QUANTITIES[1], views), accuracy));
                found.push((quantity(QUANTITIES[2], views), calibration_error));
                found.push((quantity(QUANTITIES[3], views), labelled.by_all()?));
            }
        }
        Ok(Recognised(found.into_iter().collect()))
    }

    fn found_first(&self, gallery: &Gallery, tried: &Rows) -> f32 {
        let is_first =
            |(row, &thing): (&[f32], &usize)| gallery.search(row).first().is_some_and(|&(first, _)| first == thing);
        let first = tried.iter().zip(&self.tried).filter(|&(row, thing)| is_first((row, thing))).count();
        first as f32 / self.tried.len() as f32
    }
}

/// Mean representations at one number of views, with the labels of what they show.
struct Labelled<'a> {
    recognition: &'a Recognition,
    fitted: &'a Rows,
    tried: &'a Rows,
}

impl Labelled<'_> {
    /// The accuracy of a read-out that is fitted on a few things of each label, and the calibration error of its confidences, over
    /// several draws of these.
    fn by_few(&self) -> Result<(f32, f32)> {
        let Recognition { source, seed, fitted, tried, .. } = self.recognition;
        let (mut right, mut asked, mut reliability) = (0, 0, Reliability::default());
        for draw in 0..DRAWS {
            let mut generator = stream(*seed, Purpose::Labels, draw);
            let all = chosen(&mut generator, fitted.len(), fitted.len());
            let of_label = |label: usize| {
                all.iter().copied().filter(move |&number| source.label(fitted[number]) == label).take(LABELLED)
            };
            let chosen: Vec<_> = (0..source.labels()).flat_map(of_label).collect();
            let namer = ReadOut::Centroid.fit(&self.taught(&chosen))?;
            for (row, &thing) in self.tried.iter().zip(tried) {
                let confidences = namer.confidence(row);
                let named = namer.name(row);
                let is_right = named == source.label(thing);
                reliability.add(confidences[named], is_right);
                (right, asked) = (right + usize::from(is_right), asked + 1);
            }
        }
        Ok((right as f32 / asked as f32, reliability.error().unwrap_or(0.0) as f32))
    }

    /// The accuracy of a read-out that is fitted on all of them.
    fn by_all(&self) -> Result<f32> {
        let Recognition { source, fitted, tried, .. } = self.recognition;
        let namer = ReadOut::Ridge.fit(&self.taught(&(0..fitted.len()).collect::<Vec<_>>()))?;
        let right =
            self.tried.iter().zip(tried).filter(|(row, thing)| namer.name(row) == source.label(**thing)).count();
        Ok(right as f32 / tried.len() as f32)
    }

    fn taught(&self, chosen: &[usize]) -> Taught {
        let Recognition { source, fitted, .. } = self.recognition;
        let labels = chosen.iter().map(|&number| source.label(fitted[number])).collect();
        Taught::of(self.fitted.select(chosen.iter().copied()), labels, source.labels())
    }
}

fn quantity(name: &str, views: usize) -> String {
    format!("{name}, M = {views}")
}

/// Both less the mean of the first, every row of length one.
fn centred(fitted: &Rows, tried: &Rows) -> (Rows, Rows) {
    let mean = fitted.means(fitted.count());
    let moved =
        |rows: &Rows| Rows::new(rows.iter().flat_map(|row| pointing(row, mean.values())).collect(), rows.length());
    (moved(fitted), moved(tried))
}
