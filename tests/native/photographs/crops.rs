//! What photographs are cut into.

use std::collections::BTreeSet;

use proptest::prelude::*;
use spirograph_lab::{
    Error,
    pictures::{Crops, Photo, SIDE},
};

use super::{crops, photo, plain};

/// What the photographs that come with the page are cut into: the page, which has them decoded by a browser, finds the same.
pub const SHIPPED_DIGEST: &str = "1f12794e9863f5f8";

/// A photograph that comes with the page.
fn shipped(name: &str) -> Photo {
    let path = format!("{}/www/assets/photographs/{name}.webp", env!("CARGO_MANIFEST_DIR"));
    let image = image::open(path).unwrap().into_rgb8();
    let (width, height) = (image.width() as usize, image.height() as usize);
    Photo { name: name.to_owned(), width, height, rgb: image.into_raw() }
}

#[test]
fn the_shipped_photographs_make_858_crops_of_which_288_are_held_out() {
    let photos = ["cat", "coffee", "astronaut", "rocket"].map(shipped);
    let crops = Crops::of_photos(&photos).unwrap();
    assert_eq!((crops.count(), crops.held_out()), (858, 288));
    assert!(photos.iter().all(|photo| photo.width.is_multiple_of(SIDE) && photo.height.is_multiple_of(SIDE)));
    assert_eq!(crops.label_names(), ["cat", "coffee", "astronaut", "rocket"]);
    assert_eq!(crops.digest(), SHIPPED_DIGEST);
}

/// The byte of a photograph that a crop shows at a place, x to the right and y up.
fn expected(photo: &Photo, (left, top): (usize, usize), [channel, x, y]: [usize; 3]) -> u8 {
    photo.rgb[3 * ((top + SIDE - 1 - y) * photo.width + left + x) + channel]
}

/// Crops are the whole grid of each photograph, each once, the right-hand columns held out, and show what is there.
fn assert_cut(photos: &[Photo], crops: &Crops) {
    let learned = crops.count() - crops.held_out();
    let places: BTreeSet<_> = crops.places().iter().map(|place| (place.photo, place.left, place.top)).collect();
    let grid = photos.iter().enumerate().flat_map(|(number, photo)| {
        let columns = (0..photo.width / SIDE).map(|column| column * SIDE);
        columns.flat_map(move |left| (0..photo.height / SIDE).map(move |row| (number, left, row * SIDE)))
    });
    assert_eq!(places, grid.collect());
    assert_eq!(places.len(), crops.count());
    for (crop, place) in crops.places().iter().enumerate() {
        assert_eq!(crops.label(crop), place.photo);
        let columns = photos[place.photo].width / SIDE;
        let third = (columns as f64 / 3.0).round() as usize;
        assert_eq!(crop >= learned, place.left / SIDE >= columns - third, "{place:?}");
        let pixels = crops.pixels(crop).unwrap();
        for at in [[0, 0, 0], [1, 31, 0], [2, 0, 31], [0, 17, 5]] {
            let [channel, x, y] = at;
            let shown = pixels[(channel * SIDE + x) * SIDE + y];
            assert_eq!(shown, expected(&photos[place.photo], (place.left, place.top), at));
        }
    }
    assert_eq!(crops.pixels(crops.count()), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_photographs_are_cut_into_their_grid_or_refused(
        sizes in prop::collection::vec((32usize..420, 32usize..200), 1..4)
    ) {
        let photos: Vec<_> = sizes.iter().map(|&(width, height)| photo("any", width, height)).collect();
        let count: usize = sizes.iter().map(|(width, height)| (width / SIDE) * (height / SIDE)).sum();
        let has_two_columns = sizes.iter().any(|(width, _)| width / SIDE > 1);
        match Crops::of_photos(&photos) {
            Ok(crops) => assert_cut(&photos, &crops),
            Err(error) => {
                prop_assert!(count < 12 || !has_two_columns, "{sizes:?}: {error}");
                prop_assert_eq!(error.field(), "photograph");
            }
        }
    }
}

#[test]
fn photographs_that_cannot_be_cut_are_refused_by_a_sentence() {
    let refused = |photos: &[Photo]| Crops::of_photos(photos).unwrap_err();
    let small = refused(&[photo("fine", 320, 64), photo("tiny", 20, 200)]);
    assert!(small.to_string().contains("tiny has 20 × 200 pixels, less than the 32 × 32 of a crop."), "{small}");
    let few = refused(&[photo("few", 100, 100)]);
    assert!(few.to_string().contains("it makes 9 crops") && few.to_string().contains("128 × 96"), "{few}");
    // Nothing could be held out.
    assert!(refused(&[photo("narrow", 40, 800)]).to_string().contains("in two columns or more"));
    assert_eq!(refused(&[]).field(), "photograph");
    let short = Photo { rgb: vec![0; 100], ..photo("short", 128, 96) };
    assert!(matches!(refused(&[short]), Error::WrongLength { found: 100, .. }));
    let huge = Photo { name: "huge".to_owned(), width: usize::MAX / 2, height: 64, rgb: Vec::new() };
    assert_eq!(refused(&[huge]).code(), "wrong_length");
}

#[test]
fn the_digest_is_that_of_the_pixels() {
    assert_eq!(crops().digest(), crops().digest());
    let digest = |colour| Crops::of_photos(&[plain(128, 96, colour)]).unwrap().digest();
    assert_ne!(digest([1, 2, 3]), digest([3, 2, 1]));
    assert_ne!(digest([1, 2, 3]), Crops::of_photos(&[plain(160, 96, [1, 2, 3])]).unwrap().digest());
}
