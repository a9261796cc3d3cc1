//! Media that an import has made of pictures.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Result,
    archive::files,
    ids::{ImportId, JobId, MediaId},
    imports::store::{
        again::table_of,
        rows::{fingerprint, rows_in},
    },
    platform::{Sql, Tx},
};

/// Writes media down as created by an import.
pub(in crate::imports) async fn remember_media(tx: &Tx, import: ImportId, media: &[MediaId]) -> Result<()> {
    let table = table_of(files::MEDIA)?;
    for some in media.chunks(200) {
        let keys: Vec<_> = some.iter().map(|id| vec![id.uuid().into()]).collect();
        for (key, row) in rows_in(tx, table, &keys).await? {
            let mut sql = Sql::new("INSERT INTO import_rows (import_id, file, key, hash) VALUES (");
            sql.bind(import.uuid()).push(", ").bind(table.file).push(", ").bind(key).push(", ");
            sql.bind(fingerprint(&row)).push(") ON CONFLICT DO NOTHING");
            sql.run(&**tx).await?;
        }
    }
    Ok(())
}

/// The same with what pictures have become, also where the job that fetches them has not come to that.
pub(in crate::imports) async fn remember_pictures(tx: &Tx, import: ImportId) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Made {
        media_id: Uuid,
    }
    let mut sql = Sql::new("SELECT p.media_id FROM import_pictures p WHERE p.media_id IS NOT NULL AND p.import_id = ");
    sql.bind(import.uuid()).push(" ORDER BY p.number");
    let made = sql.all::<Made>(&**tx).await?;
    let media: Vec<_> = made.into_iter().map(|row| MediaId::from_uuid(row.media_id)).collect();
    remember_media(tx, import, &media).await
}

/// Says which job fetches the pictures of an import.
pub(in crate::imports) async fn set_media_job(tx: &Tx, import: ImportId, job: JobId) -> Result<()> {
    let mut sql = Sql::new("UPDATE imports SET media_job_id = ");
    sql.bind(job.uuid()).push(" WHERE id = ").bind(import.uuid());
    sql.run(&**tx).await?;
    Ok(())
}
