//! The only file that speaks SQL about what is sent: every file in the store, written down before it is written.

use presswork_entity::media_objects;
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    platform::{Sql, Tx},
};

/// A file.
#[derive(FromQueryResult)]
struct Named {
    key: String,
}

/// Writes down that there will be files. One that is loose is the collector's until what holds it says otherwise; one that is not is
/// removed by its holder.
pub(crate) async fn announce(
    cx: &Context,
    tx: &Tx,
    holder: Uuid,
    loose: bool,
    keys: impl IntoIterator<Item = (String, Option<u64>)>,
) -> Result<()> {
    let mut rows = Vec::new();
    for (key, starts_at) in keys {
        rows.push(media_objects::ActiveModel {
            key: Set(key),
            holder: Set(holder),
            starts_at: Set(starts_at.map(i64::try_from).transpose().map_err(Error::internal)?),
            length: Set(None),
            loose: Set(loose),
            created_at: Set(cx.deps.clock.now()),
        });
    }
    media_objects::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Counts a file as a part of its upload.
pub(crate) async fn count(tx: &Tx, key: &str, length: u64) -> Result<()> {
    let mut sql = Sql::new("UPDATE media_objects SET length = ");
    sql.bind(i64::try_from(length).map_err(Error::internal)?).push(" WHERE key = ").bind(key);
    sql.run(&**tx).await?;
    Ok(())
}

/// Counts no part of an upload any more, because another begins at the beginning; tells which there were.
pub(crate) async fn start_over(tx: &Tx, holder: Uuid, with: &str) -> Result<Vec<String>> {
    let mut sql = Sql::new("UPDATE media_objects SET length = NULL WHERE length IS NOT NULL AND holder = ");
    sql.bind(holder).push(" AND key <> ").bind(with).push(" RETURNING key");
    Ok(sql.all::<Named>(&**tx).await?.into_iter().map(|row| row.key).collect())
}

/// The parts of an upload, in order.
pub(crate) async fn of(cx: &Context, holder: Uuid) -> Result<Vec<String>> {
    let mut sql = Sql::new("SELECT key FROM media_objects WHERE length IS NOT NULL AND holder = ");
    sql.bind(holder).push(" ORDER BY starts_at");
    Ok(sql.all::<Named>(cx.deps.db.reader()).await?.into_iter().map(|row| row.key).collect())
}

/// All files of an upload, those that broke off among them.
pub(crate) async fn all_of(cx: &Context, holder: Uuid) -> Result<Vec<String>> {
    let mut sql = Sql::new("SELECT key FROM media_objects WHERE holder = ");
    sql.bind(holder);
    Ok(sql.all::<Named>(cx.deps.db.reader()).await?.into_iter().map(|row| row.key).collect())
}

/// Forgets files, once they are removed.
pub(crate) async fn strike(tx: &Tx, keys: &[String]) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM media_objects WHERE key IN ");
    sql.bind_all(keys.iter().cloned());
    sql.run(&**tx).await?;
    Ok(())
}
