//! The only file that speaks SQL about exports; what is in them is read by `archive`.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    DataExport, ExportFile, ExportKind, ExportState, link,
    model::{file_name, key},
};
use crate::{
    Context, Error, Result,
    actor::UserActor,
    ids::{ExportId, JobId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
    users::Role,
};

pub(super) const EXPORTS: List = List { name: "exports", key: "e.created_at", id: "e.id", order: Order::Descending };

/// The states of a job that has not ended.
const UNFINISHED: &str = "('scheduled', 'queued', 'running', 'parked', 'waiting', 'held')";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    job_id: Uuid,
    created_at: DateTime<Utc>,
    as_of: Option<DateTime<Utc>>,
    ready_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    attempt: Option<i32>,
    bytes: Option<i64>,
    sha256: Option<String>,
    runs: bool,
}

impl Row {
    fn read(self, cx: &Context) -> Result<DataExport> {
        let id = ExportId::from_uuid(self.id);
        let kind: ExportKind = self.kind.parse()?;
        let file = self.file(cx, id, kind);
        let state = match &file {
            Some(file) if file.expires_at > cx.now => ExportState::Ready,
            Some(_) => ExportState::Expired,
            None if self.runs => ExportState::Pending,
            None => ExportState::Failed,
        };
        let (job_id, created_at, as_of) = (JobId::from_uuid(self.job_id), self.created_at, self.as_of);
        Ok(DataExport { id, kind, state, job_id, created_at, as_of, file })
    }

    fn file(&self, cx: &Context, id: ExportId, kind: ExportKind) -> Option<ExportFile> {
        let (ready_at, expires_at) = (self.ready_at?, self.expires_at?);
        Some(ExportFile {
            name: file_name(kind, self.as_of.unwrap_or(ready_at)),
            media_type: kind.media_type(),
            bytes: self.bytes.unwrap_or_default().unsigned_abs(),
            sha256: self.sha256.clone().unwrap_or_default(),
            ready_at,
            expires_at,
            link: (expires_at > cx.now).then(|| link::link(cx, id, expires_at)),
            key: key(id, self.attempt.unwrap_or_default().unsigned_abs()),
        })
    }
}

/// Every query starts here.
fn existing() -> Sql {
    Sql::new(&format!(
        "SELECT e.id, e.kind, e.job_id, e.created_at, e.as_of, e.ready_at, e.expires_at, e.attempt, e.bytes, e.sha256, \
         EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.job_id AND j.state IN {UNFINISHED}) AS runs FROM exports e \
         WHERE e.deleted_at IS NULL"
    ))
}

/// One's own; what only admins take along is theirs only as long as they are admins.
fn visible_to(person: &UserActor) -> Sql {
    let mut sql = existing();
    sql.push(" AND e.user_id = ").bind(person.id.uuid());
    if person.role < Role::Admin {
        sql.push(" AND e.kind = 'own'");
    }
    sql
}

