//! What has to be known of an export before its posts are read.

use std::{collections::HashMap, path::Path};

use chrono::{DateTime, Utc};

use super::{
    item::{Item, Kind, post_id},
    pieces::{self, Element},
    shortcodes::{Attachment, Attachments},
};
use crate::{
    Result,
    archive::unfit,
    ids::PostId,
    imports::translation::{Document, Links, Name, Person, cut, plain},
    media::ALT_TEXT_MAX,
    posts::details,
    slug,
};

/// The versions of the format that are understood.
const VERSIONS: [&str; 3] = ["1.0", "1.1", "1.2"];

/// An export, gone through once.
pub(in crate::imports) struct Survey {
    pub(super) document: Document,
    /// Who wrote in it, by their logins.
    pub people: Vec<(String, Person)>,
    /// The logins of people by their numbers.
    pub(super) logins: HashMap<String, String>,
    /// The names of its posts.
    pub links: Links,
    /// The posts whose slugs it does not name, and their places among links.
    pub made: Vec<(PostId, u32)>,
    /// Former names of posts, by their numbers.
    pub(super) former: HashMap<String, Vec<String>>,
    pub(super) attachments: Attachments,
    /// The base address of the site, as it stands there: what tells its posts from those of others.
    pub(super) site: String,
}

/// Goes through an export.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; `internal` when the disk is full.
pub(in crate::imports) fn survey(path: &Path) -> Result<Survey> {
    let document = Document::find(path, ".xml", "sitemap")?;
    let mut seen = Seen::default();
    document.read(|bounded| pieces::read(bounded, |piece| seen.piece(&piece)))?;
    seen.require_version()?;
    let mut links = seen.links.unwrap_or_else(|| Links::new(None));
    let mut former: HashMap<String, Vec<String>> = HashMap::new();
    for (id, place, name) in seen.former {
        let is_free = links.slug(Name::Slug(&name)).is_none();
        if is_free && slug::is_slug(&name) {
            former.entry(id).or_default().push(name.clone());
        }
        links.lead(Name::Slug(&name), place);
    }
    let site = links.origin().unwrap_or_default();
    let made = seen.made.iter().map(|(number, place)| (post_id(&site, number), *place)).collect();
    let person = |writer: Writer| {
        let joined = seen.first.get(&writer.login).copied().unwrap_or(DateTime::UNIX_EPOCH);
        let key = format!("wordpress {site} {}", writer.login);
        let person = Person::new(&key, &[&writer.login, &writer.shown], &writer.email, &writer.shown, joined);
        (writer.login, person)
    };
    let logins = seen.writers.iter().map(|writer| (writer.number.clone(), writer.login.clone())).collect();
    let people = seen.writers.into_iter().map(person).collect();
    Ok(Survey { document, people, logins, links, made, former, attachments: seen.attachments, site })
}

/// Somebody who wrote.
struct Writer {
    number: String,
    login: String,
    email: String,
    shown: String,
}

#[derive(Default)]
struct Seen {
    version: Option<String>,
    link: Option<String>,
    site: Option<String>,
    links: Option<Links>,
    writers: Vec<Writer>,
    /// When each first wrote.
    first: HashMap<String, DateTime<Utc>>,
    /// Former names: of which post, its place among links, and the name.
    former: Vec<(String, u32, String)>,
    /// Posts without a name: their numbers, and their places among links.
    made: Vec<(String, u32)>,
    attachments: Attachments,
}

impl Seen {
    fn require_version(&self) -> Result<()> {
        match &self.version {
            Some(version) if VERSIONS.contains(&version.as_str()) => Ok(()),
            Some(version) => {
                Err(unfit(format!("version {version:.20} of an export of WordPress is not understood here")))
            }
            None => Err(unfit("this is no export of WordPress: no wp:wxr_version stands before its items")),
        }
    }

    fn piece(&mut self, piece: &Element) -> Result<()> {
        match &*piece.name {
            "wp:wxr_version" => {
                self.version = Some(piece.text().to_owned());
                self.require_version()?;
            }
            "link" => self.link = Some(piece.text().to_owned()),
            "wp:base_blog_url" => self.site = Some(piece.text().to_owned()),
            "wp:author" => {
                let text = |name| plain(piece.says(name));
                self.writers.push(Writer {
                    number: text("wp:author_id"),
                    login: text("wp:author_login"),
                    email: text("wp:author_email"),
                    shown: text("wp:author_display_name"),
                });
            }
            "item" => {
                self.require_version()?;
                self.item(&Item(piece));
            }
            _ => {}
        }
        Ok(())
    }

    fn item(&mut self, item: &Item<'_>) {
        match item.kind() {
            Kind::Post => self.post(item),
            Kind::Attachment => {
                let (number, url) = (item.id().parse(), item.0.says("wp:attachment_url"));
                if let (Ok(number), true) = (number, !url.is_empty() && url.len() <= details::URL_MAX) {
                    let alt = cut(item.meta("_wp_attachment_image_alt"), ALT_TEXT_MAX).unwrap_or_default();
                    self.attachments.insert(number, Attachment { url: url.into(), alt: alt.into() });
                }
            }
            Kind::Page | Kind::Other => {}
        }
    }

    fn post(&mut self, item: &Item<'_>) {
        let site = self.site.as_deref().or(self.link.as_deref());
        let links = self.links.get_or_insert_with(|| Links::new(site));
        let (name, title) = (item.name(), plain(item.0.says("title")));
        if let Some(date) = item.date() {
            let first = self.first.entry(item.0.says("dc:creator").to_owned()).or_insert(date);
            *first = date.min(*first);
        }
        let Some(place) = links.add(item.id(), if name.is_empty() { &title } else { &name }) else { return };
        links.lead(Name::Slug(&name.to_lowercase()), place);
        if name.is_empty() {
            self.made.push((item.id().to_owned(), place));
        }
        let address = item.0.says("link");
        if !address.contains('?') {
            links.lead(Name::Address(address), place);
        }
        for name in item.metas("_wp_old_slug") {
            self.former.push((item.id().to_owned(), place, slug::make(name)));
        }
    }
}
