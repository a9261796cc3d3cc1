//! The lists of posts.

use super::{
    find::read,
    visible::{deleted_to, visible_from, visible_to},
};
use crate::{
    Context, Result,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql,
        freshness::{self, Mark, Table},
    },
    posts::{Post, PostFilter, PostInclude, PostStatus},
    tags,
    users::UserRef,
};

/// Published posts, the newest first.
pub(in crate::posts) const PUBLISHED: List =
    List { name: "posts.published", key: "p.published_at", id: "p.id", order: Order::Descending };
/// The same of one tag, where its index has them.
const LISTED: List = List { key: "pt.listed_at", id: "pt.post_id", ..PUBLISHED };
/// What waits for its time, the next first.
pub(in crate::posts) const SCHEDULED: List =
    List { name: "posts.scheduled", key: "p.publish_at", id: "p.id", order: Order::Ascending };
/// What is deleted, the last first.
pub(in crate::posts) const DELETED: List =
    List { name: "posts.deleted", key: "p.deleted_at", id: "p.id", order: Order::Descending };
/// What moderators took out of sight, the last first.
pub(in crate::posts) const HIDDEN: List =
    List { name: "posts.hidden", key: "p.hidden_at", id: "p.id", order: Order::Descending };
/// Drafts, the newest first.
pub(in crate::posts) const DRAFTS: List =
    List { name: "posts.draft", key: "p.created_at", id: "p.id", order: Order::Descending };

pub(in crate::posts) async fn page(
    cx: &Context,
    filter: &PostFilter,
    list: List,
    request: &PageRequest,
    include: PostInclude,
) -> Result<Page<Post>> {
    let (mut sql, order) = wanted(cx, filter, list, include);
    request.apply(order, &mut sql);
    let posts = read(cx, cx.deps.db.reader(), sql, include).await?;
    freshness::saw([Mark::list(Table::Posts)]);
    let key = |post: &Post| match post.status {
        _ if filter.deleted => post.deleted_at,
        PostStatus::Published => post.published_at,
        PostStatus::Scheduled => post.plans.publish_at,
        PostStatus::Hidden => post.hidden_at,
        PostStatus::Draft => None,
    };
    let at = |post: &Post| Key::Time(key(post).unwrap_or(post.created_at));
    // Counting wants nothing that hangs on posts.
    let (whole, _) = wanted(cx, filter, list, PostInclude::BARE);
    Ok(request.page(cx, order, posts, |post| Position { key: at(post), id: post.id.uuid() }).of(whole))
}

/// All that a filter lets through, and by which index its list goes.
fn wanted(cx: &Context, filter: &PostFilter, list: List, include: PostInclude) -> (Sql, List) {
    let published = Some(PostStatus::Published).filter(|_| !filter.deleted);
    let status = filter.status.or(published);
    let (mut sql, list) = match &filter.tag {
        _ if filter.deleted => (deleted_to(cx, include), list),
        Some(tag) if status == Some(PostStatus::Published) => listed_under(cx, tag, include),
        _ => (visible_to(cx, include), list),
    };
    if let Some(status) = status {
        sql.push(&format!(" AND p.status = '{}'", status.as_str()));
    }
    if let Some(series) = &filter.series {
        sql.push(" AND p.series IS NOT NULL AND p.series = ").bind(series.clone());
    }
    match &filter.author {
        Some(UserRef::Id(id)) => sql.push(" AND p.author_id = ").bind(id.uuid()),
        Some(UserRef::Username(name)) => {
            // Whose name it is may change.
            freshness::saw([Mark::any(Table::Users)]);
            sql.push(" AND p.author_id = (SELECT u.id FROM users u WHERE u.username = ")
                .bind(name.to_lowercase())
                .push(")")
        }
        None => &mut sql,
    };
    if let Some(tag) = filter.tag.as_ref().filter(|_| list.key != LISTED.key) {
        sql.push(" AND EXISTS (SELECT 1 FROM post_tags pt WHERE pt.post_id = p.id AND pt.tag_id = ");
        tags::push_led_to(&mut sql, tag);
        sql.push(")");
    }
    (sql, list)
}

/// Published posts of a tag, from the end of its index.
fn listed_under(cx: &Context, tag: &str, include: PostInclude) -> (Sql, List) {
    let mut sql = visible_from(cx, Sql::new("post_tags pt JOIN posts p ON p.id = pt.post_id"), include);
    sql.push(" AND pt.listed_at IS NOT NULL AND pt.tag_id = ");
    tags::push_led_to(&mut sql, tag);
    (sql, LISTED)
}

/// Which published posts are wanted, for who lists them from elsewhere.
pub(crate) struct Wanted {
    /// As a condition about a post `p`.
    pub which: Sql,
    /// What stands behind `FROM`, with `posts p` in it, where those of the page are found sooner than by looking through all.
    pub sooner: Option<Sql>,
}

/// A page of the published posts that are wanted, in the order of a list by the time of publication.
pub(in crate::posts) async fn page_of(
    cx: &Context,
    list: List,
    request: &PageRequest,
    wanted: Wanted,
    include: PostInclude,
) -> Result<Page<Post>> {
    let published = |from, include| {
        let mut sql = visible_from(cx, from, include);
        sql.push(" AND p.status = 'published'");
        sql
    };
    let all = |include| {
        let mut sql = published(Sql::new("posts p"), include);
        sql.push(" AND ").append(wanted.which.clone());
        sql
    };
    let mut sql = wanted.sooner.clone().map_or_else(|| all(include), |from| published(from, include));
    request.apply(list, &mut sql);
    let posts = read(cx, cx.deps.db.reader(), sql, include).await?;
    let at = |post: &Post| Key::Time(post.published_at.unwrap_or(post.created_at));
    Ok(request.page(cx, list, posts, |post| Position { key: at(post), id: post.id.uuid() }).of(all(PostInclude::BARE)))
}
