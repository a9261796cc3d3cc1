//! The only file that speaks SQL about posts.

use chrono::{DateTime, Utc};
use presswork_entity::posts;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryResult};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{
    Details, Extent, PlanProblem, Plans, Post, PostInclude, PostStatus,
    details::DetailsPatch,
    joined,
    model::{Markdown, Title},
    slugs::slug_clash,
};
use crate::{
    Actor, Context, Error, Result,
    ids::{self, MediaId, PostId, UserId},
    platform::{
        Sql, Tx,
        article::{self, Article, Heading},
        db::Columns,
        events::{Channel, Signal},
        freshness::{self, Mark, Table},
    },
    scope::Scope,
    users::{self, Role},
};

/// A row as it is read; only its id is anybody else's matter.
pub(super) struct Row {
    pub id: Uuid,
    author_id: Uuid,
    title: String,
    slug: String,
    markdown: Option<String>,
    html: String,
    with_text: bool,
    excerpt: String,
    status: String,
    version: i64,
    comment_count: i32,
    comments_locked: bool,
    published_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    hidden_at: Option<DateTime<Utc>>,
    deleted_at: Option<DateTime<Utc>>,
    publish_at: Option<DateTime<Utc>>,
    unpublish_at: Option<DateTime<Utc>>,
    settled_plan_at: Option<DateTime<Utc>>,
    settled_as: Option<String>,
    word_count: Option<i32>,
    table_of_contents: Option<String>,
    own_excerpt: Option<String>,
    canonical_url: Option<String>,
    meta_title: Option<String>,
    meta_description: Option<String>,
    social_title: Option<String>,
    social_description: Option<String>,
    social_image: Option<String>,
    series: Option<String>,
    series_position: Option<i32>,
    newsletter: bool,
    cover_media_id: Option<Uuid>,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _before: &str) -> Result<Self, DbErr> {
        Self::read(&mut Columns::of(row))
    }
}

impl Row {
    /// Reads the columns that [`selected`] names, in that order.
    pub(super) fn read(columns: &mut Columns<'_>) -> Result<Self, DbErr> {
        Ok(Self {
            with_text: columns.take("with_text")?,
            markdown: columns.take("markdown")?,
            html: columns.take("html")?,
            id: columns.take("id")?,
            author_id: columns.take("author_id")?,
            title: columns.take("title")?,
            slug: columns.take("slug")?,
            excerpt: columns.take("excerpt")?,
            status: columns.take("status")?,
            version: columns.take("version")?,
            published_at: columns.take("published_at")?,
            created_at: columns.take("created_at")?,
            updated_at: columns.take("updated_at")?,
            hidden_at: columns.take("hidden_at")?,
            deleted_at: columns.take("deleted_at")?,
            publish_at: columns.take("publish_at")?,
            unpublish_at: columns.take("unpublish_at")?,
            comments_locked: columns.take("comments_locked")?,
            settled_plan_at: columns.take("settled_plan_at")?,
            settled_as: columns.take("settled_as")?,
            word_count: columns.take("word_count")?,
            own_excerpt: columns.take("own_excerpt")?,
            table_of_contents: columns.take("table_of_contents")?,
            canonical_url: columns.take("canonical_url")?,
            meta_title: columns.take("meta_title")?,
            meta_description: columns.take("meta_description")?,
            social_title: columns.take("social_title")?,
            social_description: columns.take("social_description")?,
            social_image: columns.take("social_image")?,
            series: columns.take("series")?,
            series_position: columns.take("series_position")?,
            newsletter: columns.take("newsletter")?,
            cover_media_id: columns.take("cover_media_id")?,
            comment_count: columns.take("comment_count")?,
        })
    }

