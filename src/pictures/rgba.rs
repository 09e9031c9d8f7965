//! Images as people look at them: RGBA bytes, x to the right, y up.

use super::spirograph::SIDE;

/// Images as data `[B, 3, SIDE, SIDE]`, rows x and columns y, to RGBA bytes `[B, SIDE, SIDE, 4]`.
pub fn to_rgba(images: &[f32]) -> Vec<u8> {
    images.chunks_exact(3 * SIDE * SIDE).flat_map(|image| image_to_rgba(image, SIDE)).collect()
}

/// Images `[B, 3, side, side]` of numbers of both signs to RGBA bytes, and the largest absolute number of each: mid-grey
/// is zero, lighter is more, darker is less. An image of zeros is uniformly grey.
pub fn signed_to_rgba(images: &[f32], side: usize) -> Vec<(Vec<u8>, f32)> {
    let signed = |image: &[f32]| {
        let (shown, largest) = shades(image);
        (image_to_rgba(&shown, side), largest)
    };
    images.chunks_exact(3 * side * side).map(signed).collect()
}

/// Numbers of both signs as numbers from 0 to 1, and the largest absolute one: 0.5 is zero.
pub fn shades(image: &[f32]) -> (Vec<f32>, f32) {
    let largest = image.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
    let whole = 2.0 * largest.max(f32::MIN_POSITIVE);
    (image.iter().map(|value| 0.5 + value / whole).collect(), largest)
}

/// Planes of red, green and blue, each row by row from the top, to RGBA bytes in the same order.
pub fn planes_to_rgba(planes: &[f32]) -> Vec<u8> {
    let plane = planes.len() / 3;
    let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
    (0..plane)
        .flat_map(|pixel| [planes[pixel], planes[plane + pixel], planes[2 * plane + pixel], 1.0].map(byte))
        .collect()
}

fn image_to_rgba(image: &[f32], side: usize) -> Vec<u8> {
    let plane = side * side;
    let mut bytes = Vec::with_capacity(4 * plane);
    for row in 0..side {
        for column in 0..side {
            let pixel = column * side + (side - 1 - row);
            let channel = |index: usize| (image[index * plane + pixel].clamp(0.0, 1.0) * 255.0).round() as u8;
            bytes.extend([channel(0), channel(1), channel(2), u8::MAX]);
        }
    }
    bytes
}
