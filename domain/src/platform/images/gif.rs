//! GIF: the first frame, in its place on the canvas.

use std::{io::Read, time::Instant};

use gif::{ColorOutput, DecodeOptions, Decoder, Frame, MemoryLimit};

use super::{Limits, Unfit, pixels::Decoded, shrink::Shrinker, source::Source};

pub(super) fn decode(source: Source, limits: &Limits, until: Instant) -> Result<Decoded, Unfit> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    if let Some(most) = std::num::NonZeroU64::new(limits.memory) {
        options.set_memory_limit(MemoryLimit::Bytes(most));
    }
    let mut decoder = options.read_info(source).map_err(|_| Source::blame(until))?;
    let size = (u32::from(decoder.width()), u32::from(decoder.height()));
    limits.admit(size.0, size.1)?;
    let frame = decoder.next_frame_info().map_err(|_| Source::blame(until))?.ok_or(Unfit::Unreadable)?;
    limits.admit(frame.width.into(), frame.height.into())?;
    let frame = Frame { buffer: vec![].into(), ..frame.clone() };
    let mut indices = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut indices).map_err(|_| Source::blame(until))?;
    let colours = colours(&decoder, &frame)?;
    let mut shrinker = Shrinker::new(size.0, size.1, 4);
    for y in 0..decoder.height() {
        shrinker.push(&row(&frame, &indices, &colours, (decoder.width(), y)));
    }
    Ok(Decoded { pixels: shrinker.finish()?, size, orientation: 1, profile: None })
}

/// The colours of a frame; an index beyond them is transparent.
fn colours<R: Read>(decoder: &Decoder<R>, frame: &Frame<'_>) -> Result<[[u8; 4]; 256], Unfit> {
    let palette = match &frame.palette {
        Some(palette) => palette.as_slice(),
        None => decoder.global_palette().ok_or(Unfit::Unreadable)?,
    };
    let mut colours = [[0; 4]; 256];
    for (colour, known) in colours.iter_mut().zip(palette.chunks_exact(3)) {
        *colour = [known[0], known[1], known[2], u8::MAX];
    }
    if let Some(hole) = frame.transparent {
        colours[usize::from(hole)] = [0; 4];
    }
    Ok(colours)
}

/// A row of the canvas.
fn row(frame: &Frame<'_>, indices: &[u8], colours: &[[u8; 4]; 256], (width, y): (u16, u16)) -> Vec<u8> {
    let mut row = vec![0; usize::from(width) * 4];
    let inside = y.checked_sub(frame.top).filter(|y| *y < frame.height);
    let Some(y) = inside else { return row };
    let line = indices.chunks_exact(usize::from(frame.width).max(1)).nth(usize::from(y)).unwrap_or_default();
    for (pixel, index) in row.chunks_exact_mut(4).skip(usize::from(frame.left)).zip(line) {
        pixel.copy_from_slice(&colours[usize::from(*index)]);
    }
    row
}
