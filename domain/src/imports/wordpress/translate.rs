//! The posts of an export.

use std::{collections::HashMap, sync::Arc};

use chrono::DateTime;

use super::{
    comments::Thread,
    content,
    item::{Item, Kind, post_id},
    pieces::{self, Element},
    shortcodes::Attachments,
    survey::{Survey, former_of},
};
use crate::{
    Result,
    ids::PostId,
    imports::translation::{
        About, Converter, Findings, HTML_MAX, Here, Links, NewArchive, NewPost, People, Standing, Tagged, Translation,
        Words, address, cut, plain, said, tags,
    },
    posts::details,
};

/// What the things in it are called.
pub(super) const ITEMS: &str = "items";
/// What WordPress calls the category of what has none.
const NO_CATEGORY: &str = "uncategorized";

/// Where the plugin for search engines has the picture for those who share a post.
const SHARED: &str = "_yoast_wpseo_opengraph-image";
/// How a block begins that stands elsewhere.
const REUSED: &str = "<!-- wp:block {";

/// Makes an archive of a site of an export that was surveyed.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; `internal` when the disk is full.
pub(in crate::imports) fn translate(survey: Survey, people: People, here: Here) -> Result<Translation> {
    let Survey { document, logins, links, former, findings, attachments, site, .. } = survey;
    let links = Arc::new(links);
    let mut posts = Posts {
        converter: Converter::new(&links),
        archive: NewArchive::new(&here.scratch, here.tags, here.now)?,
        findings,
        links: Arc::clone(&links),
        people,
        logins,
        former,
        attachments,
        site,
        comment_depth: here.comment_depth,
        others: 0,
        guests: 0,
    };
    document.read(|bounded| pieces::read(bounded, |piece| posts.piece(&piece)))?;
    let Posts { archive, mut findings, others, guests, .. } = posts;
    if guests > 0 {
        findings.add(ITEMS, None, format!("{guests} comments of people who have no account there do not come"));
    }
    let (archive, sources) = archive.finish()?;
    let (sha256, origin) = (document.sha256, links.origin());
    Ok(Translation { archive, sha256, sources, findings, things: ITEMS, others, origin })
}

struct Posts {
    converter: Converter,
    archive: NewArchive,
    findings: Findings,
    links: Arc<Links>,
    people: People,
    logins: HashMap<String, String>,
    former: HashMap<u128, Vec<String>>,
    attachments: Attachments,
    site: String,
    comment_depth: u32,
    others: u64,
    guests: u64,
}

impl Posts {
    fn piece(&mut self, piece: &Element) -> Result<()> {
        if &*piece.name != "item" {
            return Ok(());
        }
        let item = Item(piece);
        match item.kind() {
            Kind::Post => self.post(&item),
            Kind::Page => {
                self.tell(piece.line, &format!("{:.200}: pages do not come", item.name()));
                Ok(())
            }
            Kind::Attachment | Kind::Other => {
                self.others += 1;
                Ok(())
            }
        }
    }

    fn tell(&mut self, line: u64, reason: &str) {
        self.findings.add(ITEMS, Some(line), reason.to_owned());
    }

    fn post(&mut self, item: &Item<'_>) -> Result<()> {
        let line = item.0.line;
        let name = match item.name() {
            name if name.is_empty() => format!("post {:.40}", item.id()),
            name => format!("{name:.200}"),
        };
        let id = post_id(&self.site, item.id());
        if self.archive.has(id) {
            self.tell(line, &format!("{name}: a post that stands before it has the same number, {:.40}", item.id()));
            return Ok(());
        }
        let words = match self.words(item) {
            Ok(words) => words,
            Err(reason) => {
                self.tell(line, &format!("{name}: {reason}"));
                return Ok(());
            }
        };
        let (standing, limit) = item.standing();
        let named: Vec<(String, &str)> = categories(item.0).collect();
        let (tags, lost) = tags(named.iter().map(|(name, slug)| Tagged { name, slug, description: "" }));
        for reason in limit.map(str::to_owned).into_iter().chain(words.told).chain(self.lost(item)).chain(lost) {
            self.tell(line, &format!("{name}: {reason}"));
        }
        let created_at = item.date().or_else(|| item.changed()).unwrap_or(DateTime::UNIX_EPOCH);
        let post = NewPost {
            id,
            author: self.people.author(item.0.says("dc:creator"), &mut self.archive, &mut self.findings)?,
            title: words.title,
            slug: words.slug,
            former_slugs: self.former.remove(&former_of(item.id())).unwrap_or_default(),
            standing,
            comments_locked: item.0.says("wp:comment_status") == "closed",
            created_at,
            updated_at: item.changed().unwrap_or(created_at).max(created_at),
            about: self.about(item),
            tags,
            markdown: words.markdown,
            said: said_by(item),
        };
        let standing = self.archive.post(&post, &format!("line {line}, {name}"))?;
        if matches!(standing, Standing::Published(_)) { self.comments(item, id) } else { Ok(()) }
    }

