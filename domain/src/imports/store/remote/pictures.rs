//! Pictures to be fetched.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::{ImportId, MediaId, UserId},
    platform::{Sql, Tx},
};

/// A picture to be fetched.
pub(in crate::imports) struct Picture {
    pub address: String,
    pub owner_id: UserId,
    pub media_id: Option<MediaId>,
}

/// Notes pictures down, each once, under the next numbers.
pub(in crate::imports) async fn note_pictures(
    tx: &Tx,
    import: ImportId,
    owner: UserId,
    addresses: &[String],
) -> Result<()> {
    for address in addresses {
        let mut sql = Sql::new("INSERT INTO import_pictures (import_id, number, address, owner_id) SELECT ");
        sql.bind(import.uuid()).push(", COALESCE(MAX(p.number), 0) + 1, ").bind(address.as_str()).push(", ");
        sql.bind(owner.uuid()).push(" FROM import_pictures p WHERE p.import_id = ").bind(import.uuid());
        sql.push(" ON CONFLICT (import_id, address) DO NOTHING");
        sql.run(&**tx).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Counted {
    n: i64,
}

/// The pictures of an import without a job of this run, by their numbers.
pub(in crate::imports) async fn count_pictures(tx: &Tx, import: ImportId) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM import_pictures p WHERE p.import_id = ");
    sql.bind(import.uuid());
    Ok(sql.one::<Counted>(&**tx).await?.map_or(0, |row| row.n))
}

/// The numbers of pictures beyond this one.
pub(in crate::imports) async fn numbers_after(tx: &Tx, import: ImportId, number: i64) -> Result<Vec<i64>> {
    let mut sql = Sql::new("SELECT p.number AS n FROM import_pictures p WHERE p.media_id IS NULL AND p.import_id = ");
    sql.bind(import.uuid()).push(" AND p.number > ").bind(number).push(" ORDER BY p.number");
    Ok(sql.all::<Counted>(&**tx).await?.into_iter().map(|row| row.n).collect())
}

/// One picture.
pub(in crate::imports) async fn picture(cx: &Context, import: ImportId, number: i64) -> Result<Option<Picture>> {
    #[derive(FromQueryResult)]
    struct Row {
        address: String,
        owner_id: Uuid,
        media_id: Option<Uuid>,
    }
    let mut sql = Sql::new("SELECT p.address, p.owner_id, p.media_id FROM import_pictures p WHERE p.import_id = ");
    sql.bind(import.uuid()).push(" AND p.number = ").bind(number);
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    Ok(row.map(|row| Picture {
        address: row.address,
        owner_id: UserId::from_uuid(row.owner_id),
        media_id: row.media_id.map(MediaId::from_uuid),
    }))
}
