//! What views of a crop differ in besides their colours.

use burn::tensor::Tensor;
use spirograph_lab::{
    pictures::{Crops, SIDE, Scene},
    random::{Purpose, stream},
};

use super::{crops, kind, neutral, photo, source};
use crate::{assert_close, device, values};

/// Numbers of a channel.
const PLANE: usize = SIDE * SIDE;
/// How many noises are tried: enough to tell shares apart.
const TRIED: u64 = 1000;

/// A photograph whose crops all are the same: red grows to the right, green grows upwards.
fn ramps() -> Crops {
    let mut photo = photo("ramps", 4 * SIDE, 3 * SIDE);
    for (index, pixel) in photo.rgb.chunks_exact_mut(3).enumerate() {
        let (x, y) = (index % photo.width % SIDE, SIDE - 1 - index / photo.width % SIDE);
        pixel.copy_from_slice(&[60 + 4 * x as u8, 60 + 4 * y as u8, 120]);
    }
    Crops::of_photos(&[photo]).unwrap()
}

fn shown(crops: Crops, scenes: &[Scene]) -> Vec<f32> {
    values(kind(crops).render(scenes, None, &device()).value)
}

/// Pictures of the ramps under many noises, with the colours that they have.
fn framed() -> Vec<(u64, Vec<f32>)> {
    let noises: Vec<u64> = (1..=TRIED).collect();
    let scenes: Vec<_> = noises.iter().map(|&noise| Scene { noise, ..neutral(0) }).collect();
    noises.into_iter().zip(shown(ramps(), &scenes).chunks_exact(3 * PLANE).map(<[f32]>::to_vec)).collect()
}

fn is_grey(picture: &[f32]) -> bool {
    (0..PLANE).all(|pixel| {
        let channels = [0, 1, 2].map(|channel| picture[channel * PLANE + pixel]);
        channels.iter().all(|value| (value - channels[0]).abs() < 1e-5)
    })
}

/// How much red grows from one column to the next in the middle, and green from one row to the next: as a share of the ramp's own.
fn slopes(picture: &[f32]) -> [f64; 2] {
    let at = |channel: usize, x: usize, y: usize| f64::from(picture[channel * PLANE + x * SIDE + y]);
    let of = |slope: f64| slope * 255.0 / 4.0;
    [of((at(0, 20, 16) - at(0, 11, 16)) / 9.0), of((at(1, 16, 20) - at(1, 16, 11)) / 9.0)]
}

#[test]
fn without_noise_a_crop_is_shown_as_it_is() {
    let crops = crops();
    let things: Vec<_> = (0..crops.count()).collect();
    let scenes: Vec<_> = things.iter().map(|&thing| neutral(thing)).collect();
    let pictures = shown(crops.clone(), &scenes);
    for (thing, picture) in things.into_iter().zip(pictures.chunks_exact(3 * PLANE)) {
        for (found, &expected) in picture.iter().zip(crops.pixels(thing).unwrap()) {
            assert_close(f64::from(*found) * 255.0, expected.into(), 0.75, "a pixel");
        }
    }
}

#[test]
fn a_framing_shows_a_part_of_the_crop_of_the_sizes_and_shapes_of_the_authors() {
    let (mut reflected, mut coloured) = (0, 0);
    for (noise, picture) in framed().into_iter().filter(|(_, picture)| !is_grey(picture)) {
        let [width, height] = slopes(&picture);
        coloured += 1;
        reflected += usize::from(width < 0.0);
        let (width, height) = (width.abs(), height.abs());
        assert!((0.075..=1.02).contains(&(width * height)), "{noise}: {width} × {height}");
        assert!((0.73..=1.36).contains(&(width / height)), "{noise}: {width} × {height}");
        // Nothing is shown that is not in the crop: the ends of the ramps are the ends of what there is.
        let ends = (60.0 / 255.0 - 2e-3)..=((60.0 + 4.0 * 31.0) / 255.0 + 2e-3);
        assert!(picture[..2 * PLANE].iter().all(|value| ends.contains(&f64::from(*value))), "{noise}");
    }
    let share = f64::from(reflected as u32) / f64::from(coloured as u32);
    assert_close(share, 0.5, 0.06, "the share that is reflected");
}

