//! Eight glyphs in three shades: a kind of pictures that has nothing to do with Spirographs.

use burn::tensor::{Device, Tensor, TensorData};
use spirograph_lab::{
    pictures::{Factor, Pictures, Role, SIDE, Scene},
    tensors::{Moving, arrays::matrix},
};

/// The glyphs, a bit for each of 8×8 cells.
const GLYPHS: [[u8; 8]; 8] = [
    [0x00, 0x7e, 0x42, 0x42, 0x42, 0x42, 0x7e, 0x00], // a frame
    [0x18, 0x18, 0x18, 0xff, 0xff, 0x18, 0x18, 0x18], // a cross
    [0xc3, 0xe7, 0x7e, 0x3c, 0x3c, 0x7e, 0xe7, 0xc3], // a saltire
    [0x00, 0x00, 0x3c, 0x3c, 0x3c, 0x3c, 0x00, 0x00], // a square
    [0x80, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc, 0xfe, 0xff], // a triangle
    [0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff], // two bars
    [0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0xff, 0xff], // an angle
    [0xf0, 0xf0, 0xf0, 0xf0, 0x0f, 0x0f, 0x0f, 0x0f], // two squares
];

/// Pixels on each side of a cell.
const CELL: usize = SIDE / 8;

/// The factors.
pub static TABLE: [Factor; 3] = [
    factor("ink", "Red of the glyph.", (0.4, 1.0), Role::Interest),
    factor("paper", "Grey of what is around the glyph.", (0.0, 0.3), Role::Nuisance),
    factor("tint", "Green and blue of the glyph.", (0.4, 1.0), Role::Nuisance),
];

const fn factor(name: &'static str, meaning: &'static str, (lower, upper): (f64, f64), role: Role) -> Factor {
    let neutral = (lower + upper) / 2.0;
    Factor {
        name,
        label: name,
        meaning,
        lower,
        upper,
        drawable: (0.0, 1.0),
        neutral,
        role,
        is_mostly_neutral: false,
        is_differentiable: true,
    }
}

/// Glyphs, a thing each.
#[derive(Debug)]
pub struct Glyphs;

impl Pictures for Glyphs {
    fn name(&self) -> &'static str {
        "glyphs"
    }

    fn factors(&self) -> &'static [Factor] {
        &TABLE
    }

    fn things(&self) -> usize {
        GLYPHS.len()
    }

    fn render(&self, scenes: &[Scene], directions: Option<Tensor<2>>, device: &Device) -> Moving<4> {
        let value = matrix(scenes.iter().map(|scene| scene.factors.iter().copied()), device);
        let factors = Moving { value, tangent: directions }.reshape([scenes.len(), 1, TABLE.len()]);
        // Pictures are linear in the factors.
        let shares: Vec<f32> = scenes.iter().flat_map(|scene| shares(&GLYPHS[scene.thing])).collect();
        let shares = TensorData::new(shares, [scenes.len(), TABLE.len(), 3 * SIDE * SIDE]);
        factors.matmul(Tensor::<3>::from_data(shares, device)).reshape([scenes.len(), 3, SIDE, SIDE])
    }
}

/// How much each factor counts in each channel and pixel: ink in the glyph's red, paper around it, tint in the rest of it.
fn shares(glyph: &[u8; 8]) -> impl Iterator<Item = f32> {
    let share = move |factor: usize, channel: usize, pixel: usize| {
        let (row, column) = (pixel / SIDE / CELL, pixel % SIDE / CELL);
        let is_glyph = glyph[row] >> column & 1 == 1;
        match factor {
            0 => is_glyph && channel == 0,
            1 => !is_glyph,
            _ => is_glyph && channel > 0,
        }
    };
    let all = (0..TABLE.len()).flat_map(|factor| (0..3).map(move |channel| (factor, channel)));
    all.flat_map(|(factor, channel)| (0..SIDE * SIDE).map(move |pixel| (factor, channel, pixel)))
        .map(move |(factor, channel, pixel)| f32::from(u8::from(share(factor, channel, pixel))))
}
