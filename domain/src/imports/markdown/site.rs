//! Where links in the files of an archive lead: to the posts of others of them, as those stood there.

use std::{borrow::Cow, cell::RefCell};

use url::Url;

use super::source::{SlugFrom, Source, name_of};
use crate::{
    imports::translation::{Links, Name, last_name},
    media,
    platform::targets,
    slug,
};

/// Where the files of an archive would be, if they were anywhere.
const ROOT: &str = "https://archive.invalid/";
/// First parts of addresses of lists, behind which a name is none of a post.
const LISTS: [&str; 7] = ["author", "categories", "category", "page", "series", "tag", "tags"];
/// How generators write links to other files: what a tag begins with, and what ends it.
const TAGS: [(&str, &str); 6] = [
    ("{% post_url ", "%}"),
    ("{% link ", "%}"),
    ("{{< ref ", ">}}"),
    ("{{< relref ", ">}}"),
    ("{{% ref ", "%}}"),
    ("{{% relref ", "%}}"),
];
/// What generators write before an address of the site itself.
const BASES: [&str; 4] = ["{{ site.baseurl }}", "{{site.baseurl}}", "{{ site.url }}", "{{site.url}}"];
/// How many addresses a finding names.
const NAMED: usize = 3;

/// The posts of an archive by the paths that lead to them.
pub(super) struct Site {
    links: Links,
    /// Whether its pictures are fetched from where it is.
    is_online: bool,
}

impl Site {
    pub(super) fn new(is_online: bool) -> Self {
        Self { links: Links::new(None), is_online }
    }

    /// Takes a post in. Tells its place, and none for one that is here already.
    pub(super) fn add(&mut self, path: &str, source: &Source) -> Option<u32> {
        let wanted = self.wanted(source);
        let place = self.links.add(path, &wanted)?;
        for path in std::iter::once(path).chain(source.paths.iter().map(String::as_str)) {
            if let Some(path) = rooted("", path) {
                self.links.lead(Name::Address(&path), place);
            }
        }
        self.links.lead(Name::Slug(&name_of(path).to_lowercase()), place);
        Some(place)
    }

