//! Pixels in memory: eight bits a channel, three channels, or four with transparency.

use super::Unfit;

/// Pixels.
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    /// 3: red, green, blue. 4: and alpha, not multiplied.
    pub(super) channels: usize,
    pub(super) data: Vec<u8>,
}

/// A picture as it was decoded, perhaps smaller already.
pub(super) struct Decoded {
    pub(super) pixels: Pixels,
    /// The size that it was sent in.
    pub(super) size: (u32, u32),
    /// The `Orientation` of Exif, 1 to 8.
    pub(super) orientation: u8,
    /// The colour profile it came with.
    pub(super) profile: Option<Vec<u8>>,
}

impl Pixels {
    pub(super) fn new(width: u32, height: u32, channels: usize, data: Vec<u8>) -> Result<Self, Unfit> {
        let whole = (channels == 3 || channels == 4) && data.len() == area(width, height) * channels;
        if whole { Ok(Self { width, height, channels, data }) } else { Err(Unfit::Unreadable) }
    }

    /// The same without an alpha channel that hides nothing.
    pub(super) fn simplified(self) -> Self {
        if self.channels == 3 || self.data.chunks_exact(4).any(|pixel| pixel[3] != u8::MAX) {
            return self;
        }
        let data = self.data.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Self { channels: 3, data, ..self }
    }

    /// Without transparency, on white: for formats that have none.
    pub(super) fn on_white(&self) -> Vec<u8> {
        if self.channels == 3 {
            return self.data.clone();
        }
        let blend = |colour: u8, alpha: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        let pixels = self.data.chunks_exact(4);
        pixels
            .flat_map(|pixel| [blend(pixel[0], pixel[3]), blend(pixel[1], pixel[3]), blend(pixel[2], pixel[3])])
            .collect()
    }
}

/// How many pixels there are.
pub(super) fn area(width: u32, height: u32) -> usize {
    usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_transparent_becomes_white_where_there_is_no_transparency() {
        let pixels =
            Pixels::new(3, 1, 4, vec![10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128]).unwrap_or_else(|_| panic!());
        assert_eq!(pixels.on_white(), [10, 20, 30, 255, 255, 255, 127, 127, 127]);
    }

    #[test]
    fn alpha_that_hides_nothing_is_left_out() {
        let pixels = Pixels::new(1, 1, 4, vec![1, 2, 3, 255]).unwrap_or_else(|_| panic!()).simplified();
        assert_eq!((pixels.channels, pixels.data), (3, vec![1, 2, 3]));
        assert_eq!(Pixels::new(1, 1, 4, vec![1, 2, 3, 254]).unwrap_or_else(|_| panic!()).simplified().channels, 4);
    }
}
