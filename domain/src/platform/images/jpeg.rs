//! JPEG, scaled while it is decoded: by 1, 2, 4 or 8 in the cosine transform itself.

use std::time::Instant;

use jpeg_decoder::{CodingProcess, Decoder, ImageInfo, PixelFormat};

use super::{
    Limits, Unfit,
    jpeg_header::samples,
    orientation,
    pixels::{Decoded, Pixels},
    shrink::WORKING_PIXELS,
    source::Source,
};

pub(super) fn decode(mut source: Source, limits: &Limits, until: Instant) -> Result<Decoded, Unfit> {
    let samples = samples(&mut source).map_err(|_| Source::blame(until))?;
    let mut decoder = Decoder::new(source);
    decoder.read_info().map_err(|_| Source::blame(until))?;
    let info = decoder.info().ok_or(Unfit::Unreadable)?;
    limits.admit(info.width.into(), info.height.into())?;
    let (width, height) = scaled(info, samples, limits)?;
    let (width, height) = decoder.scale(width, height).map_err(|_| Source::blame(until))?;
    let data = decoder.decode().map_err(|_| Source::blame(until))?;
    let orientation = decoder.exif_data().map_or(1, orientation::read);
    let profile = decoder.icc_profile().filter(|_| info.pixel_format == PixelFormat::RGB24);
    let pixels = Pixels::new(width.into(), height.into(), 3, coloured(info.pixel_format, data))?;
    Ok(Decoded { pixels, size: (info.width.into(), info.height.into()), orientation, profile })
}

/// The largest of the four sizes that can be afforded.
fn scaled(info: ImageInfo, samples: u64, limits: &Limits) -> Result<(u16, u16), Unfit> {
    let pixels = u64::from(info.width) * u64::from(info.height);
    // A progressive picture is in memory as coefficients, two bytes each, until its last scan.
    let coefficients = if info.coding_process == CodingProcess::DctProgressive { 2 * samples } else { 0 };
    let channels = info.pixel_format.pixel_bytes() as u64;
    // What is made of other colours than red, green and blue is a second picture.
    let coloured = if info.pixel_format == PixelFormat::RGB24 { channels } else { channels + 3 };
    let fits = |scale: &u64| {
        let small = |whole: u64| whole / (scale * scale);
        small(pixels) <= WORKING_PIXELS
            && limits.afford(coefficients + small(samples) + small(pixels) * coloured).is_ok()
    };
    let lossless = info.coding_process == CodingProcess::Lossless;
    let scale = [1, 2, 4, 8].into_iter().find(fits).filter(|scale| *scale == 1 || !lossless).ok_or(Unfit::TooLarge)?;
    let side = |length: u16| u16::try_from(u64::from(length).div_ceil(scale)).unwrap_or(length);
    Ok((side(info.width), side(info.height)))
}

/// Red, green and blue of what a JPEG may be made of.
fn coloured(format: PixelFormat, data: Vec<u8>) -> Vec<u8> {
    match format {
        PixelFormat::RGB24 => data,
        PixelFormat::L8 => data.into_iter().flat_map(|grey| [grey; 3]).collect(),
        PixelFormat::L16 => data.chunks_exact(2).flat_map(|grey| [grey[1]; 3]).collect(),
        PixelFormat::CMYK32 => data.chunks_exact(4).flat_map(of_ink).collect(),
    }
}

/// Printing inks, as the decoder gives them: 0 is none.
fn of_ink(ink: &[u8]) -> [u8; 3] {
    let light = |ink: u8, black: u8| {
        let seen = u16::from(255 - ink) * u16::from(255 - black);
        u8::try_from((seen + 127) / 255).unwrap_or(u8::MAX)
    };
    [light(ink[0], ink[3]), light(ink[1], ink[3]), light(ink[2], ink[3])]
}
