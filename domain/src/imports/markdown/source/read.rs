//! Reading a file.

use chrono::{DateTime, Utc};

use super::{
    dates::{dated, time},
    model::{SlugFrom, Source},
    place::{is_among_drafts, name_of, paths},
    tags::tags,
    texts::{checked, excerpt_of, heading, heading_of},
};
use crate::{
    imports::markdown::{
        former::former,
        front_matter::{Wrong, parts},
    },
    posts::Markdown,
    slug,
};

/// What the date of a post is called, by generators and by what is made for them.
const DATE: [&str; 5] = ["date", "published_at", "pubdate", "pubdatetime", "publishdate"];
/// What the date of its last change is called.
const UPDATED: [&str; 6] = ["updated", "updated_at", "updateddate", "lastmod", "last_modified_at", "moddatetime"];

/// Reads a file. `path` is its name in the archive, `written_at` when it was put into it.
///
/// # Errors
/// The line, and what is wrong with it.
pub(in crate::imports::markdown) fn read(path: &str, text: &str, written_at: DateTime<Utc>) -> Result<Source, Wrong> {
    let (parts, mut told) = (parts(text)?, Vec::new());
    let (dated, stem) = dated(name_of(path));
    let date = parts.find(&DATE)?.map(time).transpose()?.or(dated);
    // What has a date of its own may still not have been shown before another.
    let shown = parts.find(&["publishdate"])?.map(time).transpose()?;
    let ends = parts.find(&["expirydate", "unpublishdate"])?;
    let ends = ends.and_then(|member| Some((member.line, time(member).map_err(|wrong| told.push(wrong)).ok()?)));
    let updated = parts.find(&UPDATED)?.map(time).transpose()?;
    let is_draft = is_among_drafts(path) || parts.is("draft")? == Some(true) || parts.is("published")? == Some(false);
    let title = match parts.find(&["title"])? {
        Some(member) => checked(member, |text| heading_of(text, member.line, &mut told))?,
        None => heading_of(heading(parts.body).unwrap_or(stem), 1, &mut told).map_err(|why| (1, why.detail))?,
    };
    let (slug, slug_from) = match (parts.find(&["slug"])?, slug::make(stem)) {
        (Some(member), _) => (checked(member, slug::parse)?, SlugFrom::FrontMatter),
        (None, made) if made.is_empty() => (slug::make(&title), SlugFrom::Heading),
        (None, made) => (made, SlugFrom::Name),
    };
    if slug.is_empty() {
        return Err((1, "nothing of its name can stand in an address; give it a slug".to_owned()));
    }
    let excerpt = parts.find(&["excerpt", "description", "summary"])?;
    let excerpt = excerpt.map(|it| checked(it, |text| excerpt_of(text, it.line, &mut told))).transpose()?;
    let canonical = parts.find(&["canonical_url", "canonicalurl", "canonical"])?.map(|it| it.values[0].clone());
    let created_at = date.unwrap_or(written_at);
    let tags = tags(&parts, &mut told)?;
    let former = former(&parts, &mut told);
    let mut paths = paths(&parts);
    if let Some(day) = dated {
        // Where generators have it unless they are told otherwise.
        paths.extend(["", ".html"].map(|ending| format!("/{}/{stem}{ending}", day.format("%Y/%m/%d"))));
    }
    Ok(Source {
        title,
        slug,
        slug_from,
        published_at: date.max(shown).filter(|_| !is_draft),
        ends,
        created_at,
        updated_at: updated.unwrap_or(created_at).max(created_at),
        excerpt,
        canonical_url: canonical,
        tags,
        markdown: Markdown::parse(parts.body.trim_start_matches(['\r', '\n']))
            .map_err(|why| (1, why.detail))?
            .as_str()
            .to_owned(),
        paths,
        former,
        told,
    })
}
