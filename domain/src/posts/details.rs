//! What surrounds the text of a post: counted at the write, or said by its author for search engines, for those who share it, and
//! about the series that it belongs to.

use sea_orm::Value;
use url::Url;
use uuid::Uuid;

use crate::{
    Error,
    fault::{Faults, Refusal},
    ids::{self, MediaId},
    patch::Patch,
    platform::article::Heading,
    text,
};

/// How many words are read in a minute.
const WORDS_A_MINUTE: u32 = 230;

/// What surrounds the text of a post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// How many words it has.
    pub words: u32,
    /// Its headings.
    pub contents: Vec<Heading>,
    /// The beginning in its author's words; none where it is made of the text.
    pub own_excerpt: Option<String>,
    /// Where it was published first.
    pub canonical_url: Option<String>,
    /// The heading for search engines.
    pub meta_title: Option<String>,
    /// The description for search engines.
    pub meta_description: Option<String>,
    /// The heading where it is shared.
    pub social_title: Option<String>,
    /// The description where it is shared.
    pub social_description: Option<String>,
    /// The picture where it is shared.
    pub social_image: Option<String>,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// Its place there.
    pub series_position: Option<i32>,
}

impl Details {
    /// How many minutes it takes to read; at least one, where there is something.
    #[must_use]
    pub fn reading_minutes(&self) -> u32 {
        self.words.div_ceil(WORDS_A_MINUTE)
    }

    /// What its author has said, by column.
    fn columns(&self, cover: Option<MediaId>) -> [(&'static str, Value); 10] {
        [
            ("own_excerpt", self.own_excerpt.clone().into()),
            ("meta_title", self.meta_title.clone().into()),
            ("meta_description", self.meta_description.clone().into()),
            ("social_title", self.social_title.clone().into()),
            ("social_description", self.social_description.clone().into()),
            ("series", self.series.clone().into()),
            ("canonical_url", self.canonical_url.clone().into()),
            ("social_image", self.social_image.clone().into()),
            ("series_position", self.series_position.into()),
            (COVER, cover.map(|id| id.uuid()).into()),
        ]
    }
}

/// What an author says about it, unchecked: absent stays, `null` clears.
#[derive(Debug, Clone, Default)]
pub struct DetailsInput {
    /// The beginning in other words; made of the text when missing.
    pub excerpt: Patch<String>,
    /// Where it was published first: an address of `http` or `https`.
    pub canonical_url: Patch<String>,
    /// The heading for search engines.
    pub meta_title: Patch<String>,
    /// The description for search engines.
    pub meta_description: Patch<String>,
    /// The heading where it is shared.
    pub social_title: Patch<String>,
    /// The description where it is shared.
    pub social_description: Patch<String>,
    /// The picture where it is shared: an address of `http` or `https`.
    pub social_image: Patch<String>,
    /// The series that it belongs to.
    pub series: Patch<String>,
    /// Its place there.
    pub series_position: Patch<i64>,
    /// The medium that is its cover, by id.
    pub cover_media_id: Patch<String>,
}

/// Most characters of an excerpt.
pub const EXCERPT_MAX: usize = 300;
/// Most characters of an address.
pub const URL_MAX: usize = 2000;
/// Most characters of a heading elsewhere.
pub const META_TITLE_MAX: usize = 200;
/// Most characters of a description elsewhere.
pub const META_DESCRIPTION_MAX: usize = 500;
/// Most characters of the name of a series.
pub const SERIES_MAX: usize = 100;
/// The column of the cover.
const COVER: &str = "cover_media_id";
/// The last place of a series.
pub const POSITION_MAX: i32 = 10_000;

/// The same, checked: columns and what they are to be; whether the cover is one is for `covers` to say.
#[derive(Debug, Clone, Default)]
pub(super) struct DetailsPatch {
    columns: Vec<(&'static str, Value)>,
    cover: Option<MediaId>,
}

impl DetailsPatch {
    pub(super) fn parse(faults: &mut Faults, input: &DetailsInput) -> Self {
        let mut patch = Self::default();
        let mut line = |pointer, column, value: &Patch<String>, max| {
            patch.take(faults, pointer, column, value, |text| text::line(text, max));
        };
        line("/excerpt", "own_excerpt", &input.excerpt, EXCERPT_MAX);
        line("/metaTitle", "meta_title", &input.meta_title, META_TITLE_MAX);
        line("/metaDescription", "meta_description", &input.meta_description, META_DESCRIPTION_MAX);
        line("/socialTitle", "social_title", &input.social_title, META_TITLE_MAX);
        line("/socialDescription", "social_description", &input.social_description, META_DESCRIPTION_MAX);
        line("/series", "series", &input.series, SERIES_MAX);
        patch.take(faults, "/canonicalUrl", "canonical_url", &input.canonical_url, |it| address(it));
        patch.take(faults, "/socialImage", "social_image", &input.social_image, |it| address(it));
        patch.take(faults, "/seriesPosition", "series_position", &input.series_position, |n| position(*n));
        match &input.cover_media_id {
            Patch::Absent => {}
            Patch::Null => patch.columns.push((COVER, None::<Uuid>.into())),
            Patch::Value(id) => {
                patch.cover = faults.take("/coverMediaId", medium(id));
                patch.columns.extend(patch.cover.map(|id| (COVER, id.uuid().into())));
            }
        }
        patch
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Leaves out what is so already.
    pub(super) fn leave_out_what_is(&mut self, now: &Details, cover: Option<MediaId>) {
        let now = now.columns(cover);
        self.columns.retain(|said| !now.contains(said));
    }

    /// The columns that are mentioned, with their values.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static str, Value)> {
        self.columns.iter().cloned()
    }

