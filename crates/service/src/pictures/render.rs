//! From a file that somebody sent to the sizes that are kept. Nothing of the file itself is: neither what it says beside its
//! picture, such as where it was taken, nor what only looks like a picture.
//!
//! Memory: a file has 20 million pixels at the most, which as RGBA are 80 MB; a progressive JPEG needs up to six bytes a
//! pixel more while it is read, and colours of 16 bits twice as much, of which half is left in the next step.

use std::io::Cursor;

use domain::picture::{self, Rendition, SIZES};
use image::{
    ColorType, DynamicImage, ExtendedColorType, GenericImageView as _, ImageDecoder as _, ImageEncoder as _,
    ImageError, ImageFormat, ImageReader, Limits, RgbaImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::{self, FilterType},
    metadata::Orientation,
};

/// The most pixels of a file.
const MAX_PIXELS: u64 = 20_000_000;
/// The most bytes of its pixels once they are read, and of what a reader needs beside them.
const MAX_BYTES: u64 = 100 * 1024 * 1024;
/// How well JPEGs are kept, of 100.
const QUALITY: u8 = 85;

/// Why there is no picture in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It is of no kind that is read.
    Unknown,
    /// It is, and can't be read for all that.
    Damaged,
    /// It would need too much memory.
    TooLarge,
}

impl Unreadable {
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Unknown => "Choose a PNG, JPEG, WebP or GIF file.",
            Self::Damaged => "The file is damaged. Choose another PNG, JPEG, WebP or GIF file.",
            Self::TooLarge => "The picture is too large. Choose one with at most 20 million pixels.",
        }
    }
}

impl From<ImageError> for Unreadable {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge,
            _ => Self::Damaged,
        }
    }
}

/// The middle of the picture in every size, the smallest first: as PNG where some of it can be seen through, else as JPEG.
pub(super) fn renditions(file: &[u8]) -> Result<Vec<Rendition>, Unreadable> {
    let (image, orientation) = read(file)?;
    let mut largest = DynamicImage::ImageRgba8(square(image));
    largest.apply_orientation(orientation);
    let largest = largest.into_rgba8();
    let opaque = largest.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    SIZES.into_iter().map(|size| rendition(&largest, size, opaque)).collect()
}

pub(super) fn read(file: &[u8]) -> Result<(DynamicImage, Orientation), Unreadable> {
    const KINDS: [ImageFormat; 4] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif];
    let reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| Unreadable::Unknown)?;
    reader.format().filter(|kind| KINDS.contains(kind)).ok_or(Unreadable::Unknown)?;
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_BYTES);
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// The square in the middle, in the largest size.
fn square(image: DynamicImage) -> RgbaImage {
    let side = image.width().min(image.height());
    let (x, y) = ((image.width() - side) / 2, (image.height() - side) / 2);
    let largest = pixels(picture::LARGEST);
    // A view of the commonest kind needs no second copy of all of it.
    match image {
        DynamicImage::ImageRgb8(image) => {
            let small = imageops::resize(&*image.view(x, y, side, side), largest, largest, FilterType::Triangle);
            DynamicImage::ImageRgb8(small).into_rgba8()
        }
        other => imageops::resize(&*other.into_rgba8().view(x, y, side, side), largest, largest, FilterType::Triangle),
    }
}

fn rendition(largest: &RgbaImage, size: i32, opaque: bool) -> Result<Rendition, Unreadable> {
    let width = pixels(size);
    let image = if largest.width() == width {
        largest.clone()
    } else {
        imageops::resize(largest, width, width, FilterType::Lanczos3)
    };
    let mut data = Vec::new();
    let mime_type = if opaque {
        let image = DynamicImage::ImageRgba8(image).into_rgb8();
        JpegEncoder::new_with_quality(&mut data, QUALITY).write_image(&image, width, width, ExtendedColorType::Rgb8)?;
        "image/jpeg"
    } else {
        PngEncoder::new(&mut data).write_image(&image, width, width, ColorType::Rgba8.into())?;
        "image/png"
    };
    Ok(Rendition { size, mime_type: mime_type.to_owned(), data })
}

fn pixels(size: i32) -> u32 {
    size.unsigned_abs()
}
