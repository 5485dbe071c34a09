//! Smaller versions of pictures, made when they are first asked for and then kept. Clients ask with the query
//! `imageView2/3/w/198/h/198` or 720: the shorter edge gets this length, the other one follows.
//!
//! Whatever cannot be made smaller is served as it is: what is small already, what no decoder knows, and pictures that
//! unfold to more memory than they are worth.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt};

use super::Media;

/// Lengths of the shorter edge that clients ask for.
const EDGES: [u32; 2] = [198, 720];
/// Where smaller versions lie; no URL leads there.
const FOLDER: &str = "smaller";
/// Pixels of an edge, and bytes in memory, of the largest picture that is decoded.
const MAX_EDGE: u32 = 20_000;
const MAX_MEMORY: u64 = 192 << 20;
const JPEG_QUALITY: u8 = 82;

/// The length that a query asks for.
pub(super) fn wanted(query: &str) -> Option<u32> {
    query.split('&').find_map(|part| {
        let edge = part.strip_prefix("imageView2/3/w/")?.split_once("/h/")?;
        EDGES.into_iter().find(|known| edge.0 == known.to_string() && edge.1 == edge.0)
    })
}

fn path(original: &Path, edge: u32) -> Path {
    Path::from(format!("{FOLDER}/{edge}/{original}"))
}

/// Where the smaller versions of a file lie, if there are any.
pub(super) fn paths(original: &Path) -> impl Iterator<Item = Path> {
    EDGES.into_iter().map(|edge| path(original, edge))
}

/// Where the smaller version lies; `None` when there is none. Failures are logged, not answered: the caller has the
/// original.
pub(super) async fn make(media: &Media, original: &ObjectMeta, edge: u32) -> Option<Path> {
    let path = path(&original.location, edge);
    if media.store.objects.head(&path).await.is_ok() {
        return Some(path);
    }
    if original.size > media.rules.image_bytes {
        return None;
    }
    let _turn = media.decoders.acquire().await.ok()?;
    // Somebody else may have made it meanwhile.
    if media.store.objects.head(&path).await.is_ok() {
        return Some(path);
    }
    let made = async {
        let bytes = media.store.objects.get(&original.location).await?.bytes().await?;
        // Decoding takes a processor, not a moment.
        let smaller = tokio::task::spawn_blocking(move || smaller(&bytes, edge)).await;
        match smaller.ok().flatten() {
            Some(smaller) => media.store.objects.put(&path, smaller.into()).await.map(|_| true),
            None => Ok(false),
        }
    };
    match made.await {
        Ok(made) => made.then_some(path),
        Err(error) => {
            tracing::warn!(%error, "a smaller picture could not be stored");
            None
        }
    }
}

/// The picture with its shorter edge at `edge`, upright, as JPEG, or as PNG when parts of it are transparent. `None`
/// when it is no larger than that, or cannot be decoded within the limits.
fn smaller(bytes: &[u8], edge: u32) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE);
    limits.max_image_height = Some(MAX_EDGE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    if decoder.total_bytes() > MAX_MEMORY {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let (width, height) = scaled(decoder.dimensions(), edge)?;
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    let mut picture = picture.thumbnail_exact(width, height);
    picture.apply_orientation(orientation);
    let mut out = Vec::new();
    if picture.color().has_alpha() {
        DynamicImage::from(picture.to_rgba8()).write_to(&mut Cursor::new(&mut out), ImageFormat::Png).ok()?;
    } else {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)).ok()?;
    }
    Some(out)
}

