//! The only file that speaks SQL about comments.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{
    Comment, CommentRevision, CommentSort, CommentText, TellOfComment, gaps::push_gaps, mentions::bare, policy,
};
use crate::{
    Actor, Context, Error, Result,
    ids::{self, CommentId, PostId, UserId},
    index::{self, Entry},
    jobs,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        db::{Columns, Engine},
        freshness::{self, Mark, Table},
    },
    posts,
    scope::Scope,
    users,
};

const OLDEST: List = List { name: "comments.oldest", key: "c.created_at", id: "c.id", order: Order::Ascending };
const NEWEST: List = List { name: "comments.newest", key: "c.created_at", id: "c.id", order: Order::Descending };
const TOP: List = List { name: "comments.top", key: "c.score", id: "c.id", order: Order::Descending };
pub(super) const REVISIONS: List =
    List { name: "comments.revisions", key: "r.version", id: "r.comment_id", order: Order::Descending };

/// The part of a statement that counts a reply.
const ANSWERED: &str = "answered";

impl CommentSort {
    pub(super) const fn list(self) -> List {
        match self {
            Self::Oldest => OLDEST,
            Self::Newest => NEWEST,
            Self::Top => TOP,
        }
    }
}

struct Row {
    id: Uuid,
    post_id: Uuid,
    parent_id: Option<Uuid>,
    author_id: Uuid,
    depth: i32,
    markdown: String,
    html: String,
    reply_count: i32,
    score: i64,
    version: i64,
    created_at: DateTime<Utc>,
    edited_at: Option<DateTime<Utc>>,
    deleted_at: Option<DateTime<Utc>>,
    hidden_at: Option<DateTime<Utc>>,
}

impl FromQueryResult for Row {
    /// Reads the columns that [`visible_to`] names, in that order.
    fn from_query_result(row: &QueryResult, _before: &str) -> Result<Self, DbErr> {
        let mut columns = Columns::of(row);
        Ok(Self {
            id: columns.take("id")?,
            post_id: columns.take("post_id")?,
            parent_id: columns.take("parent_id")?,
            author_id: columns.take("author_id")?,
            depth: columns.take("depth")?,
            markdown: columns.take("markdown")?,
            html: columns.take("html")?,
            score: columns.take("score")?,
            version: columns.take("version")?,
            created_at: columns.take("created_at")?,
            edited_at: columns.take("edited_at")?,
            deleted_at: columns.take("deleted_at")?,
            hidden_at: columns.take("hidden_at")?,
            reply_count: columns.take("reply_count")?,
        })
    }
}

impl Row {
    fn insertion(&self) -> Sql {
        let mut sql = Sql::new(
            "INSERT INTO comments (reply_count, score, version, id, post_id, parent_id, author_id, depth, markdown, html, \
             created_at) VALUES (0, 0, 1, ",
        );
        sql.bind(self.id).push(", ").bind(self.post_id).push(", ").bind(self.parent_id).push(", ").bind(self.author_id);
        sql.push(", ").bind(self.depth).push(", ").bind(self.markdown.as_str()).push(", ").bind(self.html.as_str());
        sql.push(", ").bind(self.created_at).push(")");
        sql
    }

    /// The source is shown to those who may edit the comment, and to nobody else; what moderators took out of sight is a gap for
    /// others than its author and them.
    fn seen_by(self, actor: &Actor) -> Comment {
        let author = UserId::from_uuid(self.author_id);
        let shown = self.hidden_at.is_none() || policy::sees_hidden(actor, author);
        let there = self.deleted_at.is_none() && shown;
        let mut comment = Comment {
            id: CommentId::from_uuid(self.id),
            post_id: PostId::from_uuid(self.post_id),
            parent_id: self.parent_id.map(CommentId::from_uuid),
            depth: u32::try_from(self.depth).unwrap_or_default(),
            author_id: there.then_some(author),
            author: None,
            markdown: there.then_some(self.markdown),
            html: if there { self.html } else { String::new() },
            reply_count: u32::try_from(self.reply_count).unwrap_or_default(),
            reactions: None,
            mentions: None,
            score: self.score,
            version: self.version,
            created_at: self.created_at,
            edited_at: self.edited_at,
            deleted_at: self.deleted_at,
            hidden_at: self.hidden_at,
        };
        if !policy::can_edit(actor, &comment) {
            comment.markdown = None;
        }
        comment
    }
}

