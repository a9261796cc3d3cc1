//! A zip of Markdown files, as an archive of a site that has posts and tags and nothing else.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use chrono::{DateTime, NaiveDate, Utc};
use zip::ZipArchive;

use super::{
    site::Site,
    source::{self, SlugFrom, Source},
};
use crate::{
    Result,
    archive::{Reader, unfit},
    ids::{PostId, UserId},
    imports::translation::{
        About, Findings, Here, Id, Links, NewArchive, NewPost, Standing, Translation, said, sha256,
    },
};

/// What the things in it are called.
const FILES: &str = "files";
/// Longest file, in bytes: a post of the greatest length, whatever its signs are.
const FILE_MAX: u64 = 1 << 20;
/// Most files.
const FILES_MAX: u64 = 1_000_000;

/// An archive, gone through once.
pub(in crate::imports) struct Survey {
    zip: ZipArchive<BufReader<File>>,
    sha256: String,
    site: Site,
    /// The posts whose slugs nothing names, and their places among links.
    pub made: Vec<(PostId, u32)>,
}

impl Survey {
    /// The names of its posts.
    pub(in crate::imports) const fn links(&mut self) -> &mut Links {
        self.site.links()
    }
}

/// Goes through a zip of Markdown files. Where the site is online, its pictures are fetched from there.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it.
pub(in crate::imports) fn survey(path: &Path, is_online: bool) -> Result<Survey> {
    let unread = |error: io::Error| unfit(format!("{} can't be read: {error}", path.display()));
    let mut file = File::open(path).map_err(unread)?;
    let sha256 = sha256(&mut file).map_err(unread)?;
    let mut zip = Reader::zip(file, FILES_MAX)?;
    let (mut site, mut made) = (Site::new(is_online), Vec::new());
    for at in 0..zip.len() {
        if let Opened::Post { name, source, .. } = opened(&mut zip, at)?
            && let Some(place) = site.add(&name, &source)
            && source.slug_from == SlugFrom::Heading
        {
            made.push((post_id(&name), place));
        }
    }
    Ok(Survey { zip, sha256, site, made })
}

/// Makes an archive of a site of a zip that was surveyed. All posts are by one author.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; `internal` when the disk is full.
pub(in crate::imports) fn translate(survey: Survey, author: UserId, here: Here) -> Result<Translation> {
    let Survey { mut zip, sha256, mut site, .. } = survey;
    let mut archive = NewArchive::new(&here.scratch, here.tags, here.now)?;
    let (mut findings, mut others) = (Findings::default(), 0);
    for at in 0..zip.len() {
        match opened(&mut zip, at)? {
            Opened::Other => others += 1,
            Opened::Refused { name, line, reason } => findings.add(FILES, line, format!("{name}: {reason}")),
            Opened::Post { name, .. } if archive.has(post_id(&name)) => {
                let reason = "a file that stands before it has the same name, as far as that can be read";
                findings.add(FILES, None, format!("{name}: {reason}"));
            }
            Opened::Post { name, mut source, written_at } => {
                let said = said_by(&source);
                if let Some(slug) = site.slug(&name).filter(|_| source.slug_from != SlugFrom::FrontMatter) {
                    source.slug = slug;
                }
                source.end(here.now);
                let former = site.former(&name, &mut source);
                let (markdown, told) = site.linked(&name, &source.markdown);
                source.markdown = markdown;
                for (line, reason) in std::mem::take(&mut source.told) {
                    findings.add(FILES, Some(line), format!("{name}: {reason}"));
                }
                for reason in told {
                    findings.add(FILES, None, format!("{name}: {reason}"));
                }
                let post = post(&name, author, *source, (written_at, here.now));
                let post = NewPost { former_slugs: former, said, ..post };
                archive.post(&post, &name)?;
            }
        }
    }
    let (archive, sources) = archive.finish()?;
    Ok(Translation { archive, sha256, sources, findings, things: FILES, others, origin: None })
}

enum Opened {
    Other,
    Refused { name: String, line: Option<u64>, reason: String },
    Post { name: String, source: Box<Source>, written_at: DateTime<Utc> },
}

/// Reads an entry. Its name is a name and nothing else: it leads nowhere.
fn opened(zip: &mut ZipArchive<BufReader<File>>, at: usize) -> Result<Opened> {
    let mut entry = zip.by_index(at).map_err(|error| unfit(format!("entry {at}: {error}")))?;
    let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
    let last = name.rsplit('/').next().unwrap_or_default();
    let hidden = last.starts_with('.') || name.starts_with("__MACOSX/");
    let (stem, kind) = last.rsplit_once('.').unwrap_or((last, ""));
    if hidden || !["md", "markdown"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return Ok(Opened::Other);
    }
    let refused = |line, reason: &str| Opened::Refused { name: name.clone(), line, reason: reason.to_owned() };
    if stem.eq_ignore_ascii_case("_index") {
        return Ok(refused(None, "it is the page of a section, and pages do not come"));
    }
    let written = entry.last_modified();
    let written = written.and_then(|at| NaiveDate::from_ymd_opt(at.year().into(), at.month().into(), at.day().into()));
    let written_at = written.and_then(|day| day.and_hms_opt(0, 0, 0)).unwrap_or_default().and_utc();
    let mut text = Vec::new();
    let read = (&mut entry).take(FILE_MAX + 1).read_to_end(&mut text);
    Ok(match (read, String::from_utf8(text)) {
        (Err(error), _) => refused(None, &format!("it can't be unpacked: {error}")),
        (Ok(length), _) if length as u64 > FILE_MAX => refused(None, &format!("it is longer than {FILE_MAX} bytes")),
        (_, Err(_)) => refused(None, "it is not in UTF-8"),
        (_, Ok(text)) => match source::read(&name, &text, written_at) {
            Ok(source) => Opened::Post { name, source: Box::new(source), written_at },
            Err((line, reason)) => refused(Some(line), &reason),
        },
    })
}

/// The id here of the post of a file.
fn post_id(name: &str) -> PostId {
    PostId::from_uuid(Id::of("post", &format!("markdown {name}")))
}

/// What a file says that is something else here.
fn said_by(source: &Source) -> [u8; 16] {
    let mut texts = vec![source.slug.as_str(), source.markdown.as_str()];
    texts.extend(source.former.iter().map(|(_, address)| address.as_str()));
    said(&texts)
}

fn post(name: &str, author: UserId, of: Source, (written_at, now): (DateTime<Utc>, DateTime<Utc>)) -> NewPost {
    // Nothing was made at a time that is yet to come.
    let made = |at: DateTime<Utc>| if at > now { at.min(written_at) } else { at };
    NewPost {
        id: post_id(name),
        author,
        title: of.title,
        slug: of.slug,
        former_slugs: Vec::new(),
        standing: of.published_at.map_or(Standing::Draft, Standing::Published),
        comments_locked: false,
        created_at: made(of.created_at),
        updated_at: made(of.updated_at).max(made(of.created_at)),
        about: About { excerpt: of.excerpt, canonical_url: of.canonical_url, ..About::default() },
        tags: of.tags,
        markdown: of.markdown,
        said: <[u8; 16]>::default(),
    }
}
