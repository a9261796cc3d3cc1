//! What tags are called: by which slugs they are found, and the rows themselves.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{push_visible, row};
use crate::{
    Context, Error, Result,
    ids::{self, TagId, TagKind, UserId},
    patch::Patch,
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::{Mark, Table},
    },
    tags::{
        TagName, TagSet, indexed,
        inputs::{NewTag, TagPatch},
    },
};

#[derive(FromQueryResult)]
struct Led {
    slug: String,
    tag_id: Uuid,
}

/// Lets one at a time decide what tags are called. Who only finds tags does not wait. On SQLite there is one writer anyway.
pub(super) async fn lock_names(cx: &Context, tx: &Tx) -> Result<()> {
    if cx.deps.db.engine() == Engine::Postgres {
        tx.execute_unprepared("LOCK TABLE tag_slugs IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

/// The tags that these slugs lead to.
async fn led_to(tx: &Tx, slugs: &[&str]) -> Result<HashMap<String, Uuid>> {
    let mut sql = Sql::new("SELECT s.slug, s.tag_id FROM tag_slugs s WHERE s.slug IN ");
    sql.bind_all(slugs.iter().map(|slug| (*slug).to_owned()));
    Ok(sql.all::<Led>(&**tx).await?.into_iter().map(|row| (row.slug, row.tag_id)).collect())
}

/// The tags of these names in their order, each once: two names may lead to one tag. Those that are new come into being.
pub(super) async fn resolve(cx: &Context, tx: &Tx, set: &TagSet) -> Result<Vec<Uuid>> {
    if set.names().is_empty() {
        return Ok(Vec::new());
    }
    let slugs: Vec<&str> = set.names().iter().map(|tag| tag.slug.as_str()).collect();
    let mut known = led_to(tx, &slugs).await?;
    if slugs.iter().any(|slug| !known.contains_key(*slug)) {
        lock_names(cx, tx).await?;
        known = led_to(tx, &slugs).await?;
        let new: Vec<&TagName> = set.names().iter().filter(|tag| !known.contains_key(&tag.slug)).collect();
        known.extend(come_into_being(cx, tx, &new).await?);
    }
    let mut seen = HashSet::new();
    Ok(slugs.iter().filter_map(|slug| known.get(*slug).copied()).filter(|tag| seen.insert(*tag)).collect())
}

/// For each of these names that leads to a tag, in no order: whether this person sees the tag, or a post of theirs carries it.
pub(in crate::tags) async fn seen_or_carried(cx: &Context, me: UserId, set: &TagSet) -> Result<Vec<bool>> {
    #[derive(FromQueryResult)]
    struct There {
        seen: bool,
    }
    let mut sql = Sql::new("SELECT (");
    push_visible(&mut sql, &cx.actor);
    // No EXISTS: PostgreSQL would read all tags of all posts for it, where it takes the tags for frequent ones.
    sql.push(" OR COALESCE((SELECT TRUE FROM post_tags pt JOIN posts p ON p.id = pt.post_id WHERE pt.tag_id = t.id");
    sql.push(" AND p.author_id = ").bind(me.uuid()).push(" LIMIT 1), FALSE)) AS seen");
    sql.push(" FROM tag_slugs s JOIN tags t ON t.id = s.tag_id WHERE s.slug IN ");
    sql.bind_all(set.names().iter().map(|tag| tag.slug.clone()));
    Ok(sql.all::<There>(cx.deps.db.reader()).await?.into_iter().map(|row| row.seen).collect())
}

/// Makes tags of names that lead to none. The caller decides what tags are called.
async fn come_into_being(cx: &Context, tx: &Tx, names: &[&TagName]) -> Result<Vec<(String, Uuid)>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let new: Vec<(&TagName, Uuid)> = names.iter().map(|name| (*name, ids::new::<TagKind>(cx).uuid())).collect();
    // New tags change no answer that shows others.
    let marks = [Mark::list(Table::Tags)];
    let mut sql = Sql::new("INSERT INTO tags (id, slug, name, created_at) VALUES ");
    for (n, (name, id)) in new.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(*id).push(", ").bind(name.slug.clone());
        sql.push(", ").bind(name.name.clone()).push(", ").bind(cx.now).push(")");
    }
    sql.run(&tx.at(&marks)).await?;
    let mut sql = Sql::new("INSERT INTO tag_slugs (slug, tag_id, is_current, created_at) VALUES ");
    for (n, (name, id)) in new.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(name.slug.clone()).push(", ").bind(*id);
        sql.push(", ").bind(true).push(", ").bind(cx.now).push(")");
    }
    sql.run(&**tx).await?;
    indexed::refresh(cx, tx, &new.iter().map(|(_, id)| *id).collect::<Vec<_>>()).await?;
    Ok(new.into_iter().map(|(name, id)| (name.slug.clone(), id)).collect())
}

