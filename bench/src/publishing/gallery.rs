//! Pictures of 50 megapixels, of every kind that is decoded in a way of its own.

use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::Result;

/// A picture.
pub(super) struct Picture {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

/// Makes one, when it is its turn: their pixels do not fit into memory together.
pub(super) type Painter = Box<dyn FnOnce() -> Result<Picture>>;

/// All of them, or small ones.
pub(super) fn all(small: bool) -> Vec<Painter> {
    let sized = move |width: u16, height: u16| if small { (width / 20, height / 20) } else { (width, height) };
    let (long, short) = sized(8660, 5773);
    let (other_long, other_short) = sized(8165, 6124);
    vec![
        painter("a JPEG", move || jpeg(&stripes(long, short), long, short, false)),
        painter("a JPEG of noise", move || jpeg(&noise(long, short), long, short, false)),
        painter("a progressive JPEG", move || jpeg(&stripes(long, short), long, short, true)),
        painter("a progressive JPEG of 4:3", move || {
            jpeg(&stripes(other_long, other_short), other_long, other_short, true)
        }),
        painter("a PNG", move || png(long, short)),
        painter("a PNG, upright", move || png(short, long)),
        painter("a GIF", move || gif(long, short)),
        painter("a JPEG, upright", move || jpeg(&stripes(short, long), short, long, false)),
    ]
}

fn painter(name: &'static str, paint: impl FnOnce() -> Result<Vec<u8>> + 'static) -> Painter {
    Box::new(move || Ok(Picture { name, bytes: paint()? }))
}

fn jpeg(pixels: &[u8], width: u16, height: u16, progressive: bool) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    if progressive {
        encoder.set_progressive(true);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    }
    encoder.encode(pixels, width, height, jpeg_encoder::ColorType::Rgb)?;
    Ok(bytes)
}

fn png(width: u16, height: u16) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width.into(), height.into());
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(&stripes(width, height))?;
    Ok(bytes)
}

/// Of one colour.
fn gif(width: u16, height: u16) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, width, height, &[200, 30, 30])?;
    let buffer = vec![0; usize::from(width) * usize::from(height)];
    encoder.write_frame(&gif::Frame { width, height, buffer: buffer.into(), ..gif::Frame::default() })?;
    drop(encoder);
    Ok(bytes)
}

/// Red on the left and blue on the right, in rows that get greener.
fn stripes(width: u16, height: u16) -> Vec<u8> {
    let row = |y: u16| {
        let green = u8::try_from(u32::from(y) * 100 / u32::from(height)).unwrap_or_default();
        (0..width).flat_map(move |x| if x < width / 2 { [220, green, 20] } else { [20, green, 220] })
    };
    (0..height).flat_map(row).collect()
}

/// As hard to compress as can be, and always the same.
fn noise(width: u16, height: u16) -> Vec<u8> {
    let mut pixels = vec![0; usize::from(width) * usize::from(height) * 3];
    StdRng::seed_from_u64(7).fill_bytes(&mut pixels);
    pixels
}
