//! An item of an export.

use chrono::{DateTime, Utc};

use super::pieces::Element;
use crate::{
    ids::PostId,
    imports::translation::{Id, Standing, time},
};

/// The id here of the post that has this number on a site.
pub(super) fn post_id(site: &str, number: &str) -> PostId {
    PostId::from_uuid(Id::of("post", &format!("wordpress {site} {number}")))
}

/// A name as it is said, and not as it stands in an address.
pub(super) fn decoded(name: &str) -> String {
    url::form_urlencoded::parse(format!("x={}", name.replace('+', "%2B")).as_bytes())
        .map(|(_, name)| name.into_owned())
        .next()
        .unwrap_or_default()
}

/// What is done with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A post, which comes.
    Post,
    /// A page: there are none here.
    Page,
    /// A file that was uploaded: posts refer to it.
    Attachment,
    /// Anything else, such as an item of a menu, or what was thrown away.
    Other,
}

/// An item.
pub(super) struct Item<'a>(pub &'a Element);

impl Item<'_> {
    /// Its number there.
    pub(super) fn id(&self) -> &str {
        self.0.says("wp:post_id")
    }

    pub(super) fn kind(&self) -> Kind {
        match (self.0.says("wp:post_type"), self.0.says("wp:status")) {
            ("attachment", _) => Kind::Attachment,
            (_, "trash" | "auto-draft" | "inherit") => Kind::Other,
            ("post", _) => Kind::Post,
            ("page", _) => Kind::Page,
            _ => Kind::Other,
        }
    }

    /// The last part of its address; of what was never published perhaps empty.
    pub(super) fn name(&self) -> String {
        decoded(self.0.says("wp:post_name"))
    }

    /// What plugins and WordPress itself keep about it.
    pub(super) fn metas(&self, wanted: &str) -> impl Iterator<Item = &str> {
        let metas = self.0.all("wp:postmeta").filter(move |meta| meta.says("wp:meta_key") == wanted);
        metas.map(|meta| meta.says("wp:meta_value")).filter(|value| !value.is_empty())
    }

    /// The first of it.
    pub(super) fn meta(&self, wanted: &str) -> Option<&str> {
        self.metas(wanted).next()
    }

    /// When it is from. Drafts have no time but that of the clock on their wall.
    pub(super) fn date(&self) -> Option<DateTime<Utc>> {
        ["wp:post_date_gmt", "pubDate", "wp:post_date"].iter().find_map(|name| time(Some(self.0.says(name))))
    }

    pub(super) fn changed(&self) -> Option<DateTime<Utc>> {
        time(Some(self.0.says("wp:post_modified_gmt")))
    }

    /// Where it stands here, and what is to be told where that is not where it stood there.
    pub(super) fn standing(&self) -> (Standing, Option<&'static str>) {
        let is_locked = !self.0.says("wp:post_password").is_empty();
        match (self.0.says("wp:status"), self.date()) {
            ("private", _) => (Standing::Draft, Some("it was private, and comes as a draft")),
            ("publish" | "future", _) if is_locked => {
                (Standing::Draft, Some("it had a password, and comes as a draft"))
            }
            ("publish", Some(at)) => (Standing::Published(at), None),
            ("future", Some(at)) => (Standing::Scheduled(at), None),
            ("publish" | "future", None) => (Standing::Draft, Some("nobody knows when, and it comes as a draft")),
            _ => (Standing::Draft, None),
        }
    }
}
