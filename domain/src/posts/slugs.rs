//! The addresses of posts: one is current, the former ones lead to it.

use presswork_entity::slugs;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::store::row_and_lists;
use crate::{
    Context, Error, Result,
    ids::PostId,
    limits,
    platform::{Sql, Tx, db},
};

/// What a slug is that another post has.
const TAKEN: &str = "slug_taken";

/// Writes a post that is to get a slug that somebody has chosen. Such a slug is taken by any post that has or had it, seen or not: the answer is the
/// same for a draft, a former address and what is deleted, and who finds many taken has to wait before the next is looked
/// at, free or not. So nobody goes through likely titles to learn which of them exist.
///
/// # Errors
/// `too_many_attempts`; those of the write.
pub(super) async fn wished_for<T>(cx: &Context, write: impl Future<Output = Result<T>>) -> Result<T> {
    let wish = limits::address_of_post(cx).await?;
    let written = write.await;
    if !matches!(written, Err(Error::Conflict { code: TAKEN, .. })) {
        wish.granted(cx).await;
    }
    written
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
    let marks = row_and_lists(post);
    let of_post = tx.at(&marks);
    let mut sql = Sql::new("UPDATE slugs SET is_current = ");
    sql.bind(false).push(" WHERE post_id = ").bind(post.uuid());
    sql.run(&of_post).await?;
    let mut sql = Sql::new("INSERT INTO slugs (slug, post_id, is_current, created_at) VALUES (");
    sql.bind(slug.to_owned()).push(", ").bind(post.uuid()).push(", ").bind(true).push(", ").bind(cx.now);
    sql.push(") ON CONFLICT (slug) DO UPDATE SET is_current = ").bind(true);
    sql.push(" WHERE slugs.post_id = ").bind(post.uuid());
    if sql.run(&of_post).await? == 0 {
        return Err(slug_taken());
    }
    Ok(())
}

pub(super) fn slug_taken() -> Error {
    Error::conflict(TAKEN, "another post has or had this slug")
}

pub(super) fn slug_clash(error: sea_orm::DbErr) -> Error {
    if db::taken(&error).is_some() { slug_taken() } else { error.into() }
}