    /// The source and what is planned are shown to those who may edit the post, and to nobody else.
    pub(super) fn seen_by(self, actor: &Actor) -> Result<Post> {
        let excerpt = self.own_excerpt.clone().unwrap_or(self.excerpt);
        let details = Details {
            words: self.word_count.map_or_else(|| article::words(&self.html), |n| u32::try_from(n).unwrap_or_default()),
            contents: self.table_of_contents.as_deref().map(contents).transpose()?.unwrap_or_default(),
            own_excerpt: self.own_excerpt,
            canonical_url: self.canonical_url,
            meta_title: self.meta_title,
            meta_description: self.meta_description,
            social_title: self.social_title,
            social_description: self.social_description,
            social_image: self.social_image,
            series: self.series,
            series_position: self.series_position,
        };
        let mut post = Post {
            id: PostId::from_uuid(self.id),
            author_id: UserId::from_uuid(self.author_id),
            author: None,
            cover_id: self.cover_media_id.map(MediaId::from_uuid),
            cover: None,
            title: self.title,
            slug: self.slug,
            markdown: self.markdown,
            html: Some(self.html).filter(|_| self.with_text),
            excerpt,
            details,
            status: self.status.parse()?,
            tags: None,
            reactions: None,
            comment_count: u32::try_from(self.comment_count).unwrap_or_default(),
            comments_locked: self.comments_locked,
            version: self.version,
            published_at: self.published_at,
            plans: Plans {
                publish_at: self.publish_at,
                unpublish_at: self.unpublish_at,
                newsletter: self.newsletter && self.publish_at.is_some(),
                settled_for: self.settled_plan_at,
                problem: self.settled_as.as_deref().and_then(PlanProblem::named),
            },
            created_at: self.created_at,
            updated_at: self.updated_at,
            hidden_at: self.hidden_at,
            deleted_at: self.deleted_at,
        };
        if !super::policy::can_read_source(actor, &post) {
            post.markdown = None;
            post.plans = Plans::default();
        }
        Ok(post)
    }
}

/// The columns of the text. Nobody reads the source as nobody; words that were not counted at the write are counted at the read.
const fn text(extent: Extent, actor: &Actor) -> &'static str {
    match (extent, actor) {
        (Extent::WithoutText | Extent::Summary, _) => {
            "FALSE AS with_text, CAST(NULL AS TEXT) AS markdown, CASE WHEN p.word_count IS NULL THEN p.html ELSE '' END AS html"
        }
        (Extent::Whole, Actor::Anonymous) => "TRUE AS with_text, CAST(NULL AS TEXT) AS markdown, p.html",
        (Extent::Whole, _) => "TRUE AS with_text, p.markdown, p.html",
    }
}

/// The columns of what surrounds the text, those of [`Details`] that a summary shows first.
const fn details(extent: Extent) -> &'static str {
    match extent {
        Extent::Whole | Extent::WithoutText => {
            "p.word_count, p.own_excerpt, p.table_of_contents, p.canonical_url, p.meta_title, p.meta_description, p.social_title, \
             p.social_description, p.social_image, p.series, p.series_position"
        }
        Extent::Summary => {
            "p.word_count, p.own_excerpt, CAST(NULL AS TEXT) AS table_of_contents, CAST(NULL AS TEXT) AS canonical_url, \
             CAST(NULL AS TEXT) AS meta_title, CAST(NULL AS TEXT) AS meta_description, CAST(NULL AS TEXT) AS social_title, \
             CAST(NULL AS TEXT) AS social_description, CAST(NULL AS TEXT) AS social_image, CAST(NULL AS TEXT) AS series, \
             CAST(NULL AS INTEGER) AS series_position"
        }
    }
}

/// Every query starts here: only what the actor may see, with what is to be read along.
pub(super) fn visible_to(cx: &Context, include: PostInclude) -> Sql {
    visible_from(cx, Sql::new("posts p"), include)
}

/// The same of posts that are reached from somewhere: `from` is what stands behind `FROM`, with `posts p` in it.
pub(super) fn visible_from(cx: &Context, from: Sql, include: PostInclude) -> Sql {
    let mut sql = selected(cx, from, include);
    push_visible(&mut sql, &cx.actor);
    sql
}

/// What is deleted is seen by those who may restore it, and only where it is asked for.
pub(super) fn deleted_to(cx: &Context, include: PostInclude) -> Sql {
    let mut sql = selected(cx, Sql::new("posts p"), include);
    sql.push("p.deleted_at IS NOT NULL");
    if !cx.actor.may(Role::Editor, Scope::Read) {
        sql.push(" AND p.author_id = ").bind(cx.actor.user_id().map(|user| user.uuid()));
    }
    sql
}

