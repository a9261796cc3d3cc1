//! The lists of comments, and of what a comment was.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{marks::of_post, row::Row, visible::visible_to};
use crate::{
    Context, Result,
    comments::{Comment, CommentRevision, CommentSort},
    ids::{CommentId, PostId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql,
        freshness::{self, Mark, Table},
    },
};

const OLDEST: List = List { name: "comments.oldest", key: "c.created_at", id: "c.id", order: Order::Ascending };
const NEWEST: List = List { name: "comments.newest", key: "c.created_at", id: "c.id", order: Order::Descending };
const TOP: List = List { name: "comments.top", key: "c.score", id: "c.id", order: Order::Descending };
pub(in crate::comments) const REVISIONS: List =
    List { name: "comments.revisions", key: "r.version", id: "r.comment_id", order: Order::Descending };

impl CommentSort {
    pub(in crate::comments) const fn list(self) -> List {
        match self {
            Self::Oldest => OLDEST,
            Self::Newest => NEWEST,
            Self::Top => TOP,
        }
    }
}

/// What a list hangs below.
pub(in crate::comments) enum Below {
    Post(PostId),
    Comment(CommentId),
}

pub(in crate::comments) async fn page(
    cx: &Context,
    below: &Below,
    sort: CommentSort,
    request: &PageRequest,
) -> Result<Page<Comment>> {
    let mut sql = visible_to(cx);
    match below {
        Below::Post(id) => {
            // Who writes a comment marks the comments of its post; who hides a post from these readers marks the post.
            freshness::saw([of_post(*id), Mark::row(Table::Posts, id.uuid())]);
            sql.push(" AND c.parent_id IS NULL AND c.post_id = ").bind(id.uuid());
            sql.rows_of(&[Table::Comments, Table::Posts])
        }
        Below::Comment(id) => sql.push(" AND c.parent_id IS NOT NULL AND c.parent_id = ").bind(id.uuid()),
    };
    let list = sort.list();
    let whole = sql.clone();
    request.apply(list, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let comments = rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect();
    Ok(request.page(cx, list, comments, |comment| place(sort, comment)).of(whole))
}

/// The same page of the comments that answer each of many posts, in one statement. The caller pays for what is on them.
pub(in crate::comments) async fn pages(
    cx: &Context,
    posts: &[PostId],
    sort: CommentSort,
    request: &PageRequest,
) -> Result<HashMap<PostId, Page<Comment>>> {
    let list = sort.list();
    let ids: Vec<Uuid> = posts.iter().map(TypeSafeId::uuid).collect();
    let below = |push_post: &dyn Fn(&mut Sql)| {
        let mut sql = visible_to(cx);
        sql.push(" AND c.parent_id IS NULL AND c.post_id = ");
        push_post(&mut sql);
        sql
    };
    let one = |push_post: &dyn Fn(&mut Sql)| {
        let mut sql = below(push_post);
        request.apply(list, &mut sql);
        sql
    };
    let Some(mut sql) = Sql::for_each(cx.deps.db.engine(), &ids, one) else { return Ok(HashMap::new()) };
    sql.rows_of(&[Table::Comments, Table::Posts]);
    freshness::saw(posts.iter().flat_map(|id| [of_post(*id), Mark::row(Table::Posts, id.uuid())]));
    let mut of: HashMap<PostId, Vec<Comment>> = posts.iter().map(|post| (*post, Vec::new())).collect();
    for row in sql.all::<Row>(cx.deps.db.reader()).await? {
        of.entry(PostId::from_uuid(row.post_id)).or_default().push(row.seen_by(&cx.actor));
    }
    let whole = |post: PostId| {
        below(&move |sql: &mut Sql| {
            sql.bind(post.uuid());
        })
    };
    let pages = of.into_iter().map(|(post, comments)| {
        (post, request.one_of_many(cx, list, comments, |comment| place(sort, comment)).of(whole(post)))
    });
    Ok(pages.collect())
}

/// Where a comment stands in its list.
fn place(sort: CommentSort, comment: &Comment) -> Position {
    let key = match sort {
        CommentSort::Oldest | CommentSort::Newest => Key::Time(comment.created_at),
        CommentSort::Top => Key::Number(comment.score),
    };
    Position { key, id: comment.id.uuid() }
}

pub(in crate::comments) async fn revisions(
    cx: &Context,
    id: CommentId,
    request: &PageRequest,
) -> Result<Page<CommentRevision>> {
    #[derive(FromQueryResult)]
    struct Revision {
        version: i64,
        markdown: String,
        html: String,
        written_at: DateTime<Utc>,
    }
    let mut sql =
        Sql::new("SELECT r.version, r.markdown, r.html, r.written_at FROM comment_revisions r WHERE r.comment_id = ");
    sql.bind(id.uuid());
    let whole = sql.clone();
    request.apply(REVISIONS, &mut sql);
    let rows = sql.all::<Revision>(cx.deps.db.reader()).await?.into_iter();
    let revisions = rows.map(|row| CommentRevision {
        version: row.version,
        markdown: row.markdown,
        html: row.html,
        written_at: row.written_at,
    });
    let at = |revision: &CommentRevision| Position { key: Key::Number(revision.version), id: id.uuid() };
    Ok(request.page(cx, REVISIONS, revisions.collect(), at).of(whole))
}
