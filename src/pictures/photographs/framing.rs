//! What a view of a crop differs in without a derivative: which part of it is shown, whether it is reflected, whether its colours
//! are changed at all, and whether it has any.

use crate::{
    pictures::spirograph::SIDE,
    random::{Purpose, stream, uniform},
};

/// The share of a crop's area that is shown, and the ratio of its width to its height: those of torchvision's
/// `RandomResizedCrop`, which the authors' code uses as it is.
const AREA: (f64, f64) = (0.08, 1.0);
/// See [`AREA`].
const RATIO: (f64, f64) = (3.0 / 4.0, 4.0 / 3.0);
/// How often a part is drawn that does not fit before the whole is taken, likewise.
const TRIES: usize = 10;
/// How often the colours are changed (`ColourDistortion` of the authors' code).
const JITTERED: f64 = 0.8;
/// How often there is no colour, likewise.
const GREY: f64 = 0.2;

/// How a crop is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Framing {
    /// The middle of what is shown, x and y, and its width and height, in pixels of the crop.
    shown: [f64; 4],
    is_reflected: bool,
    /// Whether the colours are changed.
    pub is_jittered: bool,
    /// Whether there is no colour afterwards.
    pub is_grey: bool,
}

impl Framing {
    /// The crop as it is, with whatever colours its factors have.
    const WHOLE: Self = Self {
        shown: [SIDE as f64 / 2.0, SIDE as f64 / 2.0, SIDE as f64, SIDE as f64],
        is_reflected: false,
        is_jittered: true,
        is_grey: false,
    };

    /// That of a scene's noise; 0 is none.
    pub fn of(noise: u64) -> Self {
        if noise == 0 {
            return Self::WHOLE;
        }
        let mut generator = stream(noise, Purpose::Framing, 0);
        let side = SIDE as f64;
        let mut shown = Self::WHOLE.shown;
        for _ in 0..TRIES {
            let area = side * side * uniform(&mut generator, AREA);
            let ratio = uniform(&mut generator, (RATIO.0.ln(), RATIO.1.ln())).exp();
            let (width, height) = ((area * ratio).sqrt(), (area / ratio).sqrt());
            if width <= side && height <= side {
                let mut middle = |length: f64| uniform(&mut generator, (length / 2.0, side - length / 2.0));
                shown = [middle(width), middle(height), width, height];
                break;
            }
        }
        let mut happens = |share: f64| uniform(&mut generator, (0.0, 1.0)) < share;
        Self { shown, is_reflected: happens(0.5), is_jittered: happens(JITTERED), is_grey: happens(GREY) }
    }

    /// A crop `[3, SIDE, SIDE]` of numbers from 0 to 255, cut, stretched to the whole picture and reflected: numbers from 0
    /// to 1, linear between pixels.
    pub fn cut(&self, pixels: &[u8]) -> Vec<f32> {
        if *self == Self::WHOLE {
            return pixels.iter().map(|&value| f32::from(value) / 255.0).collect();
        }
        let [middle_x, middle_y, width, height] = self.shown;
        let xs = weights(middle_x, if self.is_reflected { -width } else { width });
        let ys = weights(middle_y, height);
        let mut cut = Vec::with_capacity(pixels.len());
        for channel in pixels.chunks_exact(SIDE * SIDE) {
            for &(left, right, share_x) in &xs {
                for &(below, above, share_y) in &ys {
                    let at = |x: usize, y: usize| f32::from(channel[x * SIDE + y]);
                    let lower = at(left, below) * (1.0 - share_x) + at(right, below) * share_x;
                    let upper = at(left, above) * (1.0 - share_x) + at(right, above) * share_x;
                    cut.push((lower * (1.0 - share_y) + upper * share_y) / 255.0);
                }
            }
        }
        cut
    }
}

/// For each pixel of what is shown the two of the crop that it lies between, and the share of the second.
fn weights(middle: f64, length: f64) -> Vec<(usize, usize, f32)> {
    let at = |pixel: usize| {
        let place = middle + length * ((pixel as f64 + 0.5) / SIDE as f64 - 0.5) - 0.5;
        let place = place.clamp(0.0, (SIDE - 1) as f64);
        let before = place.floor() as usize;
        (before, (before + 1).min(SIDE - 1), (place - place.floor()) as f32)
    };
    (0..SIDE).map(at).collect()
}
