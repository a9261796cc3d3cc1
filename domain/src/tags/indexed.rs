//! What can be found of tags.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{ReindexTag, ReindexUntagged};
use crate::{
    Context, Result,
    ids::{PostId, TagId},
    index::{self, Entry},
    jobs::{self, Terms},
    platform::{Sql, Tx, db::Engine},
};

/// Makes what is found of these tags what they are called now.
///
/// # Errors
/// The database's.
pub(crate) async fn refresh(cx: &Context, tx: &Tx, ids: &[Uuid]) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
    }
    if ids.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("SELECT t.id, t.name FROM tags t WHERE t.id");
    sql.any_of(cx.deps.db.engine(), ids.to_vec());
    let rows = sql.all::<Row>(&**tx).await?.into_iter();
    let entry = |row: Row| Entry::tag(TagId::from_uuid(row.id), &row.name);
    index::refresh(cx, tx, ids, &rows.map(entry).collect::<Vec<_>>()).await
}

/// What has to be done in the transaction that gives a tag another name: it is found by that name at once, its posts are once a job
/// has written what is found of them.
pub(super) async fn renamed(cx: &Context, tx: &mut Tx, tag: TagId) -> Result<()> {
    refresh(cx, tx, &[tag.uuid()]).await?;
    jobs::enqueue(cx, tx, &ReindexTag { tag }).await.map(|_| ())
}

/// What has to be done in the transaction that takes a tag from these posts and away: it is found no more at once, they are not found
/// by its name once jobs have written what is found of them.
pub(super) async fn ended(cx: &Context, tx: &mut Tx, tag: TagId, posts: &[Uuid]) -> Result<()> {
    refresh(cx, tx, &[tag.uuid()]).await?;
    let parts = posts.chunks(ReindexUntagged::MOST);
    let of = |part: &[Uuid]| ReindexUntagged { posts: part.iter().copied().map(PostId::from_uuid).collect() };
    jobs::enqueue_many(cx, tx, &parts.map(of).collect::<Vec<_>>(), &Terms::default()).await.map(|_| ())
}

/// The same for the next so many tags after this one, in the order of their ids. Tells which they were.
///
/// # Errors
/// The database's.
pub(crate) async fn reindex(cx: &Context, tx: &Tx, after: Option<Uuid>, limit: usize) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT t.id FROM tags t WHERE t.id > ");
    sql.bind(after.unwrap_or_default()).push(&format!(" ORDER BY t.id LIMIT {limit}"));
    if cx.deps.db.engine() == Engine::Postgres {
        // Whoever is about to change one of them writes its entry after this.
        sql.push(" FOR SHARE OF t");
    }
    let ids: Vec<Uuid> = sql.all::<Row>(&**tx).await?.into_iter().map(|row| row.id).collect();
    refresh(cx, tx, &ids).await?;
    Ok(ids)
}