/// The columns; comments of people out of sight don't count.
fn selected(cx: &Context, from: Sql, include: PostInclude) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(text(include.extent, &cx.actor)).push(
        ", p.id, p.author_id, p.title, p.slug, p.excerpt, p.status, p.version, p.published_at, p.created_at, p.updated_at, p.hidden_at, \
         p.deleted_at, p.publish_at, p.unpublish_at, \
         (p.comments_locked OR p.lock_held_at IS NOT NULL) AS comments_locked, \
         p.settled_plan_at, p.settled_as, ",
    );
    sql.push(details(include.extent)).push(", p.newsletter, p.cover_media_id, CAST(p.comment_count");
    let comments = "comments h ON h.post_id = p.id AND h.deleted_at IS NULL AND h.hidden_at IS NULL";
    users::push_less_out_of_sight(&mut sql, &cx.actor, comments, "h.author_id");
    sql.push(" AS INTEGER) AS comment_count");
    let mut joins = Sql::default();
    joined::push(cx, include, &mut sql, &mut joins);
    sql.push(" FROM ").append(from).append(joins).push(" WHERE ");
    sql
}

/// The condition that a post `p` is one that this actor may see, for every statement that reaches something through it.
pub(crate) fn push_visible(sql: &mut Sql, actor: &Actor) {
    sql.push("p.deleted_at IS NULL");
    match actor {
        Actor::Anonymous => sql.push(" AND p.status = 'published'"),
        _ if actor.may(Role::Editor, Scope::Read) => sql,
        _ => sql
            .push(" AND (p.status = 'published' OR p.author_id = ")
            .bind(actor.user_id().map(|user| user.uuid()))
            .push(")"),
    };
    users::push_in_sight(sql, actor, "p.author_id");
}

pub(super) async fn by_id(
    cx: &Context,
    db: &impl ConnectionTrait,
    id: PostId,
    include: PostInclude,
) -> Result<Option<Post>> {
    let mut sql = visible_to(cx, include);
    sql.push(" AND p.id = ").bind(id.uuid());
    freshness::saw([row(id)]);
    Ok(read(cx, db, sql, include).await?.pop())
}

