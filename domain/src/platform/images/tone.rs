//! What is shown until a picture is there: a blur of it, and the colour that there is most of.

use super::{pixels::Pixels, sized::resized};
use crate::{Error, Result};

/// Sides of the thumbnail that is looked at.
const SIDE: u32 = 32;

/// The BlurHash (woltapp/blurhash, with 4 by 3 components) and the dominant colour as `#rrggbb`.
pub(super) fn of(pixels: &Pixels) -> Result<(String, String)> {
    let (width, height) = (pixels.width.min(SIDE), pixels.height.min(SIDE));
    let small = resized(pixels, width, height)?.on_white();
    let opaque: Vec<u8> = small.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], u8::MAX]).collect();
    let blurhash =
        blurhash::encode(4, 3, width, height, &opaque).map_err(|error| Error::internal(error.to_string()))?;
    Ok((blurhash, dominant(&small)))
}

/// The average of the colours that share most of their leading bits with others.
fn dominant(pixels: &[u8]) -> String {
    let mut bins = vec![[0_u32; 4]; 1 << 9];
    for pixel in pixels.chunks_exact(3) {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]];
        let bin = (usize::from(red >> 5) << 6) | (usize::from(green >> 5) << 3) | usize::from(blue >> 5);
        for (sum, value) in bins[bin].iter_mut().zip([red, green, blue, 1]) {
            *sum += u32::from(value);
        }
    }
    let most = bins.into_iter().max_by_key(|bin| bin[3]).unwrap_or_default();
    let [red, green, blue] = [0, 1, 2].map(|channel| most[channel] / most[3].max(1));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dominant_colour_is_the_one_that_there_is_most_of() {
        let data = [[250, 10, 10]; 5].into_iter().chain([[0, 0, 255]; 4]).flatten().collect::<Vec<u8>>();
        assert_eq!(dominant(&data), "#fa0a0a");
    }

    #[test]
    fn a_blur_of_one_colour_is_that_colour() {
        let pixels = Pixels::new(2, 2, 3, [255, 255, 255].repeat(4)).unwrap_or_else(|_| panic!());
        let (blurhash, colour) = of(&pixels).unwrap();
        assert_eq!(colour, "#ffffff");
        assert!(blurhash.starts_with('L') && blurhash.len() == 28, "{blurhash}");
    }
}