    /// The slug that a post should have: of files of one name those behind the first have the day of their post in it.
    fn wanted<'a>(&self, source: &'a Source) -> Cow<'a, str> {
        let slug = source.slug.as_str();
        let is_others = source.slug_from == SlugFrom::Name && self.links.slug(Name::Slug(slug)).is_some();
        match source.published_at.filter(|_| is_others) {
            Some(at) => slug::with_suffix(slug, &at.format("%Y-%m-%d").to_string()).into(),
            None => slug.into(),
        }
    }

    /// The names of its posts.
    pub(super) const fn links(&mut self) -> &mut Links {
        &mut self.links
    }

    /// The slug of a post among the others.
    pub(super) fn slug(&self, path: &str) -> Option<String> {
        self.links.slug(Name::Id(path)).map(str::to_owned)
    }

    /// The former slugs of a post, which lead to it from now on; what can't be kept is told.
    pub(super) fn former(&mut self, path: &str, source: &mut Source) -> Vec<String> {
        let mut kept: Vec<String> = Vec::new();
        let Some(place) = self.links.place(Name::Id(path)) else { return kept };
        for (line, address) in std::mem::take(&mut source.former) {
            match self.lead_on(&address, place) {
                Ok(Some(name)) if !kept.contains(&name) => kept.push(name),
                Ok(_) => {}
                Err(reason) => source.told.push((line, format!("{address:.100}: {reason}"))),
            }
        }
        kept
    }

    fn lead_on(&mut self, address: &str, place: u32) -> Result<Option<String>, String> {
        let name = last_name(address).ok_or("there is no name at its end, and it is not kept")?;
        let is_kept = self.links.keep(&name, place).map_err(|why| format!("{name:.80} {why}"))?;
        Ok(is_kept.then_some(name))
    }

    /// A source with links that lead to the posts here, and what is to be told of those that do not, and of pictures.
    pub(super) fn linked(&self, path: &str, source: &str) -> (String, Vec<String>) {
        let (text, lost) = self.untagged(path, source);
        let lost = RefCell::new(lost);
        let text = targets::readdressed(&text, |address| {
            let target = if is_inner(address) { self.target(path, address) } else { return address.to_owned() };
            target.unwrap_or_else(|| {
                lost.borrow_mut().push(address.to_owned());
                address.to_owned()
            })
        });
        let (mut pictures, mut links): (Vec<_>, Vec<_>) = lost.into_inner().into_iter().partition(|it| is_picture(it));
        if self.is_online {
            pictures.clear();
        }
        let mut told = Vec::new();
        for (lost, what) in [(&mut links, "links lead to nothing that comes"), (&mut pictures, "pictures do not come")]
        {
            lost.sort_unstable();
            if !lost.is_empty() {
                told.push(format!("{what}: {}", named(lost)));
            }
        }
        (text, told)
    }

    /// A source in which the tags of generators are the addresses that they stand for, and those that lead nowhere.
    fn untagged(&self, path: &str, source: &str) -> (String, Vec<String>) {
        let (mut text, mut lost) = (source.to_owned(), Vec::new());
        for base in BASES {
            text = text.replace(base, "");
        }
        for (open, close) in TAGS {
            let (mut changed, mut rest) = (String::with_capacity(text.len()), text.as_str());
            while let Some((at, length)) =
                rest.find(open).and_then(|at| Some((at, rest[at..].find(close)? + close.len())))
            {
                let tag = &rest[at..at + length];
                let name = tag[open.len()..length - close.len()].trim().trim_matches(['"', '\'']);
                let from = if open.starts_with("{%") { "" } else { path };
                changed.push_str(&rest[..at]);
                if let Some(target) = self.target(from, name) {
                    changed.push_str(&target);
                } else {
                    lost.push(tag.to_owned());
                    changed.push_str(tag);
                }
                rest = &rest[at + length..];
            }
            changed.push_str(rest);
            text = changed;
        }
        (text, lost)
    }

    /// The slug of the post that an address in a file leads to, with the place in it.
    fn target(&self, from: &str, address: &str) -> Option<String> {
        let path = rooted(from, address)?;
        let slug = self.links.slug(Name::Address(&path)).or_else(|| self.by_name(&path))?;
        Some(match address.split_once('#') {
            Some((_, place)) => format!("{slug}#{place}"),
            None => slug.to_owned(),
        })
    }

    /// By the last part of a path, whatever stands before it: dates and categories mostly.
    fn by_name(&self, path: &str) -> Option<&str> {
        let path = path.to_lowercase();
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        if LISTS.contains(&parts.clone().next()?) {
            return None;
        }
        let last = parts.next_back()?;
        let name = [".html", ".htm", ".markdown", ".md"].iter().find_map(|ending| last.strip_suffix(ending));
        let name = match name.unwrap_or(last) {
            "index" => parts.next_back()?,
            name => name,
        };
        self.links.slug(Name::Slug(name))
    }
}

/// The path that an address in a file leads to.
fn rooted(from: &str, address: &str) -> Option<String> {
    let mut base = Url::parse(ROOT).ok()?;
    base.set_path(from);
    Some(base.join(address).ok()?.path().to_owned())
}

/// Whether an address is one of the archive itself.
fn is_inner(address: &str) -> bool {
    let is_whole = address.starts_with("//") || Url::parse(address).is_ok();
    !is_whole && !address.is_empty() && !address.starts_with('#') && !address.starts_with(media::PATH)
}

/// Whether an address is one of a picture, as far as its ending says.
fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|it| ["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"].contains(&it.as_str()))
}