/// Width and height when the shorter of them becomes `edge`, the longer one rounded up as clients do. `None` when that
/// would not make the picture smaller.
fn scaled((width, height): (u32, u32), edge: u32) -> Option<(u32, u32)> {
    let shorter = width.min(height);
    if shorter <= edge {
        return None;
    }
    let scale = |length: u32| {
        let scaled = u64::from(length).saturating_mul(u64::from(edge)).div_ceil(u64::from(shorter));
        u32::try_from(scaled).unwrap_or(edge)
    };
    Some((scale(width), scale(height)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Vec::new();
        picture.write_to(&mut Cursor::new(&mut out), format).unwrap();
        out
    }

    #[test]
    fn queries_ask_for_one_of_two_lengths() {
        for (query, edge) in [
            ("imageView2/3/w/198/h/198", Some(198)),
            ("a=b&imageView2/3/w/720/h/720", Some(720)),
            ("imageView2/3/w/198/h/720", None),
            ("imageView2/3/w/9999/h/9999", None),
            ("imageView2/1/w/198/h/198", None),
            ("imageMogr2/thumbnail/198x", None),
            ("", None),
        ] {
            assert_eq!(wanted(query), edge, "{query}");
        }
    }

    #[test]
    fn sizes_are_those_that_clients_announce() {
        for (size, edge, expected) in [
            ((1000, 1500), 720, Some((720, 1080))),
            ((1000, 1500), 198, Some((198, 297))),
            ((199, 400), 198, Some((198, 398))),
            ((199, 400), 720, None),
            ((3000, 1000), 720, Some((2160, 720))),
            ((3000, 1000), 198, Some((594, 198))),
            ((198, 5000), 198, None),
            ((0, 0), 198, None),
            ((u32::MAX, 1), 198, None),
        ] {
            assert_eq!(scaled(size, edge), expected, "{size:?} {edge}");
        }
    }

    #[test]
    fn pictures_become_smaller_in_every_format_and_stay_transparent() {
        let plain = DynamicImage::new_rgb8(400, 300);
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::WebP] {
            let made = smaller(&encoded(&plain, format), 198).unwrap();
            let made = ImageReader::new(Cursor::new(made)).with_guessed_format().unwrap();
            assert_eq!(made.format(), Some(ImageFormat::Jpeg));
            assert_eq!(made.into_dimensions().unwrap(), (264, 198), "{format:?}");
        }
        let clear = encoded(&DynamicImage::new_rgba8(300, 300), ImageFormat::Png);
        let made = smaller(&clear, 198).unwrap();
        let made = image::load_from_memory_with_format(&made, ImageFormat::Png).unwrap();
        assert_eq!(made.to_rgba8().get_pixel(5, 5).0[3], 0);
    }

    /// A JPEG whose EXIF says that it lies on its side.
    #[test]
    fn pictures_are_turned_upright() {
        let flat = encoded(&DynamicImage::new_rgb8(400, 300), ImageFormat::Jpeg);
        // APP1 with one entry: orientation 6, a quarter turn.
        let exif = [
            &b"\xff\xe1\x00\x22Exif\0\0"[..],
            b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
        ]
        .concat();
        let turned = [&flat[..2], &exif, &flat[2..]].concat();
        let size = |bytes: &[u8]| {
            let made = smaller(bytes, 198).unwrap();
            image::load_from_memory(&made).unwrap().into_rgb8().dimensions()
        };
        assert_eq!(size(&flat), (264, 198));
        assert_eq!(size(&turned), (198, 264));
    }

    #[test]
    fn what_is_no_picture_or_too_large_a_one_is_left_alone() {
        let good = encoded(&DynamicImage::new_rgb8(400, 300), ImageFormat::Png);
        assert!(smaller(&good[..good.len() / 2], 198).is_none(), "broken off");
        assert!(smaller(b"\x89PNG\r\n\x1a\n", 198).is_none());
        assert!(smaller(b"", 198).is_none());
        // Few bytes that unfold to many: 20,001 pixels wide, and 19,000 times 19,000.
        for (width, height) in [(20_001_u32, 300_u32), (19_000, 19_000)] {
            let mut bomb = good.clone();
            bomb[16..20].copy_from_slice(&width.to_be_bytes());
            bomb[20..24].copy_from_slice(&height.to_be_bytes());
            let checksum = crc32(&bomb[12..29]);
            bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
            assert!(smaller(&bomb, 198).is_none(), "{width} x {height}");
        }
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }
}
