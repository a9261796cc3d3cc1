//! What has to be known of an export before its posts are read.

use std::{collections::HashMap, path::Path};

use chrono::{DateTime, Utc};

use super::{
    item::{Item, Kind, decoded, post_id},
    pieces::{self, Element},
    shortcodes::{Attachment, Attachments},
    translate::ITEMS,
};
use crate::{
    Result,
    archive::unfit,
    ids::PostId,
    imports::translation::{Document, ENTRY, Findings, Kept, Links, Name, Person, also, beginning, cut, key, plain},
    media::ALT_TEXT_MAX,
    posts::details,
    slug,
    users::Email,
};

/// The versions of the format that are understood.
const VERSIONS: [&str; 3] = ["1.0", "1.1", "1.2"];
/// Most characters of the number of a person.
const NUMBER_MAX: usize = 20;
/// Most characters of a login, which may be a mail address, and of a mail address: one that is longer is cut and still too long.
const LOGIN_MAX: usize = Email::MAX + 1;
/// Most characters of the name that is shown of somebody: more than are shown here.
const NAME_MAX: usize = 200;
/// Most characters of a former slug of which nothing can stand in an address: it is only told.
const FORMER_TOLD: usize = 40;

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
    /// Former names of posts, by [`former_of`] their numbers.
    pub(super) former: HashMap<u128, Vec<String>>,
    /// Those that can't be kept.
    pub(super) findings: Findings,
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
    let (mut former, mut findings): (HashMap<u128, Vec<String>>, _) = (HashMap::new(), Findings::default());
    for Former { post, place, name, line } in seen.former {
        let kept = match links.keep(&name, place).map_err(str::to_owned) {
            Ok(true) => also(former.entry(post).or_default(), name.clone()),
            other => other.map(drop),
        };
        if let Err(why) = kept {
            let reason = format!("{}: former slug {name} {why}", links.slug_at(place).unwrap_or_default());
            findings.add(ITEMS, Some(line), reason);
        }
    }
    let site = links.origin().unwrap_or_default();
    let person = |writer: Writer| {
        let joined = seen.first.get(&creator(&writer.login)).copied().unwrap_or(DateTime::UNIX_EPOCH);
        let key = format!("wordpress {site} {}", writer.login);
        let person = Person::new(&key, &[&writer.login, &writer.shown], &writer.email, &writer.shown, joined);
        (writer.login, person)
    };
    let logins = seen.writers.iter().map(|writer| (writer.number.clone(), writer.login.clone())).collect();
    let people = seen.writers.into_iter().map(person).collect();
    let (made, attachments) = (seen.made, seen.attachments);
    Ok(Survey { document, people, logins, links, made, former, findings, attachments, site })
}

/// What stands for the post of this number.
pub(super) fn former_of(number: &str) -> u128 {
    key("former", number)
}

/// What stands for who has this login.
fn creator(login: &str) -> u128 {
    key("creator", login)
}

/// Somebody who wrote.
struct Writer {
    number: String,
    login: String,
    email: String,
    shown: String,
}

/// A former name of a post.
struct Former {
    post: u128,
    /// Its place among links.
    place: u32,
    name: String,
    line: u64,
}

#[derive(Default)]
struct Seen {
    version: Option<String>,
    link: Option<String>,
    site: Option<String>,
    links: Option<Links>,
    writers: Vec<Writer>,
    /// When each first wrote.
    first: HashMap<u128, DateTime<Utc>>,
    former: Vec<Former>,
    /// Posts without a name, and their places among links.
    made: Vec<(PostId, u32)>,
    attachments: Attachments,
    kept: Kept,
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

    fn writer(&mut self, piece: &Element) -> Result<()> {
        let text = |name, max| beginning(&plain(piece.says(name)), max).to_owned();
        let writer = Writer {
            number: text("wp:author_id", NUMBER_MAX),
            login: text("wp:author_login", LOGIN_MAX),
            email: text("wp:author_email", LOGIN_MAX),
            shown: text("wp:author_display_name", NAME_MAX),
        };
        // Once as they are here, once by their login, and once as people are.
        let texts = writer.number.len() + writer.login.len() + writer.email.len() + writer.shown.len();
        self.kept.add(size_of::<Writer>() + size_of::<Person>() + 2 * ENTRY + 3 * texts)?;
        self.writers.push(writer);
        Ok(())
    }

