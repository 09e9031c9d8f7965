//! Photographs as a kind of pictures: what they are cut into, how crops are shown, what is learned from and what is measured on.

mod cifar;
mod command;
mod crops;
mod framing;
mod jitter;
mod learning;
mod recognition;

use spirograph_lab::pictures::{Crops, Kind, Photo, Photographs, SIDE, Scene, Source, photographs::JITTER};

/// A photograph in which no two pixels of a neighbourhood are alike.
pub fn photo(name: &str, width: usize, height: usize) -> Photo {
    let pixel = |index: usize| {
        let (x, y) = (index % width, index / width);
        [(5 * x + 3 * y) % 256, (3 * x + 7 * y + 40) % 256, (x * x / 16 + y) % 256].map(|value| value as u8)
    };
    Photo { name: name.to_owned(), width, height, rgb: (0..width * height).flat_map(pixel).collect() }
}

/// A photograph of one colour.
pub fn plain(width: usize, height: usize, colour: [u8; 3]) -> Photo {
    Photo { name: "plain".to_owned(), width, height, rgb: colour.repeat(width * height) }
}

/// Ten columns and two rows of crops.
pub fn crops() -> Crops {
    Crops::of_photos(&[photo("made", 10 * SIDE + 5, 2 * SIDE + 31)]).unwrap()
}

pub fn kind(crops: Crops) -> Kind {
    Photographs::of(crops).into()
}

pub fn source(crops: Crops) -> Source {
    Source::new(kind(crops), &Default::default()).unwrap()
}

/// A crop as it is.
pub fn neutral(thing: usize) -> Scene {
    Scene { thing, ..Scene::neutral(&JITTER) }
}