/// Makes a tag that is there without posts.
pub(in crate::tags) async fn create(cx: &Context, tx: &Tx, new: &NewTag) -> Result<TagId> {
    lock_names(cx, tx).await?;
    let slugs = [new.slug.as_str(), new.name.slug.as_str()];
    if !led_to(tx, &slugs).await?.is_empty() {
        return Err(slug_taken());
    }
    let id: TagId = ids::new(cx);
    let marks = [row(id.uuid()), Mark::list(Table::Tags)];
    let mut sql = Sql::new("INSERT INTO tags (id, slug, name, description, curated, created_at) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(new.slug.clone()).push(", ").bind(new.name.name.clone());
    sql.push(", ").bind(new.description.clone()).push(", ").bind(true).push(", ").bind(cx.now).push(")");
    sql.run(&tx.at(&marks)).await?;
    lead(cx, tx, id.uuid(), &slugs).await?;
    indexed::refresh(cx, tx, &[id.uuid()]).await?;
    Ok(id)
}

/// Changes a tag; the slugs it had lead to it for ever. False when it has ended.
pub(in crate::tags) async fn change(cx: &Context, tx: &Tx, id: TagId, patch: &TagPatch) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Named {
        slug: String,
        name: String,
    }
    let renames = patch.name.is_some() || patch.slug.is_mentioned();
    if renames {
        lock_names(cx, tx).await?;
    }
    super::lock(cx, tx, &BTreeSet::from([id.uuid()])).await?;
    let mut sql = Sql::new("SELECT t.slug, t.name FROM tags t WHERE t.id = ");
    sql.bind(id.uuid());
    let Some(Named { slug, name }) = sql.one::<Named>(&**tx).await? else { return Ok(false) };
    let name = patch.name.clone().unwrap_or_else(|| kept(&slug, &name));
    let slug = match &patch.slug {
        Patch::Value(slug) => slug.clone(),
        Patch::Absent if patch.name.is_none() => slug,
        Patch::Absent | Patch::Null => name.slug.clone(),
    };
    if renames {
        let slugs = [slug.as_str(), name.slug.as_str()];
        if led_to(tx, &slugs).await?.into_values().any(|tag| tag != id.uuid()) {
            return Err(slug_taken());
        }
        lead(cx, tx, id.uuid(), &slugs).await?;
    }
    let marks = [row(id.uuid()), Mark::list(Table::Tags)];
    let mut sql = Sql::new("UPDATE tags SET curated = ");
    sql.bind(true).push(", name = ").bind(name.name).push(", slug = ").bind(slug);
    if let Some(description) = &patch.description {
        sql.push(", description = ").bind(description.clone());
    }
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&marks)).await?;
    Ok(true)
}

/// Keeps tags in sight that no listed post carries. The caller has locked them.
pub(in crate::tags) async fn keep(tx: &Tx, tags: &BTreeSet<Uuid>) -> Result<()> {
    let marks: Vec<Mark> = tags.iter().map(|tag| row(*tag)).chain([Mark::list(Table::Tags)]).collect();
    let mut sql = Sql::new("UPDATE tags SET curated = ");
    sql.bind(true).push(" WHERE id IN ").bind_all(tags.iter().copied());
    sql.run(&tx.at(&marks)).await?;
    Ok(())
}

/// The name that a tag has; what it was once parsed from may have been another.
fn kept(slug: &str, name: &str) -> TagName {
    TagName::parse(name).unwrap_or_else(|_| TagName { name: name.to_owned(), slug: slug.to_owned() })
}

/// Lets slugs lead to a tag, the first as its current one. The caller decides what tags are called, and has seen that they lead to no
/// other.
async fn lead(cx: &Context, tx: &Tx, tag: Uuid, slugs: &[&str]) -> Result<()> {
    let mut sql = Sql::new("UPDATE tag_slugs SET is_current = ");
    sql.bind(false).push(" WHERE tag_id = ").bind(tag);
    sql.run(&**tx).await?;
    let distinct: BTreeSet<&str> = slugs.iter().copied().collect();
    let mut sql = Sql::new("INSERT INTO tag_slugs (slug, tag_id, is_current, created_at) VALUES ");
    for (n, slug) in distinct.into_iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(slug.to_owned()).push(", ").bind(tag);
        sql.push(", ").bind(slugs.first() == Some(&slug)).push(", ").bind(cx.now).push(")");
    }
    sql.push(" ON CONFLICT (slug) DO UPDATE SET is_current = excluded.is_current");
    sql.run(&**tx).await?;
    Ok(())
}

/// Takes a tag from all posts and away. Tells which posts carried it; none when it has ended already.
pub(in crate::tags) async fn delete(cx: &Context, tx: &Tx, id: TagId) -> Result<Option<Vec<Uuid>>> {
    #[derive(FromQueryResult)]
    struct Carrier {
        post_id: Uuid,
    }
    lock_names(cx, tx).await?;
    if !close(cx, tx, id.uuid()).await? {
        return Ok(None);
    }
    let mut sql = Sql::new("DELETE FROM tag_follows WHERE tag_id = ");
    sql.bind(id.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM post_tags WHERE tag_id = ");
    sql.bind(id.uuid()).push(" RETURNING post_id");
    let posts = sql.all::<Carrier>(&**tx).await?.into_iter().map(|row| row.post_id).collect();
    remove(tx, id.uuid()).await?;
    Ok(Some(posts))
}

/// Locks a tag against everything that would still link to it. False when it has ended.
pub(super) async fn close(cx: &Context, tx: &Tx, tag: Uuid) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT t.id FROM tags t WHERE t.id = ");
    sql.bind(tag);
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    Ok(sql.one::<Id>(&**tx).await?.is_some_and(|row| row.id == tag))
}

/// Removes the row of a tag that is closed, and the slugs that still lead to it.
pub(super) async fn remove(tx: &Tx, tag: Uuid) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM tag_slugs WHERE tag_id = ");
    sql.bind(tag);
    sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM tags WHERE id = ");
    sql.bind(tag);
    sql.run(&tx.at(&[row(tag), Mark::list(Table::Tags)])).await?;
    Ok(())
}

fn slug_taken() -> Error {
    Error::conflict("slug_taken", "another tag has or had this name in addresses; merge the two, or choose another")
}
