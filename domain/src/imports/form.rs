//! What an archive can be.

use std::str::FromStr;

use super::ImportForm;
use crate::{Error, Result, fault::Refusal};

/// What an archive is, without what has to be said besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormKind {
    /// An archive of a whole site, as an export makes it.
    Site,
    /// A zip of Markdown files with front matter, which become posts.
    Markdown,
    /// An export of Ghost: its JSON, bare or in a zip.
    Ghost,
    /// An export of WordPress: its extended RSS (WXR), bare or in a zip.
    WordPress,
}

impl FormKind {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Site, Self::Markdown, Self::Ghost, Self::WordPress];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Markdown => "markdown",
            Self::Ghost => "ghost",
            Self::WordPress => "wordpress",
        }
    }
}

impl FromStr for FormKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("an archive is {name:?}")))
    }
}

impl ImportForm {
    /// A form with the author of its posts, where it needs one, and the base address of the site, where it does not tell.
    ///
    /// # Errors
    /// `required` when it needs an author that is missing, `conflicting` when it says itself who wrote what.
    pub fn of(kind: FormKind, author: Option<String>, origin: Option<String>) -> Result<Self, Refusal> {
        let author = match (kind, author) {
            (FormKind::Site, None) => return Ok(Self::Site),
            (FormKind::Site, Some(_)) => {
                return Err(Refusal::new("conflicting", "an archive of a site says itself who wrote what"));
            }
            (_, Some(author)) if !author.is_empty() => author,
            (FormKind::Markdown, _) => return Err(Refusal::new("required", "whose posts, by their username")),
            (FormKind::Ghost | FormKind::WordPress, _) => {
                return Err(Refusal::new(
                    "required",
                    "whose posts those of people become who can't come, by their username",
                ));
            }
        };
        Ok(match kind {
            FormKind::Site => Self::Site,
            FormKind::Markdown => Self::Markdown { author, origin },
            FormKind::Ghost => Self::Ghost { author, origin },
            FormKind::WordPress => Self::WordPress { author },
        })
    }

    /// Reads what the database has of one.
    pub(super) fn read(kind: &str, author: Option<String>, origin: Option<String>) -> Result<Self> {
        Self::of(kind.parse()?, author, origin).map_err(|refusal| Error::internal(refusal.detail))
    }

    /// Which form it is.
    #[must_use]
    pub const fn kind(&self) -> FormKind {
        match self {
            Self::Site => FormKind::Site,
            Self::Markdown { .. } => FormKind::Markdown,
            Self::Ghost { .. } => FormKind::Ghost,
            Self::WordPress { .. } => FormKind::WordPress,
        }
    }

    /// Whose posts, where the archive does not say, or says somebody who can't come.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        match self {
            Self::Site => None,
            Self::Markdown { author, .. } | Self::Ghost { author, .. } | Self::WordPress { author } => Some(author),
        }
    }

    /// Whether an archive of this form can begin so.
    pub(super) fn begins_with(&self, beginning: &[u8]) -> bool {
        // With entries, and an empty one.
        let is_zip = [b"PK\x03\x04", b"PK\x05\x06"].iter().any(|head| beginning.starts_with(*head));
        let text = beginning.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(beginning).trim_ascii_start();
        match self {
            Self::Site | Self::Markdown { .. } => is_zip,
            Self::Ghost { .. } => is_zip || text.starts_with(b"{"),
            Self::WordPress { .. } => is_zip || text.starts_with(b"<"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_an_author_where_its_archive_names_none() {
        let author = || Some("ada".to_owned());
        assert_eq!(ImportForm::of(FormKind::Site, None, None), Ok(ImportForm::Site));
        assert_eq!(ImportForm::of(FormKind::Site, author(), None).unwrap_err().code, "conflicting");
        for kind in [FormKind::Markdown, FormKind::Ghost, FormKind::WordPress] {
            let form = ImportForm::of(kind, author(), None).unwrap();
            assert_eq!((form.author(), form.kind()), (Some("ada"), kind));
            for missing in [None, Some(String::new())] {
                assert_eq!(ImportForm::of(kind, missing, None).unwrap_err().code, "required");
            }
        }
    }

    #[test]
    fn what_is_written_of_a_form_is_read_again() {
        let origin = || Some("https://old.example/".to_owned());
        for kind in FormKind::ALL {
            let author = (kind != FormKind::Site).then(|| "ada".to_owned());
            let form = ImportForm::of(kind, author, origin()).unwrap();
            let read = ImportForm::read(kind.as_str(), form.author().map(str::to_owned), origin());
            assert_eq!(read.unwrap(), form);
        }
    }

    #[test]
    fn a_zip_is_told_by_its_first_bytes() {
        assert!(ImportForm::Site.begins_with(b"PK\x03\x04...") && ImportForm::Site.begins_with(b"PK\x05\x06"));
        assert!(!ImportForm::Site.begins_with(b"PK") && !ImportForm::Site.begins_with(b"<rss"));
    }

    #[test]
    fn an_export_is_a_text_or_a_zip() {
        let of = |kind| ImportForm::of(kind, Some("ada".to_owned()), None).unwrap();
        let (ghost, wordpress) = (of(FormKind::Ghost), of(FormKind::WordPress));
        let beginnings: [(&[u8], bool, bool); 7] = [
            (b"PK\x03\x04", true, true),
            (b" \n{\"db\"", true, false),
            (b"\xEF\xBB\xBF{", true, false),
            (b"\xEF\xBB\xBF<?xml", false, true),
            (b"\n<rss", false, true),
            (b"\xFF\xFE{\0", false, false),
            (b"", false, false),
        ];
        for (beginning, is_ghost, is_wordpress) in beginnings {
            let told = (ghost.begins_with(beginning), wordpress.begins_with(beginning));
            assert_eq!(told, (is_ghost, is_wordpress), "{beginning:?}");
        }
    }
}
