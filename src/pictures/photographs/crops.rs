//! Crops: what photographs are cut into, those that something learns from and those that are held out.

use super::cifar::Labelled;
use crate::{
    error::{Error, Result},
    pictures::spirograph::SIDE,
};

/// Fewest crops that one can learn from, and find one among.
pub const FEWEST_CROPS: usize = 12;
/// The share of each photograph's columns of crops that is held out, at its right: crops that touch would have much in common,
/// so that whole regions are kept apart.
const HELD_OUT_SHARE: f64 = 1.0 / 3.0;

/// A photograph, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// What it is called.
    pub name: String,
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// Red, green and blue of each pixel, row by row from the top.
    pub rgb: Vec<u8>,
}

/// Where a crop is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The number of the photograph.
    pub photo: usize,
    /// Its left border, in pixels.
    pub left: usize,
    /// Its upper border, in pixels.
    pub top: usize,
}

/// Crops of 32 × 32 pixels, those that are held out last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crops {
    /// For each crop `[3, SIDE, SIDE]`, rows x and columns y.
    pixels: Vec<u8>,
    /// What each one is of, by the place of its name.
    labels: Vec<usize>,
    label_names: Vec<String>,
    /// Where each one is from; none of what was no part of a photograph.
    places: Vec<Place>,
    held_out: usize,
    /// Found once: a run at rest asks for it again and again.
    digest: String,
}

impl Photo {
    /// Its red, its green and its blue, from 0 to 1, each row by row from the top.
    pub fn planes(&self) -> Vec<f32> {
        let channel = |channel: usize| self.rgb.iter().skip(channel).step_by(3).map(|&value| f32::from(value) / 255.0);
        (0..3).flat_map(channel).collect()
    }

    /// Checks that it has as many bytes as its size says, and is no smaller than a crop.
    fn check(&self) -> Result<()> {
        let Self { name, width, height, rgb } = self;
        if *width < SIDE || *height < SIDE {
            let reason = format!("{name} has {width} × {height} pixels, less than the {SIDE} × {SIDE} of a crop.");
            return Err(Error::Invalid { field: "photograph".to_owned(), reason });
        }
        match width.checked_mul(*height).and_then(|pixels| pixels.checked_mul(3)) {
            Some(length) if length == rgb.len() => Ok(()),
            _ => Err(Error::WrongLength {
                field: "photograph".to_owned(),
                found: rgb.len(),
                expected: format!("3 × {width} × {height}"),
            }),
        }
    }

    /// The crop at a place as [`Crops`] have it.
    fn crop(&self, place: Place) -> impl Iterator<Item = u8> + '_ {
        (0..Crops::LENGTH).map(move |index| {
            let (channel, x, y) = (index / (SIDE * SIDE), index / SIDE % SIDE, index % SIDE);
            let (row, column) = (place.top + SIDE - 1 - y, place.left + x);
            self.rgb[3 * (row * self.width + column) + channel]
        })
    }
}

impl Crops {
    /// Numbers of a crop.
    pub const LENGTH: usize = 3 * SIDE * SIDE;

    /// Photographs, each cut into a grid of crops; what is left over at the right and at the bottom is not used. The columns at
    /// the right of each are held out. A crop's label is its photograph.
    ///
    /// # Errors
    /// [`Error::Invalid`] or [`Error::WrongLength`] naming `photograph`, which is smaller than a crop, or of another length than it
    /// says, or where there are fewer than [`FEWEST_CROPS`] in all.
    pub fn of_photos(photos: &[Photo]) -> Result<Self> {
        photos.iter().try_for_each(Photo::check)?;
        let (mut learned, mut held_out) = (Vec::new(), Vec::new());
        for (photo, Photo { width, height, .. }) in photos.iter().enumerate() {
            let columns = width / SIDE;
            let kept = (columns - (columns as f64 * HELD_OUT_SHARE).round() as usize).max(1);
            let places = (0..height / SIDE).flat_map(|row| (0..columns).map(move |column| (row, column)));
            for (row, column) in places {
                let place = Place { photo, left: column * SIDE, top: row * SIDE };
                if column < kept { learned.push(place) } else { held_out.push(place) }
            }
        }
        let count = learned.len() + held_out.len();
        if count < FEWEST_CROPS || held_out.is_empty() {
            let reason = format!(
                "it makes {count} crops of {SIDE} × {SIDE} pixels, but {FEWEST_CROPS} are needed, in two columns or more: \
                 a picture of 128 × 96 pixels is large enough."
            );
            return Err(Error::Invalid { field: "photograph".to_owned(), reason });
        }
        let held_out_count = held_out.len();
        let places = [learned, held_out].concat();
        let pixels: Vec<_> = places.iter().flat_map(|place| photos[place.photo].crop(*place)).collect();
        Ok(Self {
            digest: digest(&pixels),
            pixels,
            labels: places.iter().map(|place| place.photo).collect(),
            label_names: photos.iter().map(|photo| photo.name.clone()).collect(),
            places,
            held_out: held_out_count,
        })
    }

    /// Pictures with labels by the place of their names, and those that are held out.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `photographs` where there are fewer than [`FEWEST_CROPS`] in all, or none of one of both.
    pub fn labelled(learned: Labelled, held_out: Labelled, label_names: Vec<String>) -> Result<Self> {
        let held_out_count = held_out.labels.len();
        let mut all = learned;
        all.append(held_out);
        let count = all.labels.len();
        if count < FEWEST_CROPS || held_out_count == 0 || held_out_count == count {
            let reason =
                format!("{count} pictures are too few: {FEWEST_CROPS} are needed, to learn from and to test on.");
            return Err(Error::Invalid { field: "photographs".to_owned(), reason });
        }
        let Labelled { pixels, labels } = all;
        let digest = digest(&pixels);
        Ok(Self { pixels, labels, label_names, places: Vec::new(), held_out: held_out_count, digest })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.labels.len()
    }

    /// How many of them are held out: the last ones.
    pub fn held_out(&self) -> usize {
        self.held_out
    }

    /// What a crop is of, by the place of its name; 0 where there is no such crop.
    pub fn label(&self, crop: usize) -> usize {
        self.labels.get(crop).copied().unwrap_or(0)
    }

    /// The names of what crops can be of.
    pub fn label_names(&self) -> &[String] {
        &self.label_names
    }

    /// Where each crop is from, as far as it is a part of a photograph.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The numbers of a crop `[3, SIDE, SIDE]`, from 0 to 255.
    pub fn pixels(&self, crop: usize) -> Option<&[u8]> {
        self.pixels.get(crop * Self::LENGTH..(crop + 1) * Self::LENGTH)
    }

    /// What tells them from others: 64 bits of all their numbers, in hexadecimal.
    pub fn digest(&self) -> String {
        self.digest.clone()
    }
}

/// 64 bits of some bytes (FNV-1a), in hexadecimal.
fn digest(bytes: &[u8]) -> String {
    let mix = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix))
}
