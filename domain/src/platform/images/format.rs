//! What a file really is, whatever it is called.

/// The formats that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG; of an animated one, the picture that it shows where animation is unknown.
    Png,
    /// GIF; of an animated one, the first frame.
    Gif,
    /// WebP; of an animated one, the first frame.
    WebP,
}

/// How many bytes from the beginning tell a format.
pub(super) const SNIFFED: usize = 64;

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Gif, Self::WebP];

    /// Reads the magic number. None for every other format; SVG is one, because it runs scripts.
    #[must_use]
    pub fn sniff(beginning: &[u8]) -> Option<Self> {
        let found = infer::get(beginning)?;
        // Three letters may begin anything.
        Self::named(found.mime_type()).filter(|format| *format != Self::Gif || beginning.starts_with(b"GIF8"))
    }

    /// The format of a media type.
    #[must_use]
    pub fn named(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.media_type().eq_ignore_ascii_case(media_type))
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }

    /// How names of its files end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(Format::sniff(b"\xff\xd8\xff\xe0\0\x10JFIF\0"), Some(Format::Jpeg));
        assert_eq!(Format::sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some(Format::Png));
        assert_eq!(Format::sniff(b"GIF89a\x01\0\x01\0"), Some(Format::Gif));
        assert_eq!(Format::sniff(b"RIFF\x24\0\0\0WEBPVP8 "), Some(Format::WebP));
    }

    #[test]
    fn what_is_no_picture_of_ours_is_nothing() {
        for other in [
            &b"%PDF-1.7\n"[..],
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">",
            b"<!DOCTYPE html><script>",
            b"PK\x03\x04",
            b"\x1f\x8b\x08\0",
            b"BM\0\0\0\0",
            b"",
            b"GIF",
        ] {
            assert_eq!(Format::sniff(other), None, "{other:?}");
        }
    }
}
