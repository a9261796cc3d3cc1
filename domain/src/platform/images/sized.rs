//! A picture in another size.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};

use super::pixels::Pixels;
use crate::{Error, Result};

/// The longest side that WebP has. A picture that is higher is made narrower along with it; only one that would be narrower than a pixel is
/// not shown in proportion.
const LONGEST: u32 = 16_383;

/// How wide a picture of this size can be made in proportion.
pub(super) fn widest(width: u32, height: u32) -> u32 {
    let most = u64::from(width) * u64::from(LONGEST) / u64::from(height.max(1));
    width.min(u32::try_from(most).unwrap_or(width)).max(1)
}

/// How high a picture becomes that is so wide.
pub(super) fn height_at(pixels: &Pixels, width: u32) -> u32 {
    let exact =
        (u64::from(pixels.height) * u64::from(width) + u64::from(pixels.width) / 2) / u64::from(pixels.width.max(1));
    u32::try_from(exact).unwrap_or(LONGEST).clamp(1, LONGEST)
}

/// The picture in this size.
pub(super) fn resized(pixels: &Pixels, width: u32, height: u32) -> Result<Pixels> {
    if (width, height) == (pixels.width, pixels.height) {
        return Ok(Pixels { width, height, channels: pixels.channels, data: pixels.data.clone() });
    }
    let kind = if pixels.channels == 4 { PixelType::U8x4 } else { PixelType::U8x3 };
    let from = ImageRef::new(pixels.width, pixels.height, &pixels.data, kind).map_err(Error::internal)?;
    let mut to = Image::new(width, height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&from, &mut to, &options).map_err(Error::internal)?;
    Ok(Pixels { width, height, channels: pixels.channels, data: to.into_vec() })
}