    fn words(&self, item: &Item<'_>) -> Result<Words, String> {
        let source = item.0.says("content:encoded");
        if source.len() > HTML_MAX {
            return Err(format!("its HTML is longer than {HTML_MAX} bytes"));
        }
        let html = content::html(source, &self.attachments, item.id().parse().unwrap_or_default());
        Words::of((&self.links, &self.converter), item.id(), item.0.says("title"), &html)
    }

    fn comments(&mut self, item: &Item<'_>, post: PostId) -> Result<()> {
        let (site, depth) = (self.site.as_str(), self.comment_depth);
        let thread = Thread { site, logins: &self.logins, people: &self.people, converter: &self.converter, depth };
        let told = thread.add(item.0, post, &mut self.archive)?;
        self.guests += told.guests;
        self.others += told.others;
        told.wrong.iter().for_each(|(line, reason)| self.tell(*line, reason));
        Ok(())
    }

    /// What the post says about itself, also by the plugin for search engines that most sites have.
    fn about(&self, item: &Item<'_>) -> About {
        // What is to be filled in is no text.
        let said = |name: &str| item.meta(&format!("_yoast_wpseo_{name}")).filter(|text| !text.contains("%%"));
        About {
            excerpt: cut(Some(item.0.says("excerpt:encoded")), details::EXCERPT_MAX),
            canonical_url: address(said("canonical")),
            meta_title: cut(said("title"), details::META_TITLE_MAX),
            meta_description: cut(said("metadesc"), details::META_DESCRIPTION_MAX),
            social_title: cut(said("opengraph-title"), details::META_TITLE_MAX),
            social_description: cut(said("opengraph-description"), details::META_DESCRIPTION_MAX),
            social_image: address(self.thumbnail(item).or_else(|| said("opengraph-image"))),
        }
    }

    /// The picture that stands for a post, where it comes along.
    fn thumbnail(&self, item: &Item<'_>) -> Option<&str> {
        let number = item.meta("_thumbnail_id")?.parse().ok()?;
        self.attachments.get(number).map(|it| it.url.as_ref())
    }

    /// What of a post does not come.
    fn lost(&self, item: &Item<'_>) -> Vec<String> {
        let mut lost = Vec::new();
        let shown = self.thumbnail(item);
        if shown.is_some() && item.meta(SHARED).is_some_and(|it| Some(it) != shown) {
            lost.push("of its pictures only its thumbnail comes, and not that for those who share it".to_owned());
        }
        if item.0.says("content:encoded").contains(REUSED) {
            lost.push("what it has of blocks that are kept apart from it (wp:block) does not come".to_owned());
        }
        lost
    }
}

/// What an item says that is something else here.
fn said_by(item: &Item<'_>) -> [u8; 16] {
    let name = item.name();
    let mut texts = vec![name.as_str(), item.0.says("content:encoded")];
    texts.extend([SHARED, "_thumbnail_id"].map(|meta| item.meta(meta).unwrap_or_default()));
    texts.extend(item.metas("_wp_old_slug"));
    said(&texts)
}

/// The names of the categories and tags of an item, and their slugs.
fn categories(item: &Element) -> impl Iterator<Item = (String, &str)> {
    let is_tag = |it: &&Element| ["category", "post_tag", "tag"].contains(&it.attribute("domain"));
    let named = item.all("category").filter(is_tag).filter(|it| it.attribute("nicename") != NO_CATEGORY);
    named.map(|it| (plain(it.text()), it.attribute("nicename")))
}
