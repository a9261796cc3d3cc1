//! Colours as the web has them. A picture of a wide gamut would look pale without its profile, and profiles go with the other
//! metadata: so its colours are brought to sRGB.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::pixels::Pixels;

/// The pixels in sRGB. A profile that can't be read counts as none, as browsers have it.
pub(super) fn to_srgb(mut pixels: Pixels, profile: Option<&[u8]>) -> Pixels {
    if let Some(data) = profile.and_then(|profile| converted(&pixels, profile)) {
        pixels.data = data;
    }
    pixels
}

fn converted(pixels: &Pixels, profile: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(profile).ok().filter(|it| it.color_space == DataColorSpace::Rgb)?;
    let layout = if pixels.channels == 4 { Layout::Rgba } else { Layout::Rgb };
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()).ok()?;
    let mut data = vec![0; pixels.data.len()];
    transform.transform(&pixels.data, &mut data).ok()?;
    Some(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn red(profile: Option<&[u8]>) -> Vec<u8> {
        to_srgb(Pixels::new(1, 1, 3, vec![200, 60, 60]).unwrap_or_else(|_| panic!()), profile).data
    }

    #[test]
    fn colours_of_a_wide_gamut_become_those_of_srgb() {
        let wide = ColorProfile::new_display_p3().encode().unwrap();
        let srgb = red(Some(&wide));
        assert!(srgb[0] > 205 && srgb[1] < 60, "{srgb:?}");
    }

    #[test]
    fn a_profile_that_makes_no_sense_changes_nothing() {
        assert_eq!(red(Some(b"nonsense")), [200, 60, 60]);
        assert_eq!(red(None), [200, 60, 60]);
    }
}
