//! PNG, row by row. An interlaced one has to be in memory as a whole.

use std::{io, time::Instant};

use png::{ColorType, Decoder, Reader, Transformations};

use super::{
    Limits, Unfit, orientation,
    pixels::{Decoded, Pixels},
    shrink::{Shrinker, kept},
    source::Source,
};

/// Most bytes that a decoder may take for what is not pixels, such as a colour profile.
const ASIDE: usize = 16 << 20;

pub(super) fn decode(source: Source, limits: &Limits, until: Instant) -> Result<Decoded, Unfit> {
    let mut decoder = Decoder::new_with_limits(source, png::Limits { bytes: ASIDE });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    // The header alone: what follows may be anything.
    let header = decoder.read_header_info().map_err(|_| Source::blame(until))?;
    limits.admit(header.width, header.height)?;
    let mut reader = decoder.read_info().map_err(|_| Source::blame(until))?;
    let info = reader.info();
    let size = (info.width, info.height);
    let orientation = info.exif_metadata.as_deref().map_or(1, orientation::read);
    let profile = info.icc_profile.as_deref().map(<[u8]>::to_vec);
    let interlaced = info.interlaced;
    let pixels = if interlaced { whole(&mut reader, size, limits, until)? } else { rows(&mut reader, size, until)? };
    let coloured = matches!(reader.output_color_type().0, ColorType::Rgb | ColorType::Rgba);
    Ok(Decoded { pixels, size, orientation, profile: profile.filter(|_| coloured) })
}

fn rows<R: io::BufRead + io::Seek>(
    reader: &mut Reader<R>,
    (width, height): (u32, u32),
    until: Instant,
) -> Result<Pixels, Unfit> {
    let kind = reader.output_color_type().0;
    let (mut shrinker, mut buffer) = (Shrinker::new(width, height, channels(kind)), Vec::new());
    while let Some(row) = reader.next_row().map_err(|_| Source::blame(until))? {
        shrinker.push(coloured(kind, row.data(), &mut buffer));
    }
    // To its end: the checksums are there.
    reader.finish().map_err(|_| Source::blame(until))?;
    shrinker.finish()
}

fn whole<R: io::BufRead + io::Seek>(
    reader: &mut Reader<R>,
    (width, height): (u32, u32),
    limits: &Limits,
    until: Instant,
) -> Result<Pixels, Unfit> {
    let kind = reader.output_color_type().0;
    let size = reader.output_buffer_size().ok_or(Unfit::TooLarge)?;
    limits.afford(size as u64 + kept(width, height, channels(kind)))?;
    let mut data = vec![0; size];
    let frame = reader.next_frame(&mut data).map_err(|_| Source::blame(until))?;
    let (mut shrinker, mut buffer) = (Shrinker::new(width, height, channels(kind)), Vec::new());
    for row in data.chunks_exact(frame.line_size.max(1)) {
        shrinker.push(coloured(kind, row, &mut buffer));
    }
    shrinker.finish()
}

const fn channels(kind: ColorType) -> usize {
    match kind {
        ColorType::Rgba | ColorType::GrayscaleAlpha => 4,
        ColorType::Grayscale | ColorType::Rgb | ColorType::Indexed => 3,
    }
}

/// A row in three or four channels.
fn coloured<'a>(kind: ColorType, row: &'a [u8], buffer: &'a mut Vec<u8>) -> &'a [u8] {
    buffer.clear();
    match kind {
        ColorType::Grayscale => buffer.extend(row.iter().flat_map(|grey| [*grey; 3])),
        ColorType::GrayscaleAlpha => {
            buffer.extend(row.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]));
        }
        ColorType::Rgb | ColorType::Rgba | ColorType::Indexed => return row,
    }
    buffer
}