pub(super) async fn by_ids(cx: &Context, ids: &[PostId], include: PostInclude) -> Result<Vec<Post>> {
    let mut sql = visible_to(cx, include);
    sql.push(" AND p.id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect());
    freshness::saw(ids.iter().map(|id| row(*id)));
    read(cx, cx.deps.db.reader(), sql, include).await
}

/// By any slug the post ever had; at most one post has it.
pub(super) async fn by_slug(cx: &Context, slug: &str, include: PostInclude) -> Result<Option<Post>> {
    let mut sql = visible_to(cx, include);
    sql.push(" AND p.id = (SELECT s.post_id FROM slugs s WHERE s.slug = ").bind(slug.to_owned()).push(")");
    // A slug stays with its post; that one without a post may get one is marked by the list.
    freshness::saw([Mark::list(Table::Posts)]);
    Ok(read(cx, cx.deps.db.reader(), sql, include).await?.pop())
}

/// Runs a query that begins with [`visible_to`] or its like.
pub(super) async fn read(
    cx: &Context,
    db: &impl ConnectionTrait,
    mut sql: Sql,
    include: PostInclude,
) -> Result<Vec<Post>> {
    sql.rows_of(joined::ROWS_OF);
    sql.rows(db).await?.iter().map(|found| joined::read(cx, include, found)).collect()
}

/// Locks a post for a change, as far as the engine has row locks; SQLite has one writer anyway.
pub(super) async fn lock(cx: &Context, tx: &Tx, id: PostId) -> Result<Option<Post>> {
    let mut sql = visible_to(cx, PostInclude::NONE);
    sql.push(" AND p.id = ").bind(id.uuid());
    if cx.deps.db.engine() == crate::platform::db::Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

pub(super) async fn insert(
    cx: &Context,
    tx: &Tx,
    author: UserId,
    title: &Title,
    (source, article): (&Markdown, Article),
    slug: &str,
) -> Result<PostId> {
    let id: PostId = ids::new(cx);
    let post = posts::ActiveModel {
        id: Set(id.uuid()),
        author_id: Set(author.uuid()),
        title: Set(title.as_str().to_owned()),
        slug: Set(slug.to_owned()),
        markdown: Set(source.as_str().to_owned()),
        word_count: Set(i32::try_from(article.words).ok()),
        table_of_contents: Set(Some(as_json(&article.contents)?)),
        excerpt: Set(article.excerpt),
        html: Set(article.html),
        status: Set(PostStatus::Draft.as_str().to_owned()),
        published_at: Set(None),
        deleted_at: Set(None),
        comment_count: Set(0),
        comments_locked: Set(false),
        version: Set(1),
        created_at: Set(cx.now),
        updated_at: Set(cx.now),
        ..Default::default()
    };
    posts::Entity::insert(post).exec_without_returning(&tx.at(&[row(id)])).await.map_err(slug_clash)?;
    Ok(id)
}

fn contents(json: &str) -> Result<Vec<Heading>> {
    serde_json::from_str(json).map_err(Error::internal)
}

fn as_json(contents: &[Heading]) -> Result<String> {
    serde_json::to_string(contents).map_err(Error::internal)
}

/// What a change writes; the caller has locked the row. Counts the version.
pub(super) struct Change<'a> {
    pub title: Option<&'a Title>,
    /// The source and what it becomes.
    pub text: Option<(&'a Markdown, Article)>,
    pub slug: Option<&'a str>,
    pub status: Option<PostStatus>,
    pub published_at: Option<DateTime<Utc>>,
    pub details: Option<&'a DetailsPatch>,
}

impl Change<'_> {
    pub(super) const NONE: Self =
        Change { title: None, text: None, slug: None, status: None, published_at: None, details: None };
}

pub(super) async fn update(cx: &Context, tx: &Tx, id: PostId, change: Change<'_>) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, updated_at = ");
    sql.bind(cx.now);
    if let Some(title) = change.title {
        sql.push(", title = ").bind(title.as_str().to_owned());
    }
    if let Some((source, article)) = change.text {
        sql.push(", markdown = ").bind(source.as_str().to_owned()).push(", excerpt = ").bind(article.excerpt);
        sql.push(", word_count = ").bind(i32::try_from(article.words).ok());
        sql.push(", table_of_contents = ").bind(as_json(&article.contents)?).push(", html = ").bind(article.html);
    }
    if let Some(slug) = change.slug {
        sql.push(", slug = ").bind(slug.to_owned());
    }
    for (column, value) in change.details.into_iter().flat_map(DetailsPatch::columns) {
        sql.push(&format!(", {column} = ")).bind(value);
    }
    if let Some(status) = change.status {
        sql.push(", status = ").bind(status.as_str()).push(", publish_at = NULL, publish_by = NULL, settled_as = NULL");
        if status == PostStatus::Draft {
            sql.push(", unpublish_at = NULL, unpublish_by = NULL");
        }
    }
    if let Some(at) = change.published_at {
        sql.push(", published_at = ").bind(at);
    }
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await.map_err(slug_clash)?;
    if change.status.is_some() {
        tell_followed(tx, id);
    }
    Ok(())
}

/// Tells whoever follows a post that it may be seen by others now, or by nobody.
pub(super) fn tell_followed(tx: &Tx, id: PostId) {
    tx.tell_after_commit(Signal::Changed(Channel::post(id)));
}

/// Writes what surrounds the text of a post that is new.
pub(super) async fn set_details(tx: &Tx, id: PostId, details: &DetailsPatch) -> Result<()> {
    if details.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE posts SET ");
    for (n, (column, value)) in details.columns().enumerate() {
        sql.push(if n == 0 { "" } else { ", " }).push(&format!("{column} = ")).bind(value);
    }
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    Ok(())
}

pub(super) async fn mark_deleted(cx: &Context, tx: &Tx, id: PostId) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, deleted_at = ");
    sql.bind(cx.now).push(", publish_at = NULL, publish_by = NULL, unpublish_at = NULL, unpublish_by = NULL");
    sql.push(", status = CASE WHEN status = 'scheduled' THEN 'draft' ELSE status END, updated_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    tell_followed(tx, id);
    Ok(())
}

/// Locks a deleted post.
pub(super) async fn lock_deleted(cx: &Context, tx: &Tx, id: PostId) -> Result<Option<Post>> {
    let mut sql = deleted_to(cx, PostInclude::NONE);
    sql.push(" AND p.id = ").bind(id.uuid());
    if cx.deps.db.engine() == crate::platform::db::Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

pub(super) async fn mark_restored(cx: &Context, tx: &Tx, id: PostId) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, deleted_at = NULL, updated_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    Ok(())
}

/// A published post stays published for good.
pub(super) async fn forget_withdrawal(cx: &Context, tx: &Tx, id: PostId) -> Result<()> {
    let mut sql =
        Sql::new("UPDATE posts SET version = version + 1, unpublish_at = NULL, unpublish_by = NULL, updated_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    Ok(())
}

/// Opens or closes a post to comments.
pub(super) async fn set_comments_locked(cx: &Context, tx: &Tx, id: PostId, locked: bool) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, comments_locked = ");
    sql.bind(locked).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&[row(id)])).await?;
    Ok(())
}

