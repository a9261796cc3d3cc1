//! The map of the site (sitemaps.org): a list of places, or of the lists where there are more of them than one may have.

use std::collections::VecDeque;

use actix_web::web::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use futures::{Stream, stream};
use presswork_domain::{
    Context, Error, Result,
    syndication::{self, Map, MapPart, Place, Site},
};
use serde::Serialize;

use super::xml::{self, legal};

/// The media type.
pub const TYPE: &str = "application/xml; charset=utf-8";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

#[derive(Serialize)]
struct Located {
    loc: String,
    lastmod: String,
}

/// Where a stream of a map stands.
enum Next {
    Begin,
    After(Option<Place>),
    End,
}

/// The list of the lists.
///
/// # Errors
/// `internal`: a bug.
pub fn index(site: &Site, map: &Map) -> Result<String> {
    #[derive(Serialize)]
    struct Index {
        #[serde(rename = "@xmlns")]
        namespace: &'static str,
        sitemap: Vec<Located>,
    }
    let located = |(n, part): (usize, &MapPart)| {
        let loc = format!("{}/sitemaps/posts-{}.xml", site.api, n + 1);
        Located { loc, lastmod: time(part.modified) }
    };
    let sitemap = map.parts.iter().enumerate().map(located).collect();
    xml::document("sitemapindex", &Index { namespace: NAMESPACE, sitemap })
}

/// A list of places, piece by piece: it may be as large as it likes.
pub fn list(cx: Context, part: Option<MapPart>) -> impl Stream<Item = Result<Bytes>> {
    let next = move |state: Next| {
        let (cx, part) = (cx.clone(), part.clone());
        async move { piece(&cx, part.as_ref(), state).await }
    };
    stream::try_unfold(Next::Begin, next)
}

async fn piece(cx: &Context, part: Option<&MapPart>, state: Next) -> Result<Option<(Bytes, Next)>> {
    let last = match state {
        Next::Begin => {
            let begin = format!("{}<urlset xmlns=\"{NAMESPACE}\">\n", xml::declaration());
            return Ok(Some((begin.into(), Next::After(None))));
        }
        Next::After(last) => last,
        Next::End => return Ok(None),
    };
    let mut places: VecDeque<Place> = match part {
        Some(part) => syndication::places(cx, part, last.as_ref()).await?.into(),
        None => VecDeque::new(),
    };
    let Some(last) = places.pop_back() else { return Ok(Some((Bytes::from_static(b"</urlset>\n"), Next::End))) };
    let mut written = String::new();
    for place in places.iter().chain([&last]) {
        if let Some(url) = &place.url {
            written.push_str(&xml::element("url", &Located { loc: legal(url), lastmod: time(place.modified) })?);
            written.push('\n');
        }
    }
    Ok(Some((written.into(), Next::After(Some(last)))))
}

/// The number of a list in the name of its file.
///
/// # Errors
/// `not_found` for any other name.
pub fn number(file: &str) -> Result<usize> {
    let number = file.strip_prefix("posts-").and_then(|rest| rest.strip_suffix(".xml"));
    let number = number.filter(|digits| !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()));
    number.and_then(|digits| digits.parse().ok()).ok_or(Error::not_found("site map"))
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_name_and_no_other() {
        assert_eq!(number("posts-1.xml").unwrap(), 1);
        assert_eq!(number("posts-12.xml").unwrap(), 12);
        for file in
            ["posts-0.xml", "posts-01.xml", "posts-.xml", "posts-+1.xml", "posts-1", "tags-1.xml", "posts--1.xml"]
        {
            assert_eq!(number(file).unwrap_err().code(), "not_found", "{file}");
        }
    }
}
