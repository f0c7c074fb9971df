//! What is a picture, and what is made of it.

use std::io::Cursor;

use domain::picture::SIZES;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::render::{Unreadable, read, renditions};

const KINDS: [ImageFormat; 4] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif];

fn file(image: &DynamicImage, kind: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, kind).unwrap();
    file.into_inner()
}

/// Red, with a green middle.
fn flag(width: u32, height: u32) -> DynamicImage {
    let side = width.min(height);
    let (left, top) = ((width - side) / 2, (height - side) / 2);
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        let inside = (left..left + side).contains(&x) && (top..top + side).contains(&y);
        if inside { Rgb([0, 200, 0]) } else { Rgb([200, 0, 0]) }
    }))
}

#[test]
fn the_middle_of_every_kind_is_kept_in_every_size() {
    for kind in KINDS {
        let made = renditions(&file(&flag(600, 300), kind)).unwrap();
        assert_eq!(made.iter().map(|one| one.size).collect::<Vec<_>>(), SIZES);
        for one in made {
            let image = image::load_from_memory_with_format(&one.data, ImageFormat::Jpeg).unwrap().into_rgb8();
            assert_eq!((image.width(), image.height()), (one.size.unsigned_abs(), one.size.unsigned_abs()));
            let corner = image.get_pixel(0, 0).0;
            assert!(corner[1] > 150 && corner[0] < 60, "{kind:?} {corner:?}");
        }
    }
}

#[test]
fn what_can_be_seen_through_stays_so() {
    let glass = RgbaImage::from_pixel(10, 20, Rgba([1, 2, 3, 100]));
    let made = renditions(&file(&DynamicImage::ImageRgba8(glass), ImageFormat::Png)).unwrap();
    assert!(made.iter().all(|one| one.mime_type == "image/png"));
    let image = image::load_from_memory(&made[0].data).unwrap().into_rgba8();
    assert_eq!(image.get_pixel(5, 5).0[3], 100);
}

#[test]
fn a_picture_taken_sideways_stands_upright_and_says_nothing_of_where() {
    // An EXIF segment that turns the picture by a quarter, with a note behind it.
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0Jena";
    let upper = RgbImage::from_fn(64, 64, |_, y| if y < 32 { Rgb([250, 250, 250]) } else { Rgb([0, 0, 0]) });
    let mut jpeg = file(&DynamicImage::ImageRgb8(upper), ImageFormat::Jpeg);
    let mut segment = vec![0xff, 0xe1];
    segment.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    segment.extend(exif);
    jpeg.splice(2..2, segment);
    let made = renditions(&jpeg).unwrap();
    assert!(made.iter().all(|one| !one.data.windows(4).any(|part| part == b"Jena" || part == b"Exif")));
    let image = image::load_from_memory(&made[3].data).unwrap().into_luma8();
    assert!(image.get_pixel(500, 256).0[0] > 200, "what was above is to the right");
    assert!(image.get_pixel(10, 256).0[0] < 50);
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_is_called() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let bmp = file(&flag(2, 2), ImageFormat::Png).into_iter().skip(4).collect::<Vec<_>>();
    for unknown in [&b""[..], b"GIF", b"<!doctype html>", svg, b"BM\0\0\0\0", b"II*\0", &bmp] {
        assert_eq!(renditions(unknown), Err(Unreadable::Unknown), "{unknown:?}");
    }
}

#[test]
fn what_stands_behind_a_picture_is_not_kept() {
    let mut polyglot = file(&flag(20, 20), ImageFormat::Gif);
    polyglot.extend(b"<script>alert(1)</script>");
    let made = renditions(&polyglot).unwrap();
    assert!(made.iter().all(|one| !one.data.windows(6).any(|part| part == b"script")));
}

#[test]
fn a_small_file_that_would_be_huge_is_refused_before_it_is_read() {
    // Only the sizes in the headers differ from those of small pictures.
    let mut png = file(&flag(1, 1), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    let mut gif = file(&flag(1, 1), ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    for huge in [png, gif] {
        assert_eq!(renditions(&huge), Err(Unreadable::TooLarge));
    }
}

/// The check sum of PNG's chunks.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_file_that_is_cut_or_damaged_is_refused_or_read_but_never_worse(
        kind in 0usize..4, cut in 0usize..700, at in 0usize..700, byte: u8,
    ) {
        let mut damaged = file(&flag(24, 16), KINDS[kind]);
        let length = damaged.len();
        damaged[at % length] = byte;
        damaged.truncate(length - cut % length);
        if let Ok((image, _)) = read(&damaged) {
            prop_assert!(u64::from(image.width()) * u64::from(image.height()) <= 20_000_000);
        }
    }
}