    /// The medium that is to be the cover.
    pub(super) const fn cover(&self) -> Option<MediaId> {
        self.cover
    }

    fn take<T, C: Into<Value>>(
        &mut self,
        faults: &mut Faults,
        pointer: &str,
        column: &'static str,
        said: &Patch<T>,
        parse: impl FnOnce(&T) -> Result<C, Refusal>,
    ) where
        Option<C>: Into<Value>,
    {
        match said {
            Patch::Absent => {}
            Patch::Null => self.columns.push((column, None::<C>.into())),
            Patch::Value(value) => {
                self.columns.extend(faults.take(pointer, parse(value)).map(|it| (column, it.into())));
            }
        }
    }
}

/// An address of the web, without a password in it.
fn address(text: &str) -> Result<String, Refusal> {
    let line = text::line(text, URL_MAX)?;
    let refusal = || Refusal::new("invalid_format", "an address that begins with http:// or https://");
    let url = Url::parse(&line).map_err(|_| refusal())?;
    let is_of_the_web = ["http", "https"].contains(&url.scheme()) && url.has_host();
    if !is_of_the_web || !url.username().is_empty() || url.password().is_some() {
        return Err(refusal());
    }
    text::line(url.as_str(), URL_MAX)
}

fn medium(id: &str) -> Result<MediaId, Refusal> {
    ids::parse(id).map_err(|_: Error| Refusal::new("invalid_id", "not the id of a medium"))
}

fn position(n: i64) -> Result<i32, Refusal> {
    let position = i32::try_from(n).ok().filter(|n| (1..=POSITION_MAX).contains(n));
    position.ok_or_else(|| Refusal::new("out_of_range", format!("a place from 1 to {POSITION_MAX}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_the_web() {
        assert_eq!(address("https://example.org/a b").unwrap(), "https://example.org/a%20b");
        let long = format!("https://example.org/{}", "a".repeat(URL_MAX));
        for (wrong, code) in [
            ("javascript:alert(1)", "invalid_format"),
            ("/relative", "invalid_format"),
            ("https://user:password@example.org/", "invalid_format"),
            ("data:text/html,x", "invalid_format"),
            ("", "required"),
            (long.as_str(), "too_long"),
        ] {
            assert_eq!(address(wrong).unwrap_err().code, code, "{wrong}");
        }
    }

    #[test]
    fn what_is_absent_stays_and_null_clears() {
        let input = DetailsInput { series: Patch::Null, series_position: Patch::Value(3), ..DetailsInput::default() };
        let mut faults = Faults::default();
        let patch = DetailsPatch::parse(&mut faults, &input);
        faults.finish(Some(())).unwrap();
        let columns: Vec<_> = patch.columns().collect();
        assert_eq!(columns, [("series", None::<String>.into()), ("series_position", 3.into())]);
    }

    #[test]
    fn what_is_so_already_is_left_out_member_by_member() {
        let cover: MediaId = "media_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap();
        let said = |text: &str| Patch::Value(text.to_owned());
        let address = "https://example.org/";
        let input = DetailsInput {
            excerpt: said("a"),
            canonical_url: said(address),
            meta_title: said("b"),
            meta_description: said("c"),
            social_title: said("d"),
            social_description: said("e"),
            social_image: said(address),
            series: said("f"),
            series_position: Patch::Value(3),
            cover_media_id: said(&cover.to_string()),
        };
        let left = |now: &Details, cover| {
            let mut patch = DetailsPatch::parse(&mut Faults::default(), &input);
            patch.leave_out_what_is(now, cover);
            patch.columns().map(|(column, _)| column).collect::<Vec<_>>()
        };
        assert_eq!(left(&Details::default(), None).len(), 10);
        let text = |text: &str| Some(text.to_owned());
        let now = Details {
            own_excerpt: text("a"),
            canonical_url: text(address),
            meta_title: text("b"),
            meta_description: text("c"),
            social_title: text("d"),
            social_description: text("e"),
            social_image: text(address),
            series: text("f"),
            series_position: Some(3),
            ..Details::default()
        };
        assert_eq!(left(&now, Some(cover)), Vec::<&str>::new());
        assert_eq!(left(&Details { series_position: None, ..now }, None), ["series_position", COVER]);
        let mut cleared = DetailsPatch::parse(
            &mut Faults::default(),
            &DetailsInput { series: Patch::Null, cover_media_id: Patch::Null, ..DetailsInput::default() },
        );
        cleared.leave_out_what_is(&Details::default(), None);
        assert!(cleared.is_empty(), "what is not there need not be cleared");
    }

    #[test]
    fn a_cover_is_taken_by_its_id_and_cleared_by_null() {
        let parse = |said| {
            let (mut faults, input) =
                (Faults::default(), DetailsInput { cover_media_id: said, ..DetailsInput::default() });
            let patch = DetailsPatch::parse(&mut faults, &input);
            faults.finish(Some(())).map(|()| (patch.cover(), patch.columns().count()))
        };
        let id: MediaId = "media_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap();
        assert_eq!(parse(Patch::Value(id.to_string())).unwrap(), (Some(id), 1));
        assert_eq!(parse(Patch::Null).unwrap(), (None, 1));
        assert_eq!(parse(Patch::Absent).unwrap(), (None, 0));
        for wrong in ["", "post_01h2xcejqtf2nbrexx3vqjhp41", "nonsense"] {
            assert!(parse(Patch::Value(wrong.into())).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_place_is_counted_from_one() {
        assert!(position(1).is_ok() && position(POSITION_MAX.into()).is_ok());
        for wrong in [0, -1, 10_001, i64::MAX] {
            assert_eq!(position(wrong).unwrap_err().code, "out_of_range");
        }
    }

    #[test]
    fn reading_takes_a_minute_at_least() {
        let minutes = |words| Details { words, ..Details::default() }.reading_minutes();
        assert_eq!([minutes(0), minutes(1), minutes(230), minutes(231)], [0, 1, 1, 2]);
    }
}
