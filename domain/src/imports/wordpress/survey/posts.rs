//! The names of posts, and where pictures are.

use super::{
    model::former_of,
    seen::{Former, Seen},
};
use crate::{
    Result,
    ids::PostId,
    imports::{
        translation::{ENTRY, Links, Name, beginning, cut, plain},
        wordpress::{
            item::{Item, decoded, post_id},
            shortcodes::Attachment,
        },
    },
    media::ALT_TEXT_MAX,
    posts::details,
    slug,
};

/// Most characters of a former slug of which nothing can stand in an address: it is only told.
const FORMER_TOLD: usize = 40;

impl Seen {
    pub(super) fn post(&mut self, item: &Item<'_>) -> Result<()> {
        self.first_of(item)?;
        let site = self.site.as_deref().or(self.link.as_deref());
        let links = self.links.get_or_insert_with(|| Links::new(site));
        let before = links.bytes();
        let (name, title) = (item.name(), plain(item.0.says("title")));
        let Some(place) = links.add(item.id(), if name.is_empty() { &title } else { &name }) else { return Ok(()) };
        links.lead(Name::Slug(&name.to_lowercase()), place);
        if name.is_empty() {
            self.kept.add(size_of::<(PostId, u32)>())?;
            self.made.push((post_id(&links.origin().unwrap_or_default(), item.id()), place));
        }
        let address = item.0.says("link");
        if !address.contains('?') {
            links.lead(Name::Address(address), place);
        }
        self.kept.add(links.bytes() - before)?;
        for said in item.metas("_wp_old_slug") {
            let made = Some(slug::make(&decoded(said))).filter(|made| !made.is_empty());
            let name = made.unwrap_or_else(|| beginning(said, FORMER_TOLD).to_owned());
            self.kept.add(3 * ENTRY + 2 * name.len())?;
            self.former.push(Former { post: former_of(item.id()), place, name, line: item.0.line });
        }
        Ok(())
    }

    pub(super) fn attachment(&mut self, item: &Item<'_>) -> Result<()> {
        let (number, url) = (item.id().parse(), item.0.says("wp:attachment_url"));
        if let (Ok(number), true) = (number, !url.is_empty() && url.len() <= details::URL_MAX) {
            let alt = cut(item.meta("_wp_attachment_image_alt"), ALT_TEXT_MAX).unwrap_or_default();
            let post = item.0.says("wp:post_parent").parse().unwrap_or_default();
            self.kept.add(2 * ENTRY + url.len() + alt.len())?;
            self.attachments.add(number, post, Attachment { url: url.into(), alt: alt.into() });
        }
        Ok(())
    }
}