pub(super) async fn page(cx: &Context, person: &UserActor, request: &PageRequest) -> Result<Page<DataExport>> {
    let mut sql = visible_to(person);
    let whole = sql.clone();
    request.apply(EXPORTS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let exports = rows.into_iter().map(|row| row.read(cx)).collect::<Result<Vec<_>>>()?;
    let position = |it: &DataExport| Position { key: Key::Time(it.created_at), id: it.id.uuid() };
    Ok(request.page(cx, EXPORTS, exports, position).of(whole))
}

pub(super) async fn by_id(
    cx: &Context,
    db: &impl ConnectionTrait,
    person: &UserActor,
    id: ExportId,
) -> Result<Option<DataExport>> {
    let mut sql = visible_to(person);
    sql.push(" AND e.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(|row| row.read(cx)).transpose()
}

/// An export by who has an address that is signed.
pub(super) async fn by_link(cx: &Context, id: ExportId) -> Result<Option<DataExport>> {
    let mut sql = existing();
    sql.push(" AND e.id = ").bind(id.uuid());
    sql.one::<Row>(cx.deps.db.reader()).await?.map(|row| row.read(cx)).transpose()
}

/// How many of a person are pending or kept, and how many of them are pending and of this kind.
pub(super) async fn counts(cx: &Context, tx: &Tx, person: UserId, kind: ExportKind) -> Result<(i64, i64)> {
    #[derive(FromQueryResult)]
    struct Counts {
        kept: i64,
        same: i64,
    }
    let runs = format!("EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.job_id AND j.state IN {UNFINISHED})");
    let mut sql = Sql::new(&format!("SELECT COUNT(*) AS kept, COUNT(CASE WHEN {runs} AND e.kind = "));
    sql.bind(kind.as_str()).push(" THEN 1 END) AS same FROM exports e WHERE e.deleted_at IS NULL AND e.user_id = ");
    sql.bind(person.uuid()).push(&format!(" AND ({runs} OR e.expires_at > ")).bind(cx.now).push(")");
    Ok(sql.one::<Counts>(&**tx).await?.map_or((0, 0), |counts| (counts.kept, counts.same)))
}

pub(super) async fn insert(
    cx: &Context,
    tx: &Tx,
    (id, kind): (ExportId, ExportKind),
    person: UserId,
    job: JobId,
) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO exports (id, user_id, kind, job_id, created_at) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(person.uuid()).push(", ").bind(kind.as_str()).push(", ").bind(job.uuid());
    sql.push(", ").bind(cx.now).push(")");
    sql.run(&**tx).await?;
    Ok(())
}

/// Lets nobody see an export any more; false when there was none.
pub(super) async fn mark_deleted(cx: &Context, tx: &Tx, id: ExportId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE exports SET deleted_at = ");
    sql.bind(cx.now).push(" WHERE deleted_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// What a run has to know.
#[derive(FromQueryResult)]
struct Wanted {
    kind: String,
    user_id: Uuid,
}

/// Notes down the moment that an export is going to show, and tells what it is and whose; none when nobody wants it any more.
pub(super) async fn begin(tx: &Tx, id: ExportId, as_of: DateTime<Utc>) -> Result<Option<(ExportKind, UserId)>> {
    let mut sql = Sql::new("UPDATE exports SET as_of = ");
    sql.bind(as_of).push(" WHERE deleted_at IS NULL AND ready_at IS NULL AND id = ").bind(id.uuid());
    sql.push(" RETURNING kind, user_id");
    let wanted = sql.one::<Wanted>(&**tx).await?;
    wanted.map(|it| Ok((it.kind.parse()?, UserId::from_uuid(it.user_id)))).transpose()
}

/// What an attempt has made.
pub(super) struct Made {
    pub attempt: u32,
    pub bytes: u64,
    pub sha256: String,
}

/// Makes an export ready; false when nobody wants it any more.
pub(super) async fn finish(cx: &Context, tx: &Tx, id: ExportId, made: &Made) -> Result<bool> {
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

/// Exports whose job has ended and whose files nobody needs any more: deleted, over, or failed so long ago.
pub(super) async fn over(cx: &Context, failed_before: DateTime<Utc>, most: u32) -> Result<Vec<ExportId>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT e.id FROM exports e WHERE (e.deleted_at IS NOT NULL OR e.expires_at <= ");
    sql.bind(cx.now).push(" OR (e.ready_at IS NULL AND e.created_at < ").bind(failed_before);
    sql.push(&format!(
        ")) AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.job_id AND j.state IN {UNFINISHED}) \
         ORDER BY e.created_at LIMIT {most}"
    ));
    let rows = sql.all::<Id>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| ExportId::from_uuid(row.id)).collect())
}

pub(super) async fn remove(tx: &Tx, ids: &[ExportId]) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM exports WHERE id IN ");
    sql.bind_all(ids.iter().map(type_safe_id::TypeSafeId::uuid));
    sql.run(&**tx).await?;
    Ok(())
}

/// Lets nobody see the exports of a person who is erased; their files go within the hour. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(cx: &Context, tx: &Tx, account: UserId) -> Result<u64> {
    let mut sql = Sql::new("UPDATE exports SET deleted_at = ");
    sql.bind(cx.now).push(" WHERE deleted_at IS NULL AND user_id = ").bind(account.uuid());
    Ok(sql.run(&**tx).await?)
}
