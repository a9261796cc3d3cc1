//! Putting an export together.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    exports::ExportKind,
    ids::{ExportId, UserId},
    jobs::UNFINISHED,
    platform::{Sql, Tx},
};

/// What a run has to know.
#[derive(FromQueryResult)]
struct Wanted {
    kind: String,
    user_id: Uuid,
}

/// Notes down the moment that an export is going to show, and tells what it is and whose; none when nobody wants it any more.
pub(in crate::exports) async fn begin(
    tx: &Tx,
    id: ExportId,
    as_of: DateTime<Utc>,
) -> Result<Option<(ExportKind, UserId)>> {
    let mut sql = Sql::new("UPDATE exports SET as_of = ");
    sql.bind(as_of).push(" WHERE deleted_at IS NULL AND ready_at IS NULL AND id = ").bind(id.uuid());
    sql.push(" RETURNING kind, user_id");
    let wanted = sql.one::<Wanted>(&**tx).await?;
    wanted.map(|it| Ok((it.kind.parse()?, UserId::from_uuid(it.user_id)))).transpose()
}

/// What an attempt has made.
pub(in crate::exports) struct Made {
    pub attempt: u32,
    pub bytes: u64,
    pub sha256: String,
}

/// Makes an export ready; false when nobody wants it any more.
pub(in crate::exports) async fn finish(cx: &Context, tx: &Tx, id: ExportId, made: &Made) -> Result<bool> {
    let now = cx.deps.clock.now();
    let mut sql = Sql::new("UPDATE exports SET ready_at = ");
    sql.bind(now).push(", expires_at = ").bind(now + cx.settings().exports.kept);
    sql.push(", attempt = ").bind(i32::try_from(made.attempt).map_err(Error::internal)?);
    sql.push(", bytes = ").bind(i64::try_from(made.bytes).map_err(Error::internal)?);
    sql.push(", sha256 = ").bind(made.sha256.clone());
    sql.push(" WHERE deleted_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// Since when an export that is being put together reads everything as it was; none when there is no such.
///
/// # Errors
/// The database's.
pub async fn reading_since(cx: &Context) -> Result<Option<DateTime<Utc>>> {
    #[derive(FromQueryResult)]
    struct Since {
        at: DateTime<Utc>,
    }
    let sql = Sql::new(&format!(
        "SELECT e.as_of AS at FROM exports e JOIN jobs j ON j.id = e.job_id WHERE e.ready_at IS NULL \
         AND e.as_of IS NOT NULL AND j.state IN {UNFINISHED} ORDER BY e.as_of LIMIT 1"
    ));
    Ok(sql.one::<Since>(cx.deps.db.reader()).await?.map(|since| since.at))
}
