//! What was seen of an export so far.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::people::Writer;
use crate::{
    Result,
    archive::unfit,
    ids::PostId,
    imports::{
        translation::{Kept, Links},
        wordpress::{
            item::{Item, Kind},
            pieces::Element,
            shortcodes::Attachments,
        },
    },
    posts::details,
};

/// The versions of the format that are understood.
const VERSIONS: [&str; 3] = ["1.0", "1.1", "1.2"];

/// A former name of a post.
pub(super) struct Former {
    pub post: u128,
    /// Its place among links.
    pub place: u32,
    pub name: String,
    pub line: u64,
}

#[derive(Default)]
pub(super) struct Seen {
    pub version: Option<String>,
    pub link: Option<String>,
    pub site: Option<String>,
    pub links: Option<Links>,
    pub writers: Vec<Writer>,
    /// When each first wrote.
    pub first: HashMap<u128, DateTime<Utc>>,
    pub former: Vec<Former>,
    /// Posts without a name, and their places among links.
    pub made: Vec<(PostId, u32)>,
    pub attachments: Attachments,
    pub kept: Kept,
}

impl Seen {
    pub(super) fn require_version(&self) -> Result<()> {
        match &self.version {
            Some(version) if VERSIONS.contains(&version.as_str()) => Ok(()),
            Some(version) => {
                Err(unfit(format!("version {version:.20} of an export of WordPress is not understood here")))
            }
            None => Err(unfit("this is no export of WordPress: no wp:wxr_version stands before its items")),
        }
    }

    pub(super) fn piece(&mut self, piece: &Element) -> Result<()> {
        match &*piece.name {
            "wp:wxr_version" => {
                self.version = Some(piece.text().to_owned());
                self.require_version()?;
            }
            "link" => self.link = address(piece),
            "wp:base_blog_url" => self.site = address(piece),
            "wp:author" => self.writer(piece)?,
            "item" => {
                self.require_version()?;
                self.item(&Item(piece))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn item(&mut self, item: &Item<'_>) -> Result<()> {
        match item.kind() {
            Kind::Post => self.post(item),
            Kind::Attachment => self.attachment(item),
            Kind::Page | Kind::Other => Ok(()),
        }
    }
}

/// The address that a piece says; none where it is longer than one is.
fn address(piece: &Element) -> Option<String> {
    Some(piece.text()).filter(|text| text.len() <= details::URL_MAX).map(str::to_owned)
}
