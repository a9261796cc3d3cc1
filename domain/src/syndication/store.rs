//! The only file that speaks SQL about what others take from the site. Every statement is about what anybody may see.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{About, Place, Site};
use crate::{Context, Result, ids::PostId, platform::Sql, posts::PUBLIC};

/// What of a post says whether a feed has changed.
#[derive(FromQueryResult)]
pub(super) struct Listed {
    pub id: Uuid,
    pub version: i64,
    pub published_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    pub cover_media_id: Option<Uuid>,
    pub author_id: Uuid,
    pub author_version: i64,
}

/// The newest posts of a feed.
pub(super) async fn newest(cx: &Context, about: &About) -> Result<Vec<Listed>> {
    let mut sql = Sql::new(
        "SELECT p.id, p.version, p.published_at, p.updated_at, p.cover_media_id, p.author_id, u.version AS author_version \
         FROM posts p JOIN users u ON u.id = p.author_id WHERE ",
    );
    sql.push(PUBLIC);
    match about {
        About::Site => {}
        About::Author(user) => {
            sql.push(" AND p.author_id = ").bind(user.id.uuid());
        }
        About::Tag(tag) => {
            sql.push(" AND EXISTS (SELECT 1 FROM post_tags pt WHERE pt.post_id = p.id AND pt.tag_id = ");
            sql.bind(tag.id.uuid()).push(")");
        }
    }
    let entries = cx.settings().syndication.entries;
    sql.push(&format!(" ORDER BY p.published_at DESC, p.id DESC LIMIT {entries}"));
    Ok(sql.all(cx.deps.db.reader()).await?)
}

/// A part of the map: where it begins, and what says whether it has changed.
#[derive(FromQueryResult)]
pub(super) struct PartRow {
    pub id: Uuid,
    pub count: i64,
    pub versions: i64,
    pub modified: DateTime<Utc>,
}

/// The parts of the map, of so many posts each.
pub(super) async fn parts(cx: &Context, size: usize) -> Result<Vec<PartRow>> {
    let sql = format!(
        "SELECT q.id, q.count, q.versions, q.modified FROM (SELECT x.id, x.n, x.part, COUNT(*) OVER w AS count, \
         CAST(SUM(x.version) OVER w AS BIGINT) AS versions, MAX(x.updated_at) OVER w AS modified \
         FROM (SELECT p.id, p.version, p.updated_at, ROW_NUMBER() OVER (ORDER BY p.id) AS n, \
         (ROW_NUMBER() OVER (ORDER BY p.id) - 1) / {size} AS part FROM posts p WHERE {PUBLIC}) x \
         WINDOW w AS (PARTITION BY x.part)) q WHERE q.n = q.part * {size} + 1 ORDER BY q.part"
    );
    Ok(Sql::new(&sql).all(cx.deps.db.reader()).await?)
}

/// A post, as far as the map shows it.
#[derive(FromQueryResult)]
pub(super) struct PlaceRow {
    id: Uuid,
    slug: String,
    canonical_url: Option<String>,
    updated_at: DateTime<Utc>,
}

impl PlaceRow {
    /// Its address; none where that is not on this site.
    pub(super) fn on(self, site: &Site) -> Place {
        let here = format!("{}/", site.url);
        let url = match self.canonical_url {
            Some(elsewhere) => Some(elsewhere).filter(|url| url.starts_with(&here)),
            None => Some(site.page(&self.slug)),
        };
        Place { id: PostId::from_uuid(self.id), url, modified: self.updated_at }
    }
}

/// The next posts between two, in the order of their ids.
pub(super) async fn places(
    cx: &Context,
    (first, until): (Uuid, Option<Uuid>),
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<PlaceRow>> {
    let mut sql = Sql::new("SELECT p.id, p.slug, p.canonical_url, p.updated_at FROM posts p WHERE ");
    sql.push(PUBLIC);
    match after {
        Some(after) => sql.push(" AND p.id > ").bind(after),
        None => sql.push(" AND p.id >= ").bind(first),
    };
    if let Some(until) = until {
        sql.push(" AND p.id < ").bind(until);
    }
    sql.push(&format!(" ORDER BY p.id LIMIT {limit}"));
    Ok(sql.all(cx.deps.db.reader()).await?)
}
