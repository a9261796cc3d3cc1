//! WebP, which has to be in memory as a whole.

use std::time::Instant;

use image_webp::WebPDecoder;

use super::{
    Limits, Unfit, orientation,
    pixels::Decoded,
    shrink::{Shrinker, kept},
    source::Source,
};

/// Most bytes of what is not pixels, such as a colour profile.
const ASIDE: usize = 16 << 20;

pub(super) fn decode(source: Source, limits: &Limits, until: Instant) -> Result<Decoded, Unfit> {
    let mut decoder = WebPDecoder::new(source).map_err(|_| Source::blame(until))?;
    let (width, height) = decoder.dimensions();
    limits.admit(width, height)?;
    limits.afford(cost(&mut decoder))?;
    decoder.set_memory_limit(ASIDE);
    let orientation = decoder.exif_metadata().ok().flatten().map_or(1, |exif| orientation::read(&exif));
    let profile = decoder.icc_profile().ok().flatten();
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let mut data = vec![0; decoder.output_buffer_size().ok_or(Unfit::TooLarge)?];
    decoder.read_image(&mut data).map_err(|_| Source::blame(until))?;
    drop(decoder);
    let mut shrinker = Shrinker::new(width, height, channels);
    let line = usize::try_from(width).map_or(0, |width| width * channels);
    data.chunks_exact(line.max(1)).for_each(|row| shrinker.push(row));
    Ok(Decoded { pixels: shrinker.finish()?, size: (width, height), orientation, profile })
}

/// Bytes that decoding takes: the picture itself, and beside it planes of luma and chroma (lossy), a second picture (lossless,
/// and the alpha channel of a lossy one), the canvas of an animation.
fn cost<R: std::io::BufRead + std::io::Seek>(decoder: &mut WebPDecoder<R>) -> u64 {
    let (width, height) = decoder.dimensions();
    let half_bytes = match (decoder.is_lossy(), decoder.has_alpha()) {
        (true, false) => 2 * 3 + 3,
        (true, true) => 2 * 4 + 3 + 2 * 5,
        (false, false) => 2 * 3 + 2 * 4,
        (false, true) => 2 * 4,
    };
    let canvas = if decoder.is_animated() { 2 * 8 } else { 0 };
    let (pixels, channels) = (u64::from(width) * u64::from(height), if decoder.has_alpha() { 4 } else { 3 });
    let picture = pixels * channels + kept(width, height, if channels == 4 { 4 } else { 3 });
    picture.max(pixels * (half_bytes + canvas) / 2)
}
