//! A picture made ready to be shown.

use bytes::Bytes;

use super::{
    Format, Unfit, colour, orientation,
    pixels::{Decoded, Pixels},
    sized::{height_at, resized, widest},
    tone,
};
use crate::{Error, Result};

/// The widths that pictures are made in, as far as they are that wide; and their own width, when it lies between.
pub const WIDTHS: [u32; 4] = [320, 640, 1280, 2560];

/// WebP at 80 looks as JPEG at 82 does, and is a third shorter (371 against 586 KiB for 2560 by 1707).
const WEBP_QUALITY: f32 = 80.0;
const JPEG_QUALITY: u8 = 82;

/// A picture made ready to be shown.
#[derive(Debug)]
pub struct Picture {
    /// The format that it was sent in.
    pub format: Format,
    /// Its width as it was sent, upright.
    pub width: u32,
    /// Its height as it was sent, upright.
    pub height: u32,
    /// A blur of it.
    pub blurhash: String,
    /// The colour that there is most of, `#rrggbb`.
    pub dominant_colour: String,
    /// In each width and format, the widest first.
    pub renditions: Vec<Rendition>,
}

/// A picture in one width and format.
#[derive(Debug)]
pub struct Rendition {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Its format.
    pub format: Format,
    /// The file.
    pub bytes: Bytes,
}

impl Picture {
    pub(super) fn of(format: Format, decoded: Decoded) -> Result<Self, Trouble> {
        let Decoded { pixels, size, orientation, profile } = decoded;
        let turned = orientation::turns(orientation);
        let (width, height) = if turned { (size.1, size.0) } else { size };
        let (across, high) = if turned { (pixels.height, pixels.width) } else { (pixels.width, pixels.height) };
        let mut widths = widths(widest(across, high));
        let first = widths.remove(0);
        // Made small before it is turned and coloured: both cost by the pixel.
        let mut pixels = scaled_before_turning(&pixels.simplified(), first, turned)?;
        pixels = colour::to_srgb(orientation::apply(pixels, orientation), profile.as_deref());
        let (blurhash, dominant_colour) = tone::of(&pixels)?;
        let mut renditions = Vec::new();
        encode(&pixels, &mut renditions)?;
        for width in widths {
            pixels = resized(&pixels, width, height_at(&pixels, width))?;
            encode(&pixels, &mut renditions)?;
        }
        Ok(Self { format, width, height, blurhash, dominant_colour, renditions })
    }
}

/// Why there is no picture: by its own fault or by ours.
pub(super) enum Trouble {
    /// It is not taken.
    Unfit(Unfit),
    /// A bug.
    Ours(Error),
}

impl From<Unfit> for Trouble {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

/// The widths of a picture that is so wide, the widest first.
fn widths(own: u32) -> Vec<u32> {
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < own).collect();
    if own <= WIDTHS[WIDTHS.len() - 1] {
        widths.push(own.max(1));
    }
    widths.reverse();
    widths
}

fn scaled_before_turning(pixels: &Pixels, upright_width: u32, turned: bool) -> Result<Pixels> {
    let (width, height) = (pixels.width, pixels.height);
    let across = u64::from(if turned { height } else { width }.max(1));
    let scaled =
        |side: u32| u32::try_from((u64::from(side) * u64::from(upright_width) + across / 2) / across).unwrap_or(side);
    let (width, height) = if turned { (scaled(width), upright_width) } else { (upright_width, scaled(height)) };
    resized(pixels, width.clamp(1, 16_383), height.clamp(1, 16_383))
}

fn encode(pixels: &Pixels, renditions: &mut Vec<Rendition>) -> Result<()> {
    for (format, bytes) in [(Format::WebP, webp(pixels)?), (Format::Jpeg, jpeg(pixels)?)] {
        renditions.push(Rendition { width: pixels.width, height: pixels.height, format, bytes });
    }
    Ok(())
}

fn webp(pixels: &Pixels) -> Result<Bytes> {
    use webp::Encoder;
    let (width, height) = (pixels.width, pixels.height);
    let encoder = match pixels.channels {
        4 => Encoder::from_rgba(&pixels.data, width, height),
        _ => Encoder::from_rgb(&pixels.data, width, height),
    };
    let file = encoder.encode_simple(false, WEBP_QUALITY);
    Ok(Bytes::copy_from_slice(&file.map_err(|error| Error::internal(format!("libwebp: {error:?}")))?))
}

fn jpeg(pixels: &Pixels) -> Result<Bytes> {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
    let side = |length: u32| u16::try_from(length).map_err(Error::internal);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, JPEG_QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    let (width, height) = (side(pixels.width)?, side(pixels.height)?);
    encoder.encode(&pixels.on_white(), width, height, ColorType::Rgb).map_err(Error::internal)?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_in_the_set_widths_below_its_own_and_in_its_own() {
        assert_eq!(widths(8660), [2560, 1280, 640, 320]);
        assert_eq!(widths(2560), [2560, 1280, 640, 320]);
        assert_eq!(widths(700), [700, 640, 320]);
        assert_eq!(widths(1), [1]);
    }

    #[test]
    fn what_is_higher_than_a_file_can_be_is_made_narrower_and_keeps_its_proportions() {
        for (sent, orientation) in [((20, 20_000), 1), ((20_000, 20), 6)] {
            let pixels = Pixels::new(sent.0, sent.1, 3, vec![90; 20 * 20_000 * 3]).unwrap_or_else(|_| panic!());
            let decoded = Decoded { pixels, size: sent, orientation, profile: None };
            let picture = Picture::of(Format::Png, decoded).unwrap_or_else(|_| panic!());
            assert_eq!((picture.width, picture.height), (20, 20_000));
            let sizes: Vec<_> = picture.renditions.iter().map(|it| (it.width, it.height)).collect();
            assert_eq!(sizes, [(16, 16_000); 2]);
        }
        for (size, across) in [((1000, 20_000), 819), ((1000, 16_383), 1000), ((8660, 5773), 8660), ((1, 20_000), 1)] {
            assert_eq!(widest(size.0, size.1), across);
        }
    }
}
