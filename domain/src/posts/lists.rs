//! The lists of posts.

use super::{
    Extent, Post, PostFilter, PostStatus,
    store::{Row, deleted_to, row, visible_from},
};
use crate::{
    Actor, Context, Result,
    ids::PostId,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql,
        freshness::{self, Mark, Table},
    },
    users::UserRef,
};

/// Published posts, the newest first.
pub(super) const PUBLISHED: List =
    List { name: "posts.published", key: "p.published_at", id: "p.id", order: Order::Descending };
/// The same of one tag, where its index has them.
const LISTED: List = List { key: "pt.listed_at", id: "pt.post_id", ..PUBLISHED };
/// What waits for its time, the next first.
pub(super) const SCHEDULED: List =
    List { name: "posts.scheduled", key: "p.publish_at", id: "p.id", order: Order::Ascending };
/// What is deleted, the last first.
pub(super) const DELETED: List =
    List { name: "posts.deleted", key: "p.deleted_at", id: "p.id", order: Order::Descending };
/// Drafts, the newest first.
pub(super) const DRAFTS: List = List { name: "posts.draft", key: "p.created_at", id: "p.id", order: Order::Descending };

pub(super) async fn page(
    cx: &Context,
    filter: &PostFilter,
    list: List,
    request: &PageRequest,
    extent: Extent,
) -> Result<Page<Post>> {
    let published = Some(PostStatus::Published).filter(|_| !filter.deleted);
    let status = filter.status.or(published);
    let (mut sql, list) = match &filter.tag {
        _ if filter.deleted => (deleted_to(&cx.actor, Extent::Whole), list),
        Some(tag) if status == Some(PostStatus::Published) => listed_under(&cx.actor, tag, extent),
        _ => (visible_from(&cx.actor, Sql::new("posts p"), extent), list),
    };
    if let Some(status) = status {
        sql.push(&format!(" AND p.status = '{}'", status.as_str()));
    }
    if let Some(series) = &filter.series {
        sql.push(" AND p.series IS NOT NULL AND p.series = ").bind(series.clone());
    }
    match &filter.author {
        Some(UserRef::Id(id)) => sql.push(" AND p.author_id = ").bind(id.uuid()),
        Some(UserRef::Username(name)) => sql
            .push(" AND p.author_id = (SELECT u.id FROM users u WHERE u.username = ")
            .bind(name.to_lowercase())
            .push(")"),
        None => &mut sql,
    };
    if let Some(tag) = filter.tag.as_ref().filter(|_| list.key != LISTED.key) {
        sql.push(" AND EXISTS (SELECT 1 FROM post_tags pt WHERE pt.post_id = p.id AND pt.tag_id = ");
        push_led_to(&mut sql, tag);
        sql.push(")");
    }
    let whole = sql.clone();
    request.apply(list, &mut sql);
    let posts = fetch(cx, sql).await?;
    freshness::saw([Mark::list(Table::Posts)]);
    let key = |post: &Post| match post.status {
        _ if filter.deleted => post.deleted_at,
        PostStatus::Published => post.published_at,
        PostStatus::Scheduled => post.plans.publish_at,
        PostStatus::Draft => None,
    };
    let at = |post: &Post| Key::Time(key(post).unwrap_or(post.created_at));
    Ok(request.page(cx, list, posts, |post| Position { key: at(post), id: post.id.uuid() }).of(whole))
}

/// Published posts of a tag, from the end of its index.
fn listed_under(actor: &Actor, tag: &str, extent: Extent) -> (Sql, List) {
    let mut sql = visible_from(actor, Sql::new("post_tags pt JOIN posts p ON p.id = pt.post_id"), extent);
    sql.push(" AND pt.listed_at IS NOT NULL AND pt.tag_id = ");
    push_led_to(&mut sql, tag);
    (sql, LISTED)
}

/// The tag that a slug leads to.
fn push_led_to(sql: &mut Sql, slug: &str) {
    sql.push("(SELECT s.tag_id FROM tag_slugs s WHERE s.slug = ").bind(slug.to_owned()).push(")");
}

/// Which published posts are wanted, for who lists them from elsewhere.
pub(crate) struct Wanted {
    /// As a condition about a post `p`.
    pub which: Sql,
    /// What stands behind `FROM`, with `posts p` in it, where those of the page are found sooner than by looking through all.
    pub sooner: Option<Sql>,
}

/// A page of the published posts that are wanted, in the order of a list by the time of publication.
pub(super) async fn page_of(
    cx: &Context,
    list: List,
    request: &PageRequest,
    wanted: Wanted,
    extent: Extent,
) -> Result<Page<Post>> {
    let published = |from| {
        let mut sql = visible_from(&cx.actor, from, extent);
        sql.push(" AND p.status = 'published'");
        sql
    };
    let mut whole = published(Sql::new("posts p"));
    whole.push(" AND ").append(wanted.which);
    let mut sql = wanted.sooner.map_or_else(|| whole.clone(), published);
    request.apply(list, &mut sql);
    let posts = fetch(cx, sql).await?;
    let at = |post: &Post| Key::Time(post.published_at.unwrap_or(post.created_at));
    Ok(request.page(cx, list, posts, |post| Position { key: at(post), id: post.id.uuid() }).of(whole))
}

async fn fetch(cx: &Context, mut sql: Sql) -> Result<Vec<Post>> {
    sql.rows_of(&[Table::Posts, Table::PostTags]);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    freshness::saw(rows.iter().map(|found| row(PostId::from_uuid(found.id))));
    rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect()
}