    fn item(&mut self, item: &Item<'_>) -> Result<()> {
        match item.kind() {
            Kind::Post => self.post(item),
            Kind::Attachment => self.attachment(item),
            Kind::Page | Kind::Other => Ok(()),
        }
    }

    fn attachment(&mut self, item: &Item<'_>) -> Result<()> {
        let (number, url) = (item.id().parse(), item.0.says("wp:attachment_url"));
        if let (Ok(number), true) = (number, !url.is_empty() && url.len() <= details::URL_MAX) {
            let alt = cut(item.meta("_wp_attachment_image_alt"), ALT_TEXT_MAX).unwrap_or_default();
            self.kept.add(ENTRY + url.len() + alt.len())?;
            self.attachments.insert(number, Attachment { url: url.into(), alt: alt.into() });
        }
        Ok(())
    }

    fn post(&mut self, item: &Item<'_>) -> Result<()> {
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

    /// Notes down when somebody wrote, if they did not before.
    fn first_of(&mut self, item: &Item<'_>) -> Result<()> {
        let Some(date) = item.date() else { return Ok(()) };
        let before = self.first.len();
        let first = self.first.entry(creator(item.0.says("dc:creator"))).or_insert(date);
        *first = date.min(*first);
        self.kept.add((self.first.len() - before) * ENTRY)
    }
}

/// The address that a piece says; none where it is longer than one is.
fn address(piece: &Element) -> Option<String> {
    Some(piece.text()).filter(|text| text.len() <= details::URL_MAX).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;
    use crate::imports::translation::Bounded;

    fn seen(channel: &str, kept: Kept) -> Result<Seen> {
        let text = format!("<rss><channel><wp:wxr_version>1.2</wp:wxr_version>{channel}</channel></rss>");
        let bytes: Box<dyn Read + '_> = Box::new(text.as_bytes());
        let mut seen = Seen { kept, ..Seen::default() };
        pieces::read(Bounded::new(BufReader::new(bytes)), |piece| seen.piece(&piece))?;
        Ok(seen)
    }

    fn post(number: u32, more: &str) -> String {
        format!("<item><wp:post_id>{number}</wp:post_id><wp:post_type>post</wp:post_type>{more}</item>")
    }

    fn author(login: &str) -> String {
        format!(
            "<wp:author><wp:author_id>{login}</wp:author_id><wp:author_login>{login}</wp:author_login>\
             <wp:author_email>{login}</wp:author_email><wp:author_display_name>{login}</wp:author_display_name></wp:author>"
        )
    }

    #[test]
    fn what_is_too_long_is_not_kept() {
        let long = "x".repeat(15_000);
        let channel = format!("<link>https://x.example/{long}</link>{}", author(&long));
        let seen = seen(&channel, Kept::default()).unwrap();
        assert_eq!(seen.link, None);
        let writer = &seen.writers[0];
        let lengths = [&writer.number, &writer.login, &writer.email, &writer.shown].map(String::len);
        assert_eq!(lengths, [NUMBER_MAX, LOGIN_MAX, LOGIN_MAX, NAME_MAX]);
        assert!(Email::parse(&writer.email).is_err());
    }

    #[test]
    fn there_is_an_end_to_what_is_kept_of_each_thing() {
        let dated = "<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt>";
        let creator = |n| format!("<dc:creator>{n}</dc:creator>{dated}");
        let former =
            "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>rain</wp:meta_value></wp:postmeta>";
        let attachment = |n| {
            format!(
                "<item><wp:post_id>{n}</wp:post_id><wp:post_type>attachment</wp:post_type>\
                 <wp:attachment_url>https://x.example/{n}.png</wp:attachment_url></item>"
            )
        };
        for (thing, channel) in [
            ("authors", (0..500).map(|n| author(&format!("a{n}"))).collect::<String>()),
            ("posts", (0..500).map(|n| post(n, "")).collect()),
            ("attachments", (0..500).map(attachment).collect()),
            // Of one post, that is.
            ("creators", (0..500).map(|n| post(1, &creator(n))).collect()),
            ("former names", post(1, &former.repeat(500))),
        ] {
            assert!(seen(&channel, Kept::default()).is_ok(), "{thing}");
            let refused = seen(&channel, Kept::of(10_000)).map(|_| ()).unwrap_err();
            assert!(refused.code() == "invalid_archive" && refused.detail().contains("more than 10000"), "{thing}");
        }
    }
}