/// Every query starts here: comments of posts that this actor may see, by people whom they may meet, and of the deleted and the
/// hidden ones those that are gaps.
fn visible_to(cx: &Context) -> Sql {
    let actor = &cx.actor;
    let mut sql = Sql::new(
        "SELECT c.id, c.post_id, c.parent_id, c.author_id, c.depth, c.markdown, c.html, c.score, c.version, \
         c.created_at, c.edited_at, c.deleted_at, c.hidden_at, CAST(c.reply_count",
    );
    let replies = "comments h ON h.post_id = c.post_id AND h.parent_id = c.id AND h.deleted_at IS NULL \
                   AND h.hidden_at IS NULL";
    users::push_less_out_of_sight(&mut sql, actor, replies, "h.author_id");
    sql.push(
        " AS INTEGER) AS reply_count FROM comments c JOIN posts p ON p.id = c.post_id \
         WHERE (c.deleted_at IS NULL",
    );
    push_shown(&mut sql, actor);
    push_gaps(&mut sql, cx.deps.db.engine());
    sql.push(") AND ");
    posts::push_visible(&mut sql, actor);
    users::push_in_sight(&mut sql, actor, "c.author_id");
    sql
}

/// Whose comments are shown though moderators hid them.
fn push_shown(sql: &mut Sql, actor: &Actor) {
    if policy::keeps_order(actor) {
        return;
    }
    sql.push(" AND (c.hidden_at IS NULL");
    if let Some(me) = actor.user_id() {
        sql.push(" OR c.author_id = ").bind(me.uuid());
    }
    sql.push(")");
}

pub(super) async fn by_id(cx: &Context, db: &impl ConnectionTrait, id: CommentId) -> Result<Option<Comment>> {
    let mut sql = visible_to(cx);
    sql.push(" AND c.id = ").bind(id.uuid());
    Ok(sql.one::<Row>(db).await?.map(|row| row.seen_by(&cx.actor)))
}

pub(super) async fn by_ids(cx: &Context, ids: &[CommentId]) -> Result<Vec<Comment>> {
    let mut sql = visible_to(cx);
    sql.push(" AND c.id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect());
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect())
}

/// Locks a comment for a change, as far as the engine has row locks; SQLite has one writer anyway.
pub(super) async fn lock(cx: &Context, tx: &Tx, id: CommentId) -> Result<Option<Comment>> {
    let mut sql = visible_to(cx);
    sql.push(" AND c.id = ").bind(id.uuid());
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE OF c");
    }
    Ok(sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)))
}

/// What a list hangs below.
pub(super) enum Below {
    Post(PostId),
    Comment(CommentId),
}

