//! The only file that speaks SQL about tags.

use std::collections::HashMap;

use presswork_entity::{post_tags, tags};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, sea_query::OnConflict};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{Tag, TagSet};
use crate::{
    Actor, Context, Result,
    ids::{self, PostId, TagId, TagKind},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
    users::Role,
};

pub(super) const TAGS: List = List { name: "tags", key: "t.slug", id: "t.id", order: Order::Ascending };

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    slug: String,
    name: String,
}

impl From<Row> for Tag {
    fn from(row: Row) -> Self {
        Self { id: TagId::from_uuid(row.id), slug: row.slug, name: row.name }
    }
}

/// Every query starts here: tags of drafts are nobody's business but editors'.
fn visible_to(actor: &Actor) -> Sql {
    let mut sql = Sql::new("SELECT t.id, t.slug, t.name FROM tags t WHERE ");
    sql.push(if actor.is_at_least(Role::Editor) {
        "1 = 1"
    } else {
        "EXISTS (SELECT 1 FROM post_tags pt JOIN posts p ON p.id = pt.post_id \
         WHERE pt.tag_id = t.id AND p.status = 'published' AND p.deleted_at IS NULL)"
    });
    sql
}

pub(super) async fn by_ids(cx: &Context, ids: &[TagId]) -> Result<Vec<Tag>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND t.id IN ").bind_all(ids.iter().map(TypeSafeId::uuid));
    Ok(sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Tag::from).collect())
}

pub(super) async fn by_slug(cx: &Context, slug: &str) -> Result<Option<Tag>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND t.slug = ").bind(slug.to_owned());
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.map(Tag::from))
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Tag>> {
    let mut sql = visible_to(&cx.actor);
    request.apply(TAGS, &mut sql);
    let tags = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Tag::from).collect();
    Ok(request.page(cx, TAGS, tags, |tag: &Tag| Position { key: Key::Text(tag.slug.clone()), id: tag.id.uuid() }))
}

/// The tags of many posts, in one statement, in each post's order. The caller may see the posts.
///
/// # Errors
/// The database's.
pub async fn of_posts(cx: &Context, posts: &[PostId]) -> Result<HashMap<PostId, Vec<Tag>>> {
    #[derive(FromQueryResult)]
    struct Tagged {
        post_id: Uuid,
        id: Uuid,
        slug: String,
        name: String,
    }
    let mut of: HashMap<PostId, Vec<Tag>> = HashMap::new();
    if posts.is_empty() {
        return Ok(of);
    }
    let mut sql = Sql::new(
        "SELECT pt.post_id, t.id, t.slug, t.name FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id IN ",
    );
    sql.bind_all(posts.iter().map(TypeSafeId::uuid)).push(" ORDER BY pt.post_id, pt.position");
    for row in sql.all::<Tagged>(cx.deps.db.reader()).await? {
        let tag = Tag { id: TagId::from_uuid(row.id), slug: row.slug, name: row.name };
        of.entry(PostId::from_uuid(row.post_id)).or_default().push(tag);
    }
    Ok(of)
}

/// Gives a post exactly these tags, making those that are new.
pub(crate) async fn attach(cx: &Context, tx: &Tx, post: PostId, tags: &TagSet) -> Result<()> {
    post_tags::Entity::delete_many().filter(post_tags::Column::PostId.eq(post.uuid())).exec(&**tx).await?;
    if tags.names().is_empty() {
        return Ok(());
    }
    let new = tags.names().iter().map(|tag| tags::ActiveModel {
        id: Set(ids::new::<TagKind>(cx).uuid()),
        slug: Set(tag.slug.clone()),
        name: Set(tag.name.clone()),
        created_at: Set(cx.now),
    });
    let keep = OnConflict::column(tags::Column::Slug).do_nothing().to_owned();
    tags::Entity::insert_many(new).on_conflict(keep).exec_without_returning(&**tx).await?;
    let slugs = tags.names().iter().map(|tag| tag.slug.as_str());
    let known = tags::Entity::find().filter(tags::Column::Slug.is_in(slugs)).all(&**tx).await?;
    let id_of: HashMap<&str, Uuid> = known.iter().map(|row| (row.slug.as_str(), row.id)).collect();
    let links = tags.names().iter().enumerate().filter_map(|(n, tag)| {
        let tag_id = id_of.get(tag.slug.as_str())?;
        let position = i32::try_from(n).unwrap_or(i32::MAX);
        Some(post_tags::ActiveModel { post_id: Set(post.uuid()), tag_id: Set(*tag_id), position: Set(position) })
    });
    post_tags::Entity::insert_many(links).exec_without_returning(&**tx).await?;
    Ok(())
}
