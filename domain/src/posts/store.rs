//! The only file that speaks SQL about posts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use presswork_entity::{posts, slugs};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{
    Post, PostFilter, PostInclude, PostStatus,
    model::{Markdown, Title},
};
use crate::{
    Actor, Context, Error, Result,
    ids::{self, PostId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx, markdown},
    tags, users,
    users::{Role, UserRef},
};

/// Published posts, the newest first.
pub(super) const PUBLISHED: List =
    List { name: "posts.published", key: "p.published_at", id: "p.id", order: Order::Descending };
/// Drafts, the newest first.
pub(super) const DRAFTS: List = List { name: "posts.draft", key: "p.created_at", id: "p.id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    author_id: Uuid,
    title: String,
    slug: String,
    markdown: String,
    html: String,
    excerpt: String,
    status: String,
    version: i64,
    published_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Row {
    /// The source is shown to those who may edit the post, and to nobody else.
    fn seen_by(self, actor: &Actor) -> Result<Post> {
        let mut post = Post {
            id: PostId::from_uuid(self.id),
            author_id: UserId::from_uuid(self.author_id),
            author: None,
            title: self.title,
            slug: self.slug,
            markdown: Some(self.markdown),
            html: self.html,
            excerpt: self.excerpt,
            status: self.status.parse()?,
            tags: None,
            version: self.version,
            published_at: self.published_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        };
        if !super::policy::can_edit(actor, &post) {
            post.markdown = None;
        }
        Ok(post)
    }
}

/// Every query starts here: only what this actor may see.
fn visible_to(actor: &Actor) -> Sql {
    let mut sql = Sql::new(
        "SELECT p.id, p.author_id, p.title, p.slug, p.markdown, p.html, p.excerpt, p.status, p.version, \
         p.published_at, p.created_at, p.updated_at FROM posts p WHERE p.deleted_at IS NULL",
    );
    match actor {
        Actor::Anonymous => sql.push(" AND p.status = 'published'"),
        _ if actor.is_at_least(Role::Editor) => &mut sql,
        _ => sql
            .push(" AND (p.status = 'published' OR p.author_id = ")
            .bind(actor.user_id().map(|user| user.uuid()))
            .push(")"),
    };
    sql
}

pub(super) async fn by_id(cx: &Context, db: &impl ConnectionTrait, id: PostId) -> Result<Option<Post>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND p.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

pub(super) async fn by_ids(cx: &Context, ids: &[PostId]) -> Result<Vec<Post>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND p.id IN ").bind_all(ids.iter().map(TypeSafeId::uuid));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(|row| row.seen_by(&cx.actor)).collect()
}

/// By any slug the post ever had; at most one post has it.
pub(super) async fn by_slug(cx: &Context, slug: &str) -> Result<Option<Post>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND p.id = (SELECT s.post_id FROM slugs s WHERE s.slug = ").bind(slug.to_owned()).push(")");
    sql.one::<Row>(cx.deps.db.reader()).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

/// Locks a post for a change, as far as the engine has row locks; SQLite has one writer anyway.
pub(super) async fn lock(cx: &Context, tx: &Tx, id: PostId) -> Result<Option<Post>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND p.id = ").bind(id.uuid());
    if cx.deps.db.engine() == crate::platform::db::Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

pub(super) async fn page(cx: &Context, filter: &PostFilter, list: List, request: &PageRequest) -> Result<Page<Post>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(&format!(" AND p.status = '{}'", filter.status.unwrap_or(PostStatus::Published).as_str()));
    match &filter.author {
        Some(UserRef::Id(id)) => sql.push(" AND p.author_id = ").bind(id.uuid()),
        Some(UserRef::Username(name)) => sql
            .push(" AND p.author_id = (SELECT u.id FROM users u WHERE u.username = ")
            .bind(name.to_lowercase())
            .push(")"),
        None => &mut sql,
    };
    if let Some(tag) = &filter.tag {
        sql.push(
            " AND EXISTS (SELECT 1 FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id = p.id AND t.slug = ",
        );
        sql.bind(tag.clone()).push(")");
    }
    request.apply(list, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let posts = rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect::<Result<Vec<_>>>()?;
    let at =
        |post: &Post| Key::Time(post.published_at.filter(|_| list.name == PUBLISHED.name).unwrap_or(post.created_at));
    Ok(request.page(cx, list, posts, |post| Position { key: at(post), id: post.id.uuid() }))
}

