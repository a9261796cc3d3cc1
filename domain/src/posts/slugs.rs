//! The addresses of posts: one is current, the former ones lead to it.

use presswork_entity::slugs;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{model::Slug, store::row_and_lists};
use crate::{
    Context, Error, Result,
    ids::PostId,
    limits,
    platform::{Sql, Tx, db},
    slug,
};

/// What a slug is that another post has.
const TAKEN: &str = "slug_taken";

/// How often a post is written whose slug is made of its title.
const TRIES: u32 = 5;

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

/// Writes a post whose slug is made of its title. On PostgreSQL several find the same slug free in one moment; all but one of them fail at the
/// index and are written again, each in a transaction of its own. `write` hears how often it was tried before.
///
/// # Errors
/// Those of the write, but for a slug that is taken; `unavailable` when others were quicker every time.
pub(super) async fn made_of_title<T, W>(write: impl Fn(u32) -> W) -> Result<T>
where
    W: Future<Output = Result<T>>,
{
    for tried in 0..TRIES {
        match write(tried).await {
            Err(Error::Conflict { code: TAKEN, .. }) => {}
            written => return written,
        }
    }
    Err(Error::unavailable("slugs", "others took the slug of a post at every try"))
}

/// The slug that was asked for, or one made of the title that is still free: `title`, `title-2` to `title-9`, and beyond
/// that with a few random letters, so that the thousandth post of the same title costs no more than the second. So it is, too, where
/// others took the free ones twice.
pub(super) async fn free_slug(
    cx: &Context,
    tx: &Tx,
    wanted: Option<&Slug>,
    title: &str,
    post: Option<PostId>,
    tried: u32,
) -> Result<String> {
    if let Some(slug) = wanted {
        let slug = slug.as_str().to_owned();
        let taken = taken_slugs(tx, std::slice::from_ref(&slug), post).await?;
        return if taken.is_empty() { Ok(slug) } else { Err(slug_taken()) };
    }
    let stem = match slug::make(title) {
        made if made.is_empty() => "untitled".to_owned(),
        made => made,
    };
    let random = || slug::with_suffix(&stem, &format!("{:08x}", u32::from_be_bytes(cx.deps.entropy.bytes())));
    if tried > 1 {
        return Ok(random());
    }
    let mut candidates = vec![stem.clone()];
    candidates.extend((2..=9).map(|n| slug::with_suffix(&stem, &n.to_string())));
    let taken = taken_slugs(tx, &candidates, post).await?;
    Ok(candidates.into_iter().find(|slug| !taken.contains(slug)).unwrap_or_else(random))
}

/// Which of these slugs belong to other posts, now or formerly.
async fn taken_slugs(tx: &Tx, slugs: &[String], except: Option<PostId>) -> Result<Vec<String>> {
    let mut found = slugs::Entity::find().filter(slugs::Column::Slug.is_in(slugs));
    if let Some(post) = except {
        found = found.filter(slugs::Column::PostId.ne(post.uuid()));
    }
    Ok(found.all(&**tx).await?.into_iter().map(|row| row.slug).collect())
}

/// Gives a post another slug. Its row comes first, as where posts are made: nobody waits for a slug in a circle.
pub(super) async fn readdress(cx: &Context, tx: &Tx, post: PostId, slug: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET slug = ");
    sql.bind(slug.to_owned()).push(" WHERE id = ").bind(post.uuid());
    sql.run(&tx.at(&row_and_lists(post))).await.map_err(slug_clash)?;
    set_slug(cx, tx, post, slug).await
}

/// Makes a slug the current one of a post, whose row has it; the former ones stay and lead here.
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

fn slug_taken() -> Error {
    Error::conflict(TAKEN, "another post has or had this slug")
}

pub(super) fn slug_clash(error: sea_orm::DbErr) -> Error {
    if db::taken(&error).is_some() { slug_taken() } else { error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_slug_that_was_taken_is_tried_again_and_not_for_ever() {
        let quick = |tried: u32| async move { if tried < 3 { Err(slug_taken()) } else { Ok(tried) } };
        assert_eq!(made_of_title(quick).await.unwrap(), 3);
        let refused = |tried: u32| async move { if tried == 0 { Err(Error::not_found("post")) } else { Ok(tried) } };
        assert_eq!(made_of_title(refused).await.unwrap_err().code(), "not_found");
        let taken = |_: u32| async { Err::<u32, Error>(slug_taken()) };
        assert_eq!(made_of_title(taken).await.unwrap_err().code(), "unavailable");
    }
}
