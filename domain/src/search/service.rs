//! Looking for things.

use super::{
    AuthorFacet, Facets, Found, Hit, HitId, Looked, SearchInput, TagFacet, correct,
    highlight::Marker,
    store::{self, FacetRow, Row},
};
use crate::{
    Context, Result,
    fault::Faults,
    ids::{CommentId, PostId, TagId, UserId},
    index::{Kind, Query},
    page::{List, Page, PageArgs, PageRequest, TOTAL_THINGS},
    platform::plain,
};

/// What matches, the best first. Where nothing does, what matches the words that may have been meant.
///
/// # Errors
/// Faults of the search and of the page arguments; `invalid_cursor`.
pub async fn find(cx: &Context, input: &SearchInput, args: &PageArgs) -> Result<Found> {
    let looked = checked(input)?;
    let (is_corrected, request) = match PageRequest::parse(cx, store::HITS, args) {
        // A cursor of what was looked for instead.
        Err(error) if error.code() == "invalid_cursor" => (true, PageRequest::parse(cx, store::CORRECTED, args)?),
        parsed => (false, parsed?),
    };
    if is_corrected {
        if let Some(found) = instead(cx, &looked, &request).await? {
            return Ok(found);
        }
        let page = page(cx, &looked, store::CORRECTED, &request).await?;
        return Ok(Found { page, corrected: None, looked });
    }
    let page = page(cx, &looked, store::HITS, &request).await?;
    if page.edges.is_empty() && args.after.is_none() && args.before.is_none() {
        let found = instead(cx, &looked, &request).await?;
        if let Some(found) = found.filter(|found| !found.page.edges.is_empty()) {
            return Ok(found);
        }
    }
    Ok(Found { page, corrected: None, looked })
}

/// What matches the words that may have been meant, if any were. They are told along with what is found by them alone, whichever
/// cursor the page begins at: a word that finds nothing may stand only where this actor sees nothing.
async fn instead(cx: &Context, looked: &Looked, request: &PageRequest) -> Result<Option<Found>> {
    let Some(query) = correct::meant(cx, &looked.query, &store::in_sight(&cx.actor)).await? else { return Ok(None) };
    let looked = Looked { query, ..looked.clone() };
    let page = page(cx, &looked, store::CORRECTED, request).await?;
    let corrected = (!page.edges.is_empty()).then(|| looked.query.to_text());
    Ok(Some(Found { page, corrected, looked }))
}

async fn page(cx: &Context, looked: &Looked, list: List, request: &PageRequest) -> Result<Page<Hit>> {
    let page = store::page(cx, looked, list, request).await?;
    let marker = Marker::of(&looked.query, &cx.settings().search.language);
    Ok(page.map(|row| hit(row, &marker)))
}

/// Tags and authors of the posts among the matches.
///
/// # Errors
/// The database's.
pub async fn facets(cx: &Context, looked: &Looked) -> Result<Facets> {
    cx.meter.things(TOTAL_THINGS as usize);
    let mut facets = Facets::default();
    if !looked.kinds.contains(&Kind::Post) {
        return Ok(facets);
    }
    for FacetRow { id, slug, name, count } in store::facets(cx, looked).await? {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match id {
            Some(id) => {
                let author = AuthorFacet { id: UserId::from_uuid(id), username: slug, display_name: name, count };
                facets.authors.push(author);
            }
            None => facets.tags.push(TagFacet { slug, name, count }),
        }
    }
    Ok(facets)
}

fn checked(input: &SearchInput) -> Result<Looked> {
    let mut faults = Faults::default();
    let query = faults.take("/q", Query::parse(&input.q));
    let has_author = |kind: &Kind| matches!(kind, Kind::Post | Kind::Comment);
    let mut kinds = input.kind.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
    if input.author.is_some() {
        kinds.retain(has_author);
    }
    if input.tag.is_some() {
        kinds.retain(|kind| *kind == Kind::Post);
    }
    if kinds.is_empty() {
        faults.push("/type", "conflicting", "only posts have tags, only posts and comments have authors");
    }
    let query = faults.finish(query)?;
    Ok(Looked { query, kinds, author: input.author.clone(), tag: input.tag.clone() })
}

fn hit(row: Row, marker: &Marker<'_>) -> Hit {
    let text = if row.kind == Kind::User { row.bio } else { plain::text(cut(&row.html)) };
    let id = match row.kind {
        Kind::Post => HitId::Post(PostId::from_uuid(row.id)),
        Kind::Comment => HitId::Comment(CommentId::from_uuid(row.id)),
        Kind::User => HitId::User(UserId::from_uuid(row.id)),
        Kind::Tag => HitId::Tag(TagId::from_uuid(row.id)),
    };
    Hit {
        id,
        title_html: marker.line(&row.title),
        excerpt_html: marker.excerpt(&text),
        title: row.title,
        slug: row.slug,
        post_id: row.post_id.map(PostId::from_uuid),
        author_id: row.author_id.map(UserId::from_uuid),
        author_name: row.author_name,
        at: row.at,
    }
}

fn cut(html: &str) -> &str {
    &html[..html.floor_char_boundary(store::SHOWN)]
}
