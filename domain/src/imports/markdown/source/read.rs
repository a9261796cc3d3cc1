//! Reading a file.

use chrono::{DateTime, Utc};

use super::{
    dates::{dated, time},
    model::Source,
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

/// Reads a file. `path` is its name in the archive, `written_at` when it was put into it.
///
/// # Errors
/// The line, and what is wrong with it.
pub(in crate::imports::markdown) fn read(path: &str, text: &str, written_at: DateTime<Utc>) -> Result<Source, Wrong> {
    let (parts, mut told) = (parts(text)?, Vec::new());
    let (dated, stem) = dated(name_of(path));
    let date = parts.find(&["date", "published_at", "publishdate"])?.map(time).transpose()?.or(dated);
    let updated = parts.find(&["updated", "updated_at", "lastmod", "last_modified_at"])?.map(time).transpose()?;
    let is_draft = is_among_drafts(path) || parts.is("draft")? == Some(true) || parts.is("published")? == Some(false);
    let title = match parts.find(&["title"])? {
        Some(member) => checked(member, |text| heading_of(text, member.line, &mut told))?,
        None => heading_of(heading(parts.body).unwrap_or(stem), 1, &mut told).map_err(|why| (1, why.detail))?,
    };
    let slug = match parts.find(&["slug"])? {
        Some(member) => checked(member, slug::parse)?,
        None => Some(slug::make(stem)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| slug::make(&title)),
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
    Ok(Source {
        title,
        slug,
        published_at: date.filter(|_| !is_draft),
        created_at,
        updated_at: updated.unwrap_or(created_at).max(created_at),
        excerpt,
        canonical_url: canonical,
        tags,
        markdown: Markdown::parse(parts.body.trim_start_matches(['\r', '\n']))
            .map_err(|why| (1, why.detail))?
            .as_str()
            .to_owned(),
        paths: paths(&parts),
        former,
        told,
    })
}
