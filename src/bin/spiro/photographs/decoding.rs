//! Files to photographs, within limits.

use std::{io::Cursor, path::Path};

use anyhow::{Context, Result, ensure};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Pixel, Rgb, RgbImage, RgbaImage,
    imageops::{FilterType, resize},
};
use spirograph_lab::pictures::{Photo, SIDE};

use crate::files::load;

/// Most pixels of a photograph that is decoded.
const MOST_PIXELS: u64 = 64_000_000;
/// Most bytes that it may take when it is decoded: four channels of two bytes for each of them.
const MOST_BYTES: u64 = 8 * MOST_PIXELS;
/// Longest side of a photograph that is cut: a larger one is scaled down, as in the page.
const LONGEST_SIDE: u32 = 640;

/// The photograph of a file: turned as its camera says, on white where it is transparent, and no larger than is cut.
pub fn photo(path: &Path) -> Result<Photo> {
    let bytes = load(path)?;
    let image = decode(&bytes).with_context(|| format!("cannot open {} as a photograph", path.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Photo { name, width: image.width() as usize, height: image.height() as usize, rgb: image.into_raw() })
}

fn decode(bytes: &[u8]) -> Result<RgbImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let is_known = |format| [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP].contains(&format);
    ensure!(reader.format().is_some_and(is_known), "it is not a JPEG, PNG or WebP");
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    ensure!(
        pixels <= MOST_PIXELS && decoder.total_bytes() <= MOST_BYTES,
        "it has {width} × {height} pixels, more than {} million",
        MOST_PIXELS / 1_000_000
    );
    let orientation = decoder.orientation()?;
    let image = scaled_down(opaque(DynamicImage::from_decoder(decoder)?))?;
    let mut image = DynamicImage::from(image);
    image.apply_orientation(orientation);
    Ok(image.into_rgb8())
}

/// The image on white.
fn opaque(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image: RgbaImage = image.into_rgba8();
    let on_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let pixel = image.get_pixel(x, y);
        let Rgb(colour) = pixel.to_rgb();
        Rgb(colour.map(|value| on_white(value, pixel[3])))
    })
}

/// The image, scaled down where it is too large; one that would be narrower than a crop then is refused by the size that it has.
fn scaled_down(image: RgbImage) -> Result<RgbImage> {
    let (width, height) = image.dimensions();
    let longest = width.max(height);
    if longest <= LONGEST_SIDE {
        return Ok(image);
    }
    let scaled = |side: u32| (f64::from(side) * f64::from(LONGEST_SIDE) / f64::from(longest)).round().max(1.0) as u32;
    let [across, down] = [width, height].map(scaled);
    ensure!(
        across.min(down) as usize >= SIDE,
        "it has {width} × {height} pixels, and {across} × {down} when its longer side is scaled to {LONGEST_SIDE}: less than \
         the {SIDE} × {SIDE} of a crop"
    );
    Ok(resize(&image, across, down, FilterType::Triangle))
}