pub(super) async fn page(
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
pub(super) async fn pages(
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

/// Whom each of these comments names, in one statement.
pub(super) async fn mentioned(cx: &Context, comments: &[CommentId]) -> Result<HashMap<CommentId, Vec<UserId>>> {
    #[derive(FromQueryResult)]
    struct Mention {
        comment_id: Uuid,
        user_id: Uuid,
    }
    let mut sql = Sql::new("SELECT m.comment_id, m.user_id FROM comment_mentions m WHERE m.comment_id IN ");
    sql.bind_all(comments.iter().map(TypeSafeId::uuid)).push(" ORDER BY m.comment_id, m.user_id");
    sql.rows_of(&[Table::CommentMentions]);
    freshness::saw(comments.iter().map(|id| Mark::row(Table::CommentMentions, id.uuid())));
    let mut of: HashMap<CommentId, Vec<UserId>> = HashMap::new();
    for row in sql.all::<Mention>(cx.deps.db.reader()).await? {
        of.entry(CommentId::from_uuid(row.comment_id)).or_default().push(UserId::from_uuid(row.user_id));
    }
    Ok(of)
}

/// A comment that is about to be written, as its author will see it.
pub(super) struct New {
    pub comment: Comment,
    writes: Vec<Sql>,
}

impl New {
    /// Below another, if any, at this depth, with its text and what that becomes.
    pub(super) fn of(
        cx: &Context,
        post: PostId,
        (parent, depth): (Option<CommentId>, u32),
        (text, html): (&CommentText, String),
    ) -> Result<Self> {
        let id: CommentId = ids::new(cx);
        let mut writes = index::putting(cx, &[Entry::comment(id, post, &html)]);
        let row = Row {
            id: id.uuid(),
            post_id: post.uuid(),
            parent_id: parent.map(|parent| parent.uuid()),
            author_id: cx.actor.acts(Scope::Write)?.uuid(),
            depth: i32::try_from(depth).unwrap_or(i32::MAX),
            markdown: text.as_str().to_owned(),
            html,
            reply_count: 0,
            score: 0,
            version: 1,
            created_at: cx.now,
            edited_at: None,
            deleted_at: None,
            hidden_at: None,
        };
        writes.insert(0, row.insertion());
        writes.extend(counting(cx.deps.db.engine(), post, parent));
        Ok(Self { comment: row.seen_by(&cx.actor), writes })
    }

    /// Writes it, its place in the search and the counts, and with them what else is to be written, and the job that tells of it.
    pub(super) async fn write(
        &mut self,
        cx: &Context,
        tx: &mut Tx,
        more: Vec<Sql>,
        tell: Option<&TellOfComment>,
    ) -> Result<()> {
        let mut writes = std::mem::take(&mut self.writes);
        writes.extend(more);
        let post = self.comment.post_id;
        let rows = [of_post(post), Mark::row(Table::Posts, post.uuid())];
        match tell {
            Some(job) => jobs::enqueue_beside(cx, tx, job, writes, &rows).await,
            None => Ok(Sql::run_together(writes, &tx.at(&rows)).await?),
        }
    }
}

/// Replaces the text of a comment, with what it becomes, and keeps the one before.
pub(super) async fn rewrite(
    cx: &Context,
    tx: &Tx,
    comment: &Comment,
    (text, html): (&CommentText, String),
) -> Result<()> {
    let id = comment.id;
    index::put(cx, tx, &[Entry::comment(id, comment.post_id, &html)]).await?;
    let mut sql = Sql::new(
        "INSERT INTO comment_revisions (comment_id, version, markdown, html, written_at) \
         SELECT c.id, c.version, c.markdown, c.html, COALESCE(c.edited_at, c.created_at) FROM comments c WHERE c.id = ",
    );
    sql.bind(id.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new("UPDATE comments SET version = version + 1, markdown = ");
    sql.bind(text.as_str().to_owned()).push(", html = ").bind(html);
    sql.push(", edited_at = ").bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Takes text, author and place in the counts from a comment; what answers it stays.
pub(super) async fn mark_deleted(cx: &Context, tx: &Tx, comment: &Comment) -> Result<()> {
    let mut sql = Sql::new("UPDATE comments SET version = version + 1, markdown = '', html = '', deleted_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(comment.id.uuid());
    sql.run(&**tx).await?;
    for table in ["comment_revisions", "comment_mentions"] {
        let mut sql = Sql::new(&format!("DELETE FROM {table} WHERE comment_id = "));
        sql.bind(comment.id.uuid());
        sql.run(&**tx).await?;
    }
    index::remove(cx, tx, &[comment.id.uuid()]).await?;
    if comment.hidden_at.is_some() {
        return Ok(()); // It was counted out when it was hidden.
    }
    count(tx, comment.post_id, comment.parent_id, -1).await
}

/// Takes a comment out of sight and out of the counts; its text and author stay. Tells where it stands, unless it was gone.
pub(super) async fn hide(cx: &Context, tx: &Tx, id: CommentId) -> Result<Option<Place>> {
    let mut sql = Sql::new("UPDATE comments SET version = version + 1, hidden_at = ");
    sql.bind(cx.now).push(" WHERE hidden_at IS NULL AND deleted_at IS NULL AND id = ").bind(id.uuid());
    let Some(place) = placed(sql, tx).await? else { return Ok(None) };
    index::remove(cx, tx, &[id.uuid()]).await?;
    count(tx, place.post, place.parent, -1).await?;
    Ok(Some(place))
}

/// Brings a hidden comment back. Tells where it stands, unless it was deleted meanwhile or not hidden.
pub(super) async fn show(cx: &Context, tx: &Tx, id: CommentId) -> Result<Option<Place>> {
    let mut sql = Sql::new("UPDATE comments SET version = version + 1, hidden_at = NULL");
    sql.push(" WHERE hidden_at IS NOT NULL AND id = ").bind(id.uuid());
    let Some(place) = placed(sql, tx).await?.filter(|place| place.there) else { return Ok(None) };
    super::refresh(cx, tx, &[id.uuid()]).await?;
    count(tx, place.post, place.parent, 1).await?;
    Ok(Some(place))
}

/// Where a comment stands.
pub(super) struct Place {
    pub post: PostId,
    pub parent: Option<CommentId>,
    pub author: UserId,
    there: bool,
}

async fn placed(mut sql: Sql, tx: &Tx) -> Result<Option<Place>> {
    #[derive(FromQueryResult)]
    struct Changed {
        post_id: Uuid,
        parent_id: Option<Uuid>,
        author_id: Uuid,
        deleted_at: Option<DateTime<Utc>>,
    }
    sql.push(" RETURNING post_id, parent_id, author_id, deleted_at");
    let row = sql.one::<Changed>(&**tx).await?;
    Ok(row.map(|row| Place {
        post: PostId::from_uuid(row.post_id),
        parent: row.parent_id.map(CommentId::from_uuid),
        author: UserId::from_uuid(row.author_id),
        there: row.deleted_at.is_none(),
    }))
}

/// Counts a comment more or fewer, below its post and the comment that it answers.
async fn count(tx: &Tx, post: PostId, parent: Option<CommentId>, by: i32) -> Result<()> {
    if let Some(parent) = parent {
        count_reply(tx, post, parent, by).await?;
    }
    posts::count_comment(tx, post, by).await
}

/// Counts a new one in the statement that writes it, and as [`count`] does first what it answers, then the post: who answers and
/// who deletes or hides what is answered would wait for each other otherwise.
fn counting(engine: Engine, post: PostId, parent: Option<CommentId>) -> Vec<Sql> {
    let Some(parent) = parent else { return vec![posts::counting_comment(post, 1)] };
    let mut replies = adding(parent, "reply_count", 1);
    match engine {
        Engine::Postgres => {
            replies.push(" RETURNING post_id");
            vec![replies.named(ANSWERED), posts::counting_comment_after(ANSWERED, 1)]
        }
        Engine::Sqlite => vec![replies, posts::counting_comment(post, 1)],
    }
}

async fn count_reply(tx: &Tx, post: PostId, parent: CommentId, by: i32) -> Result<()> {
    add(tx, post, parent, "reply_count", by).await
}

/// Counts a reaction to a comment, or one taken back.
pub(super) async fn count_reaction(tx: &Tx, comment: &Comment, by: i32) -> Result<()> {
    add(tx, comment.post_id, comment.id, "score", by).await
}

async fn add(tx: &Tx, post: PostId, comment: CommentId, column: &'static str, by: i32) -> Result<()> {
    adding(comment, column, by).run(&tx.at(&[of_post(post)])).await?;
    Ok(())
}

fn adding(comment: CommentId, column: &'static str, by: i32) -> Sql {
    let mut sql = Sql::new(&format!("UPDATE comments SET {column} = {column} + "));
    sql.bind(by).push(" WHERE id = ").bind(comment.uuid());
    sql
}

/// Makes a comment name exactly these people.
pub(super) async fn set_mentions(tx: &Tx, id: CommentId, names: &BTreeSet<String>) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM comment_mentions WHERE comment_id = ");
    sql.bind(id.uuid());
    sql.run(&tx.at(&[mentions_of(id)])).await?;
    if names.is_empty() { Ok(()) } else { mention(tx, id, names).await }
}

/// Makes a comment that names nobody name these people; names of nobody are passed over, and of those who can't be reached. A name that
/// ends with signs and is nobody's is that of who is called so without them.
pub(super) async fn mention(tx: &Tx, id: CommentId, names: &BTreeSet<String>) -> Result<()> {
    let mut sql = Sql::new(
        "INSERT INTO comment_mentions (comment_id, user_id) SELECT c.id, u.id FROM comments c, users u WHERE c.id = ",
    );
    sql.bind(id.uuid())
        .push(" AND u.email_verified_at IS NOT NULL AND (u.username IN ")
        .bind_all(names.iter().cloned());
    for name in names.iter().filter(|name| bare(name) != name.as_str()) {
        sql.push(" OR (u.username = ").bind(bare(name).to_owned());
        sql.push(" AND NOT EXISTS (SELECT 1 FROM users w WHERE w.email_verified_at IS NOT NULL AND w.username = ");
        sql.bind(name.clone()).push("))");
    }
    sql.push(
        ") AND NOT EXISTS (SELECT 1 FROM blocks b WHERE (b.blocker_id = u.id AND b.blocked_id = c.author_id) \
         OR (b.blocker_id = c.author_id AND b.blocked_id = u.id))",
    );
    sql.run(&tx.at(&[mentions_of(id)])).await?;
    Ok(())
}

pub(super) async fn revisions(cx: &Context, id: CommentId, request: &PageRequest) -> Result<Page<CommentRevision>> {
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

/// The comments of a post.
fn of_post(post: PostId) -> Mark {
    Mark::row(Table::Comments, post.uuid())
}

/// Whom a comment names.
fn mentions_of(comment: CommentId) -> Mark {
    Mark::row(Table::CommentMentions, comment.uuid())
}

pub(super) fn gone() -> Error {
    Error::not_found("comment")
}
