//! The only files that speak SQL about tags: reading here, writing in the files beside.

mod follows;
mod links;
mod merge;
mod names;
mod of_posts;

use sea_orm::{ConnectionTrait, FromQueryResult};
use type_safe_id::TypeSafeId;
use uuid::Uuid;

pub use self::of_posts::of_posts;
pub(crate) use self::{
    follows::forget,
    links::{attach, hide_posts, show_posts},
    of_posts::{push_tags, read_tags},
};
pub(super) use self::{
    follows::{FOLLOWED, followed, insert as insert_follow, remove as remove_follow},
    links::lock,
    merge::{end, move_followers, move_posts, remaining},
    names::{change, create, delete, keep, seen_or_carried},
};
use super::{Tag, policy};
use crate::{
    Actor, Context, Result,
    ids::TagId,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql,
        freshness::{self, Mark, Table},
    },
    users,
};

pub(super) const TAGS: List = List { name: "tags", key: "t.slug", id: "t.id", order: Order::Ascending };

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    slug: String,
    name: String,
    description: String,
    post_count: i32,
    follower_count: i32,
    following: bool,
}

impl Row {
    fn seen_by(self, actor: &Actor) -> Tag {
        Tag {
            id: TagId::from_uuid(self.id),
            slug: self.slug,
            name: self.name,
            description: self.description,
            post_count: u32::try_from(self.post_count).unwrap_or_default(),
            follower_count: u32::try_from(self.follower_count).unwrap_or_default(),
            following: actor.user_id().map(|_| self.following),
        }
    }
}

/// The columns of `tags t`; posts and followers out of sight don't count.
fn push_columns(sql: &mut Sql, actor: &Actor) {
    sql.push("t.id, t.slug, t.name, t.description, CAST(t.post_count");
    let posts = "post_tags h ON h.tag_id = t.id AND h.listed_at IS NOT NULL JOIN posts w ON w.id = h.post_id";
    users::push_less_out_of_sight(sql, actor, posts, "w.author_id");
    sql.push(" AS INTEGER) AS post_count, CAST(t.follower_count");
    users::push_less_out_of_sight(sql, actor, "tag_follows h ON h.tag_id = t.id", "h.user_id");
    sql.push(" AS INTEGER) AS follower_count, ");
    match actor.user_id() {
        Some(me) => {
            sql.push("t.id IN (SELECT m.tag_id FROM tag_follows m WHERE m.user_id = ").bind(me.uuid()).push(")")
        }
        None => sql.push("FALSE"),
    };
    sql.push(" AS following");
}

/// The condition that a tag `t` is one that this actor may see: tags of drafts are nobody's business but editors'.
pub(crate) fn push_visible(sql: &mut Sql, actor: &Actor) {
    sql.push(if policy::can_see_all(actor) { "1 = 1" } else { "(t.post_count > 0 OR t.curated)" });
}

/// The id of the tag that a slug leads to, its own or a former one; at most one tag has it.
pub(crate) fn push_led_to(sql: &mut Sql, slug: &str) {
    sql.push("(SELECT s.tag_id FROM tag_slugs s WHERE s.slug = ").bind(slug.to_owned()).push(")");
}

/// Every query starts here.
fn visible_to(actor: &Actor) -> Sql {
    let mut sql = Sql::new("SELECT ");
    push_columns(&mut sql, actor);
    sql.push(" FROM tags t WHERE ");
    push_visible(&mut sql, actor);
    sql
}

pub(super) async fn by_ids(cx: &Context, db: &impl ConnectionTrait, ids: &[TagId]) -> Result<Vec<Tag>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND t.id IN ").bind_all(ids.iter().map(TypeSafeId::uuid)).rows_of(&[Table::Tags]);
    freshness::saw(ids.iter().map(|id| row(id.uuid())));
    Ok(sql.all::<Row>(db).await?.into_iter().map(|row| row.seen_by(&cx.actor)).collect())
}

/// By any slug the tag ever had.
pub(super) async fn by_slug(cx: &Context, slug: &str) -> Result<Option<Tag>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND t.id = ");
    push_led_to(&mut sql, slug);
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.map(|row| row.seen_by(&cx.actor)))
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Tag>> {
    let mut sql = visible_to(&cx.actor);
    let whole = sql.clone();
    request.apply(TAGS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let tags = rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect();
    Ok(request
        .page(cx, TAGS, tags, |tag: &Tag| Position { key: Key::Text(tag.slug.clone()), id: tag.id.uuid() })
        .of(whole))
}

/// A tag, as whoever reads or writes it marks it.
fn row(id: Uuid) -> Mark {
    Mark::row(Table::Tags, id)
}