/// Fetches the relations that were asked for: one statement each, for all posts together.
pub(super) async fn load(cx: &Context, posts: &mut [&mut Post], include: PostInclude) -> Result<()> {
    if include.tags {
        let ids: Vec<PostId> = posts.iter().map(|post| post.id).collect();
        let mut tags = tags::of_posts(cx, &ids).await?;
        for post in posts.iter_mut() {
            post.tags = Some(tags.remove(&post.id).unwrap_or_default());
        }
    }
    if include.author {
        let mut ids: Vec<UserId> = posts.iter().map(|post| post.author_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let authors: HashMap<UserId, _> =
            users::get_many(cx, &ids).await?.into_iter().map(|user| (user.id, user)).collect();
        for post in posts.iter_mut() {
            post.author = authors.get(&post.author_id).cloned();
        }
    }
    Ok(())
}

pub(super) async fn insert(
    cx: &Context,
    tx: &Tx,
    author: UserId,
    title: &Title,
    source: &Markdown,
    slug: &str,
) -> Result<PostId> {
    let id: PostId = ids::new(cx);
    let html = markdown::render(source.as_str());
    let row = posts::ActiveModel {
        id: Set(id.uuid()),
        author_id: Set(author.uuid()),
        title: Set(title.as_str().to_owned()),
        slug: Set(slug.to_owned()),
        markdown: Set(source.as_str().to_owned()),
        excerpt: Set(markdown::excerpt(&html)),
        html: Set(html),
        status: Set(PostStatus::Draft.as_str().to_owned()),
        published_at: Set(None),
        deleted_at: Set(None),
        version: Set(1),
        created_at: Set(cx.now),
        updated_at: Set(cx.now),
    };
    posts::Entity::insert(row).exec_without_returning(&**tx).await.map_err(slug_clash)?;
    Ok(id)
}

/// What a change writes; the caller has locked the row. Counts the version.
pub(super) struct Change<'a> {
    pub title: Option<&'a Title>,
    pub markdown: Option<&'a Markdown>,
    pub slug: Option<&'a str>,
    pub status: Option<PostStatus>,
    pub published_at: Option<DateTime<Utc>>,
}

impl Change<'_> {
    pub(super) const NONE: Self = Change { title: None, markdown: None, slug: None, status: None, published_at: None };
}

pub(super) async fn update(cx: &Context, tx: &Tx, id: PostId, change: Change<'_>) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, updated_at = ");
    sql.bind(cx.now);
    if let Some(title) = change.title {
        sql.push(", title = ").bind(title.as_str().to_owned());
    }
    if let Some(source) = change.markdown {
        let html = markdown::render(source.as_str());
        sql.push(", markdown = ").bind(source.as_str().to_owned());
        sql.push(", excerpt = ").bind(markdown::excerpt(&html)).push(", html = ").bind(html);
    }
    if let Some(slug) = change.slug {
        sql.push(", slug = ").bind(slug.to_owned());
    }
    if let Some(status) = change.status {
        sql.push(", status = ").bind(status.as_str());
    }
    if let Some(at) = change.published_at {
        sql.push(", published_at = ").bind(at);
    }
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await.map_err(slug_clash)?;
    Ok(())
}

pub(super) async fn mark_deleted(cx: &Context, tx: &Tx, id: PostId) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, deleted_at = ");
    sql.bind(cx.now).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Which of these slugs belong to other posts, now or formerly.
pub(super) async fn taken_slugs(tx: &Tx, slugs: &[String], except: Option<PostId>) -> Result<Vec<String>> {
    let mut found = slugs::Entity::find().filter(slugs::Column::Slug.is_in(slugs));
    if let Some(post) = except {
        found = found.filter(slugs::Column::PostId.ne(post.uuid()));
    }
    Ok(found.all(&**tx).await?.into_iter().map(|row| row.slug).collect())
}

/// Makes a slug the current one of a post; the former ones stay and lead here.
pub(super) async fn set_slug(cx: &Context, tx: &Tx, post: PostId, slug: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE slugs SET is_current = ");
    sql.bind(false).push(" WHERE post_id = ").bind(post.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new("INSERT INTO slugs (slug, post_id, is_current, created_at) VALUES (");
    sql.bind(slug.to_owned()).push(", ").bind(post.uuid()).push(", ").bind(true).push(", ").bind(cx.now);
    sql.push(") ON CONFLICT (slug) DO UPDATE SET is_current = ").bind(true);
    sql.push(" WHERE slugs.post_id = ").bind(post.uuid());
    if sql.run(&**tx).await? == 0 {
        return Err(slug_taken());
    }
    Ok(())
}

pub(super) fn slug_taken() -> Error {
    Error::conflict("slug_taken", "another post has or had this slug")
}

fn slug_clash(error: sea_orm::DbErr) -> Error {
    if crate::platform::db::taken(&error).is_some() { slug_taken() } else { error.into() }
}