#[test]
fn one_in_five_has_no_colour_and_one_in_five_its_own_colours() {
    let grey = framed().iter().filter(|(_, picture)| is_grey(picture)).count();
    assert_close(grey as f64 / TRIED as f64, 0.2, 0.04, "grey");
    let kind = kind(crops());
    let neutral = (1..=TRIED).filter(|&noise| kind.leaves_neutral(noise)).count();
    assert_close(neutral as f64 / TRIED as f64, 0.2, 0.04, "neutral");
    assert!(!kind.leaves_neutral(0));
}

#[test]
fn the_same_noise_frames_alike_whatever_the_crop_and_the_colours() {
    let scene = |thing, brightness, noise| Scene { noise, ..with_brightness(thing, brightness) };
    let pictures = shown(ramps(), &[scene(0, 1.0, 7), scene(3, 1.0, 7), scene(0, 0.8, 7), scene(0, 1.0, 8)]);
    let [one, other_crop, darker, other_noise] =
        std::array::from_fn(|index| &pictures[index * 3 * PLANE..][..3 * PLANE]);
    assert_eq!(one, other_crop);
    assert_ne!(one, other_noise);
    for (darker, bright) in darker.iter().zip(one) {
        assert_close(f64::from(*darker), 0.8 * f64::from(*bright), 1e-3, "the same part, darker");
    }
}

fn with_brightness(thing: usize, brightness: f64) -> Scene {
    let mut scene = neutral(thing);
    scene.factors[0] = brightness;
    scene
}

#[test]
fn a_reflection_mirrors() {
    let framed = framed();
    let mirrored = framed.iter().find(|(_, picture)| !is_grey(picture) && slopes(picture)[0] < 0.0).unwrap();
    let [at_left, at_right] = [2, 29].map(|x| mirrored.1[x * SIDE + 16]);
    assert!(at_left > at_right, "red falls to the right in noise {}", mirrored.0);
}

#[test]
fn grey_takes_the_tangent_of_colour_as_well() {
    let noise = framed().iter().find(|(_, picture)| is_grey(picture)).unwrap().0;
    let scene = Scene { noise, ..neutral(0) };
    let saturation: Tensor<2> = Tensor::from_floats([[0.0, 0.0, 1.0, 0.0]], &device());
    let tangent = |noise| {
        let scenes = [Scene { noise, ..scene.clone() }];
        values(kind(ramps()).render(&scenes, Some(saturation.clone()), &device()).tangent_or_zeros())
    };
    // Grey has no saturation to change.
    assert!(tangent(noise).iter().all(|value| value.abs() < 1e-3));
    assert!(tangent(0).iter().any(|value| value.abs() > 0.05));
}

#[test]
fn views_of_a_framed_source_share_their_thing_and_differ_in_all_else() {
    let source = source(crops()).with_framing(true);
    let mut generator = stream(3, Purpose::Views, 0);
    let scenes: Vec<_> = (0..400).map(|_| source.draw(&mut generator)).collect();
    let views: Vec<_> = scenes.iter().map(|scene| source.view(scene, &mut generator)).collect();
    assert!(scenes.iter().zip(&views).all(|(scene, view)| scene.thing == view.thing && scene.noise != view.noise));
    let neutral = neutral(0).factors;
    let share = views.iter().filter(|view| view.factors == neutral).count() as f64 / views.len() as f64;
    assert_close(share, 0.2, 0.06, "views with their own colours");
    // Without framing there is no noise, and every view has other colours.
    let whole = source.with_framing(false);
    let scene = whole.draw(&mut generator);
    let view = whole.view(&scene, &mut generator);
    assert!(scene.noise == 0 && view.noise == 0 && view.factors != scene.factors);
}
