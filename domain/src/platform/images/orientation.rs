//! Which way up a picture was taken: read from Exif, applied to the pixels, forgotten.

use exif::{In, Reader, Tag};

use super::pixels::Pixels;

/// The `Orientation` of Exif data, 1 to 8; 1, which is upright, where it is missing or makes no sense.
pub(super) fn read(exif: &[u8]) -> u8 {
    let body = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif).to_vec();
    let field = Reader::new().read_raw(body).ok();
    let value = field.and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    value.and_then(|value| u8::try_from(value).ok()).filter(|value| (1..=8).contains(value)).unwrap_or(1)
}

/// Whether width and height change places.
pub(super) const fn turns(orientation: u8) -> bool {
    orientation >= 5
}

/// The picture upright (TIFF 6.0, section "Orientation").
pub(super) fn apply(pixels: Pixels, orientation: u8) -> Pixels {
    if orientation <= 1 {
        return pixels;
    }
    let (width, height) = (side(pixels.width), side(pixels.height));
    let (out_width, out_height) = if turns(orientation) { (height, width) } else { (width, height) };
    let mut data = Vec::with_capacity(pixels.data.len());
    for y in 0..out_height {
        for x in 0..out_width {
            let (from_x, from_y) = match orientation {
                2 => (width - 1 - x, y),
                3 => (width - 1 - x, height - 1 - y),
                4 => (x, height - 1 - y),
                5 => (y, x),
                6 => (y, height - 1 - x),
                7 => (width - 1 - y, height - 1 - x),
                _ => (width - 1 - y, x),
            };
            let at = (from_y * width + from_x) * pixels.channels;
            data.extend_from_slice(&pixels.data[at..at + pixels.channels]);
        }
    }
    let (width, height) =
        if turns(orientation) { (pixels.height, pixels.width) } else { (pixels.width, pixels.height) };
    Pixels { width, height, channels: pixels.channels, data }
}

fn side(length: u32) -> usize {
    usize::try_from(length).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 3 by 2 whose pixels are named: a b c / d e f.
    fn turned(orientation: u8) -> (u32, u32, String) {
        let data = b"abcdef".iter().flat_map(|name| [*name; 3]).collect();
        let pixels = apply(Pixels::new(3, 2, 3, data).unwrap_or_else(|_| panic!()), orientation);
        let names = pixels.data.chunks_exact(3).map(|pixel| char::from(pixel[0])).collect();
        (pixels.width, pixels.height, names)
    }

    #[test]
    fn each_orientation_is_undone() {
        let expected = [
            (1, (3, 2, "abcdef")),
            (2, (3, 2, "cbafed")),
            (3, (3, 2, "fedcba")),
            (4, (3, 2, "defabc")),
            (5, (2, 3, "adbecf")),
            (6, (2, 3, "daebfc")),
            (7, (2, 3, "fcebda")),
            (8, (2, 3, "cfbead")),
        ];
        for (orientation, (width, height, names)) in expected {
            assert_eq!(turned(orientation), (width, height, names.to_owned()), "{orientation}");
        }
    }

    #[test]
    fn nonsense_is_upright() {
        assert_eq!(read(b""), 1);
        assert_eq!(read(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"), 6);
        assert_eq!(read(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x63\0\0\0\0\0\0"), 1);
    }
}
