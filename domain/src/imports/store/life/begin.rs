//! Imports that begin, and the bytes of their archives that arrive.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::ImportId,
    imports::{Import, ImportForm, apply::Opened, life::NewImport},
    platform::{Sql, Tx},
};

pub(in crate::imports) async fn add(cx: &Context, tx: &Tx, id: ImportId, new: &NewImport) -> Result<()> {
    let mut sql =
        Sql::new("INSERT INTO imports (id, sha256, form, author, origin, size, expires_at, created_at) VALUES (");
    sql.bind(id.uuid())
        .push(", '', ")
        .bind(new.form.kind().as_str())
        .push(", ")
        .bind(new.form.author().map(str::to_owned));
    sql.push(", ").bind(new.origin.clone()).push(", ").bind(i64::try_from(new.size).map_err(Error::internal)?);
    sql.push(", ").bind(cx.now + cx.settings().imports.kept).push(", ").bind(cx.now).push(")");
    sql.run(&**tx).await?;
    Ok(())
}

/// Counts bytes that have arrived, unless another upload or a job came in between; false then.
pub(in crate::imports) async fn count_received(cx: &Context, tx: &Tx, import: &Import, received: u64) -> Result<bool> {
    let now = cx.deps.clock.now();
    let seen = import.archive.as_ref().map_or(0, |archive| archive.uploads);
    let mut sql = Sql::new("UPDATE imports SET uploads = uploads + 1, received = ");
    sql.bind(i64::try_from(received).map_err(Error::internal)?);
    sql.push(", expires_at = ").bind(now + cx.settings().imports.kept);
    sql.push(" WHERE task IS NULL AND deleted_at IS NULL AND archive_gone_at IS NULL AND id = ").bind(import.id.uuid());
    sql.push(" AND uploads = ").bind(seen);
    Ok(sql.run(&**tx).await? == 1)
}

/// The import of this archive that the command line has begun and not finished.
pub(in crate::imports) async fn unfinished(tx: &Tx, sha256: &str) -> Result<Option<ImportId>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql = Sql::new(
        "SELECT id FROM imports WHERE finished_at IS NULL AND undone_at IS NULL AND deleted_at IS NULL AND job_id IS NULL AND sha256 = ",
    );
    sql.bind(sha256).push(" ORDER BY created_at LIMIT 1");
    Ok(sql.one::<Id>(&**tx).await?.map(|row| ImportId::from_uuid(row.id)))
}

/// Begins one of the command line, which has no archive here.
pub(in crate::imports) async fn begin(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    opened: &Opened,
    form: &ImportForm,
) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO imports (id, sha256, form, author, origin, task, created_at) VALUES (");
    sql.bind(import.uuid()).push(", ").bind(opened.sha256.as_str()).push(", ").bind(form.kind().as_str()).push(", ");
    sql.bind(form.author().map(str::to_owned)).push(", ").bind(opened.origin().map(str::to_owned));
    sql.push(", 'apply', ").bind(cx.now).push(")");
    sql.run(&**tx).await?;
    Ok(())
}