/// The first of some addresses.
fn named(addresses: &[String]) -> String {
    let first: Vec<_> = addresses.iter().take(NAMED).map(|it| it.chars().take(100).collect::<String>()).collect();
    let more = if addresses.len() > NAMED { format!(" and {} more", addresses.len() - NAMED) } else { String::new() };
    format!("{}{more}", first.join(", "))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::imports::markdown::source::read;

    fn site() -> Site {
        let mut site = Site::new(false);
        for (path, text) in [
            ("_posts/2024-01-01-one.md", "One"),
            ("_posts/2024-01-02-two.md", "---\nslug: second\npermalink: /old/two-again/\n---\nTwo"),
            ("content/posts/snow/index.md", "Snow"),
        ] {
            site.add(path, &read(path, text, DateTime::UNIX_EPOCH).unwrap());
        }
        site
    }

    #[test]
    fn links_to_files_and_to_where_they_stood_lead_to_the_posts() {
        let site = site();
        for (link, target) in [
            ("[two](2024-01-02-two.md)", "[two](second)"),
            ("[two](2024-01-02-two.md#there \"Two\")", "[two](second#there \"Two\")"),
            ("[two](/2024/01/02/second/)", "[two](second)"),
            ("[two](/2024/01/02/second.html)", "[two](second)"),
            ("[two](/old/two-again/)", "[two](second)"),
            ("[two]({% post_url 2024-01-02-two %})", "[two](second)"),
            ("[two]({{ site.baseurl }}{% link _posts/2024-01-02-two.md %})", "[two](second)"),
            ("[snow]({{< ref \"/posts/snow\" >}})", "[snow](snow)"),
            ("[snow](<../content/posts/snow/index.md>)", "[snow](<snow>)"),
            ("[snow][s] in snow\n\n[s]: /posts/snow/\n", "[snow][s] in snow\n\n[s]: snow\n"),
            (
                "[far](https://far.example/snow/) [here](#snow) <me@far.example>",
                "[far](https://far.example/snow/) [here](#snow) <me@far.example>",
            ),
        ] {
            assert_eq!(site.linked("_posts/2024-01-01-one.md", link), (target.to_owned(), Vec::new()), "{link}");
        }
    }

    #[test]
    fn of_files_of_one_name_each_has_a_slug_and_its_own_address() {
        let mut site = Site::new(false);
        let paths = ["_posts/2019-01-07-notes.md", "_posts/2020-01-07-notes.md", "a/notes.md", "b/notes.md"];
        for path in paths {
            site.add(path, &read(path, "Notes", DateTime::UNIX_EPOCH).unwrap());
        }
        let slugs = paths.map(|path| site.slug(path).unwrap());
        assert_eq!(slugs[..2], ["notes".to_owned(), "notes-2020-01-07".to_owned()]);
        assert!(slugs[2].starts_with("notes-") && slugs[3].starts_with("notes-") && slugs[2] != slugs[3], "{slugs:?}");
        let (text, _) =
            site.linked("a/notes.md", "[a](/2020/01/07/notes.html) [b](/2019/01/07/notes/) [c](../b/notes.md)");
        assert_eq!(text, format!("[a](notes-2020-01-07) [b](notes) [c]({})", slugs[3]));
    }

    #[test]
    fn former_addresses_lead_to_the_post_and_what_can_not_be_kept_is_told() {
        let mut site = site();
        let text = "---\naliases: [/old/first/, first, /posts/one, /old/snow/, /A_1/, /]\n---\nOne";
        let mut source = read("_posts/2024-01-01-one.md", text, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(site.former("_posts/2024-01-01-one.md", &mut source), ["first"]);
        let words = ["/old/snow/: snow leads to another post", "/A_1/: A_1 can be no slug", "/: there is no name"];
        assert_eq!(source.told.len(), words.len(), "{:?}", source.told);
        for ((line, told), words) in source.told.iter().zip(words) {
            assert!(*line == 2 && told.starts_with(words), "{told}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_told_and_stays() {
        let text = "[a](gone.md) [b](/tags/snow/) {% post_url 2024-01-09-gone %} ![p](/img/p.jpg) ![q](https://far.example/q.jpg)";
        let (same, told) = site().linked("_posts/2024-01-01-one.md", text);
        assert_eq!(same, text);
        assert_eq!(
            told,
            [
                "links lead to nothing that comes: /tags/snow/, gone.md, {% post_url 2024-01-09-gone %}",
                "pictures do not come: /img/p.jpg",
            ]
        );
    }
}