/// Takes a published post out of sight, or brings a hidden one back into it, deleted or not. Tells whether it changed.
pub(super) async fn set_hidden(cx: &Context, tx: &Tx, id: PostId, hidden: bool) -> Result<bool> {
    let (from, to) =
        if hidden { (PostStatus::Published, PostStatus::Hidden) } else { (PostStatus::Hidden, PostStatus::Published) };
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, status = ");
    sql.bind(to.as_str()).push(", hidden_at = ").bind(hidden.then_some(cx.now)).push(", updated_at = ").bind(cx.now);
    sql.push(" WHERE status = ").bind(from.as_str()).push(" AND id = ").bind(id.uuid());
    let changed = sql.run(&tx.at(&row_and_lists(id))).await? == 1;
    tell_followed(tx, id);
    Ok(changed)
}

/// Closes a post to comments whatever its author says, or leaves that to them again.
pub(super) async fn hold_lock(cx: &Context, tx: &Tx, id: PostId, held: bool) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, lock_held_at = ");
    sql.bind(held.then_some(cx.now)).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&[row(id)])).await?;
    Ok(())
}

/// Whether moderators have closed a post to comments.
pub(super) async fn is_lock_held(tx: &Tx, id: PostId) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Held {
        lock_held_at: Option<DateTime<Utc>>,
    }
    let mut sql = Sql::new("SELECT p.lock_held_at FROM posts p WHERE p.id = ");
    sql.bind(id.uuid());
    Ok(sql.one::<Held>(&**tx).await?.is_some_and(|row| row.lock_held_at.is_some()))
}

/// Counts one comment more or fewer.
pub(crate) async fn count_comment(tx: &Tx, id: PostId, by: i32) -> Result<()> {
    counting_comment(id, by).run(&tx.at(&[row(id)])).await?;
    Ok(())
}

/// What [`count_comment`] runs, for who writes something else with it.
pub(crate) fn counting_comment(id: PostId, by: i32) -> Sql {
    let mut sql = Sql::new("UPDATE posts SET comment_count = comment_count + ");
    sql.bind(by).push(" WHERE id = ").bind(id.uuid());
    sql
}

/// The same for the post whose id a part of this name returns as `post_id`, after that part has locked what it changes.
pub(crate) fn counting_comment_after(part: &'static str, by: i32) -> Sql {
    let mut sql = Sql::new("UPDATE posts SET comment_count = comment_count + ");
    sql.bind(by).push(&format!(" WHERE id = (SELECT post_id FROM {part})"));
    sql
}

/// A post, as whoever read or wrote it marks it.
pub(super) fn row(id: PostId) -> Mark {
    Mark::row(Table::Posts, id.uuid())
}

/// A post that may come into lists or leave them.
pub(super) fn row_and_lists(id: PostId) -> [Mark; 2] {
    [row(id), Mark::list(Table::Posts)]
}
