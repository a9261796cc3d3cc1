//! What people send to get a ticket, or to change a medium.

use crate::{
    Context, Result,
    fault::{Faults, Refusal},
    patch::Patch,
    platform::images::Format,
    text,
};

/// Most characters of the name of a file.
pub const FILENAME_MAX: usize = 255;

/// Most characters of a description.
pub const ALT_TEXT_MAX: usize = 1000;

/// Most characters of a media type.
pub const MEDIA_TYPE_MAX: usize = 100;

/// What a person sends to get a ticket.
#[derive(Debug, Clone, Default)]
pub struct MediaInput {
    /// What they call the file.
    pub filename: String,
    /// What it is.
    pub media_type: String,
    /// Its length in bytes.
    pub size: i64,
    /// What it shows.
    pub alt_text: Option<String>,
}

/// A change of a medium.
#[derive(Debug, Clone, Default)]
pub struct MediaPatchInput {
    /// What it shows.
    pub alt_text: Patch<String>,
}

/// The same, checked.
pub(in crate::media) struct NewMedia {
    pub filename: String,
    pub format: Format,
    pub size: u64,
    pub alt_text: Option<String>,
}

impl NewMedia {
    pub(in crate::media) fn parse(cx: &Context, input: &MediaInput) -> Result<Self> {
        let mut faults = Faults::default();
        let filename = faults.take("/filename", filename(&input.filename));
        let format = faults.take("/mediaType", format(&input.media_type));
        let size = faults.take("/size", size(input.size, cx.settings().media.max_bytes));
        let alt_text = input.alt_text.as_deref();
        let alt_text = faults.take("/altText", alt_text.map(self::alt_text).transpose());
        let whole = filename.zip(format).zip(size).zip(alt_text);
        faults.finish(whole.map(|(((filename, format), size), alt_text)| Self { filename, format, size, alt_text }))
    }
}

/// A name without a way to it, and without what nobody sees, which programs put there: the last part counts, whichever slashes were
/// sent. It is shown and never used as a path.
fn filename(text: &str) -> Result<String, Refusal> {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = text::line(&text::without_hidden(last), FILENAME_MAX)?;
    if name.chars().all(|c| c == '.') {
        return Err(Refusal::new("invalid_format", "this is no name of a file"));
    }
    Ok(name)
}

fn format(media_type: &str) -> Result<Format, Refusal> {
    let media_type = text::line(media_type, MEDIA_TYPE_MAX)?;
    let known = Format::named(&media_type);
    known.ok_or_else(|| Refusal::new("unsupported_media_type", "image/jpeg, image/png, image/gif or image/webp"))
}

fn size(size: i64, max: u64) -> Result<u64, Refusal> {
    let size = u64::try_from(size).ok().filter(|size| (1..=max).contains(size));
    size.ok_or_else(|| Refusal::new("out_of_range", format!("1 to {max} bytes")))
}

pub(in crate::media) fn alt_text(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() { Ok(String::new()) } else { text::line(text, ALT_TEXT_MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\fakepath\\cat.png", "cat.png"),
            ("  cat.png ", "cat.png"),
            ("кот.png", "кот.png"),
        ] {
            assert_eq!(filename(sent).unwrap(), kept);
        }
        for (sent, code) in
            [("", "required"), ("a/..", "invalid_format"), ("a\0b", "invalid_character"), ("a/", "required")]
        {
            assert_eq!(filename(sent).unwrap_err().code, code, "{sent:?}");
        }
        assert_eq!(filename(&"x".repeat(256)).unwrap_err().code, "too_long");
    }

    #[test]
    fn a_file_has_a_length_within_its_limit() {
        assert_eq!([size(1, 9), size(9, 9)].map(Result::unwrap), [1, 9]);
        for beyond in [0, -1, 10, i64::MAX] {
            assert_eq!(size(beyond, 9).unwrap_err().code, "out_of_range");
        }
    }

    #[test]
    fn a_description_may_be_empty_for_what_only_decorates() {
        assert_eq!(alt_text("  ").unwrap(), "");
        assert_eq!(alt_text(" A cat ").unwrap(), "A cat");
        assert_eq!(alt_text(&"x".repeat(1001)).unwrap_err().code, "too_long");
    }
}
