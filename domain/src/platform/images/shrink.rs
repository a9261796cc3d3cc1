//! Rows in, fewer rows out: a picture is averaged down by a whole factor while it is decoded, so that it never is in memory in
//! full.

use super::{
    Unfit,
    pixels::{Pixels, area},
};

/// What is kept of a picture to be scaled from, at most: enough for the widest rendition.
pub(super) const WORKING_PIXELS: u64 = 16_000_000;

/// Takes rows and averages them.
pub(super) struct Shrinker {
    factor: usize,
    channels: usize,
    width: usize,
    /// What is left over at the right and at the bottom joins the last full square.
    out: (usize, usize),
    sums: Vec<[u32; 4]>,
    rows: usize,
    data: Vec<u8>,
}

/// The least whole factor by which a picture becomes small enough.
pub(super) fn factor(width: u32, height: u32) -> u32 {
    let pixels = u64::from(width) * u64::from(height);
    let mut factor = 1;
    while pixels / (u64::from(factor) * u64::from(factor)) > WORKING_PIXELS {
        factor += 1;
    }
    factor.min(width).min(height).max(1)
}

/// Bytes of the smaller picture.
pub(super) fn kept(width: u32, height: u32, channels: usize) -> u64 {
    let factor = factor(width, height);
    u64::from(width / factor) * u64::from(height / factor) * channels as u64
}

impl Shrinker {
    /// For a picture of this size, with 3 or 4 channels.
    pub(super) fn new(width: u32, height: u32, channels: usize) -> Self {
        let factor = factor(width, height);
        let out = (width / factor, height / factor);
        let (width, factor) = (usize::try_from(width).unwrap_or(0), usize::try_from(factor).unwrap_or(1));
        let data = Vec::with_capacity(area(out.0, out.1) * channels);
        let out = (usize::try_from(out.0).unwrap_or(0), usize::try_from(out.1).unwrap_or(0));
        Self { factor, channels, width, out, sums: vec![[0; 4]; out.0], rows: 0, data }
    }

    /// The next row.
    pub(super) fn push(&mut self, row: &[u8]) {
        if self.factor == 1 {
            self.data.extend_from_slice(&row[..self.width * self.channels]);
            return;
        }
        let full = self.out.0 * self.factor * self.channels;
        let squares = row[..full].chunks_exact(self.factor * self.channels);
        match self.channels {
            3 => squares.zip(&mut self.sums).for_each(|(square, sums)| add_opaque(square, sums)),
            _ => squares.zip(&mut self.sums).for_each(|(square, sums)| add_transparent(square, sums)),
        }
        self.rows += 1;
        if self.rows.is_multiple_of(self.factor) && self.rows / self.factor <= self.out.1 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let count = u32::try_from(self.factor * self.factor).unwrap_or(u32::MAX);
        let byte = |sum: u32, count: u32| u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX);
        for sums in &mut self.sums {
            let [red, green, blue, alpha] = *sums;
            if self.channels == 3 {
                self.data.extend([byte(red, count), byte(green, count), byte(blue, count)]);
            } else {
                self.data.extend([byte(red, alpha), byte(green, alpha), byte(blue, alpha), byte(alpha, count)]);
            }
            *sums = [0; 4];
        }
    }

    /// The smaller picture.
    pub(super) fn finish(self) -> Result<Pixels, Unfit> {
        let side = |length: usize| u32::try_from(length).map_err(|_| Unfit::TooLarge);
        Pixels::new(side(self.out.0)?, side(self.out.1)?, self.channels, self.data)
    }
}

fn add_opaque(square: &[u8], sums: &mut [u32; 4]) {
    for pixel in square.chunks_exact(3) {
        for (sum, value) in sums.iter_mut().zip(pixel) {
            *sum += u32::from(*value);
        }
    }
}

/// Colours count as much as they are seen.
fn add_transparent(square: &[u8], sums: &mut [u32; 4]) {
    for pixel in square.chunks_exact(4) {
        let alpha = u32::from(pixel[3]);
        for (sum, value) in sums.iter_mut().zip(&pixel[..3]) {
            *sum += u32::from(*value) * alpha;
        }
        sums[3] += alpha;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_halved_until_it_fits() {
        assert_eq!([factor(4000, 4000), factor(8660, 5773), factor(1, 1), factor(65_535, 700)], [1, 2, 1, 2]);
    }

    #[test]
    fn squares_are_averaged_and_transparent_colours_do_not_count() {
        let mut shrinker = Shrinker { factor: 2, ..Shrinker::new(2, 2, 4) };
        (shrinker.out, shrinker.sums) = ((1, 1), vec![[0; 4]]);
        shrinker.push(&[100, 0, 0, 255, 0, 0, 0, 0]);
        shrinker.push(&[200, 0, 0, 255, 9, 9, 9, 0]);
        assert_eq!(shrinker.finish().unwrap_or_else(|_| panic!()).data, [150, 0, 0, 128]);
    }
}
