//! Imports as they are asked for, and what came of them.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::remote::{forget_pictures, remember_pictures};
use crate::{
    Context, Error, Result,
    ids::{ImportId, JobId},
    imports::{
        FINDINGS_MAX, Finding, Import, ImportArchive, ImportForm, ImportTask, Tally,
        apply::Opened,
        journal::Place,
        life::{Marks, NewImport},
    },
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx, db::Engine},
};

pub(in crate::imports) const IMPORTS: List =
    List { name: "imports", key: "i.created_at", id: "i.id", order: Order::Descending };

pub(in crate::imports) const FINDINGS: List =
    List { name: "imports.findings", key: "f.number", id: "f.import_id", order: Order::Ascending };

/// The states of a job that has not ended.
const UNFINISHED: &str = "('scheduled', 'queued', 'running', 'parked', 'waiting', 'held')";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    form: String,
    author: Option<String>,
    origin: Option<String>,
    size: Option<i64>,
    received: i64,
    uploads: i32,
    expires_at: Option<DateTime<Utc>>,
    archive_gone_at: Option<DateTime<Utc>>,
    task: Option<String>,
    job_id: Option<Uuid>,
    media_job_id: Option<Uuid>,
    planned_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    report: Option<String>,
    reason: Option<String>,
    runs: bool,
}

impl Row {
    fn read(self) -> Result<Import> {
        let size = self.size.map(i64::unsigned_abs);
        let task = self.task.as_deref().map(str::parse).transpose()?;
        let marks = Marks { planned: self.planned_at, applied: self.finished_at, undone: self.undone_at };
        let archive = size.zip(self.expires_at).filter(|_| self.archive_gone_at.is_none());
        let archive = archive.map(|(size, expires_at)| ImportArchive {
            size,
            received: self.received.unsigned_abs(),
            expires_at,
            uploads: self.uploads,
        });
        Ok(Import {
            id: ImportId::from_uuid(self.id),
            form: ImportForm::read(&self.form, self.author, self.origin.clone())?,
            origin: self.origin,
            state: marks.state(task, self.runs, self.reason.is_some(), archive.as_ref()),
            archive,
            task,
            job_id: self.job_id.map(JobId::from_uuid),
            media_job_id: self.media_job_id.map(JobId::from_uuid),
            tallies: tallies(self.report.as_deref())?,
            reason: self.reason,
            created_at: self.created_at,
            planned_at: self.planned_at,
            applied_at: self.finished_at,
            undone_at: self.undone_at,
        })
    }
}

fn tallies(report: Option<&str>) -> Result<Vec<Tally>> {
    report.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(text).map_err(Error::internal))
}

/// Every query starts here.
fn existing() -> Sql {
    Sql::new(&format!(
        "SELECT i.id, i.form, i.author, i.origin, i.size, i.received, i.uploads, i.expires_at, i.archive_gone_at, i.task, i.job_id, \
         i.media_job_id, i.planned_at, i.finished_at, i.undone_at, i.created_at, i.report, i.reason, \
         EXISTS (SELECT 1 FROM jobs j WHERE j.id = i.job_id AND j.state IN {UNFINISHED}) AS runs FROM imports i \
         WHERE i.deleted_at IS NULL"
    ))
}

pub(in crate::imports) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Import>> {
    let mut sql = existing();
    let whole = sql.clone();
    request.apply(IMPORTS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let imports = rows.into_iter().map(Row::read).collect::<Result<Vec<_>>>()?;
    let position = |it: &Import| Position { key: Key::Time(it.created_at), id: it.id.uuid() };
    Ok(request.page(cx, IMPORTS, imports, position).of(whole))
}

pub(in crate::imports) async fn by_id(db: &impl ConnectionTrait, id: ImportId) -> Result<Option<Import>> {
    let mut sql = existing();
    sql.push(" AND i.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(Row::read).transpose()
}

/// Lets one at a time decide which import is carried out. On SQLite there is one writer anyway.
pub(in crate::imports) async fn lock(cx: &Context, tx: &Tx) -> Result<()> {
    if cx.deps.db.engine() == Engine::Postgres {
        tx.execute_unprepared("LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

/// The import that jobs are busy with.
pub(in crate::imports) async fn running(tx: &Tx) -> Result<Option<ImportId>> {
    #[derive(FromQueryResult)]
    struct Busy {
        id: Uuid,
    }
    let runs =
        |column: &str| format!("EXISTS (SELECT 1 FROM jobs j WHERE j.id = i.{column} AND j.state IN {UNFINISHED})");
    let sql =
        Sql::new(&format!("SELECT i.id FROM imports i WHERE {} OR {} LIMIT 1", runs("job_id"), runs("media_job_id")));
    Ok(sql.one::<Busy>(&**tx).await?.map(|busy| ImportId::from_uuid(busy.id)))
}

/// An import whose jobs a job has to wait for: one that runs, or that was asked for later. Nobody but who retries a job has it wait.
pub(in crate::imports) async fn ahead_of(cx: &Context, job: JobId) -> Result<Option<ImportId>> {
    #[derive(FromQueryResult)]
    struct Busy {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT i.id FROM imports i WHERE EXISTS (SELECT 1 FROM jobs j WHERE j.id <> ");
    sql.bind(job.uuid())
        .push(" AND (j.id = i.job_id OR j.id = i.media_job_id) AND (j.state IN ('running', 'waiting') OR (");
    sql.push(&format!("j.state IN {UNFINISHED} AND j.id > ")).bind(job.uuid()).push("))) LIMIT 1");
    Ok(sql.one::<Busy>(cx.deps.db.reader()).await?.map(|busy| ImportId::from_uuid(busy.id)))
}

/// Whether an import has created anything.
pub(in crate::imports) async fn has_created(tx: &Tx, id: ImportId) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct One {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM import_rows r WHERE r.import_id = ");
    sql.bind(id.uuid()).push(" LIMIT 1) q");
    Ok(sql.one::<One>(&**tx).await?.is_some_and(|row| row.n > 0))
}

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

/// Gives an import a task, and the job that does it.
pub(in crate::imports) async fn begin_task(
    cx: &Context,
    tx: &Tx,
    id: ImportId,
    task: ImportTask,
    job: JobId,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE imports SET report = NULL, reached = NULL, reason = NULL, task = ");
    sql.bind(task.as_str()).push(", job_id = ").bind(job.uuid());
    sql.push(match task {
        ImportTask::Plan => ", planned_at = NULL",
        ImportTask::Apply => ", finished_at = NULL, undone_at = NULL",
        ImportTask::Undo => "",
    });
    sql.push(", expires_at = CASE WHEN expires_at IS NOT NULL THEN ").bind(cx.now + cx.settings().imports.kept);
    sql.push(" END WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM import_findings WHERE import_id = ");
    sql.bind(id.uuid());
    sql.run(&**tx).await?;
    if task == ImportTask::Undo {
        remember_pictures(tx, id).await?;
    }
    forget_pictures(tx, id, task).await
}

/// Writes down what a task has done so far, and where it goes on.
pub(in crate::imports) async fn note(tx: &Tx, id: ImportId, tallies: &[Tally], place: Option<&Place>) -> Result<()> {
    let json = |place: &Place| serde_json::to_string(place).map_err(Error::internal);
    let mut sql = Sql::new("UPDATE imports SET report = ");
    sql.bind(serde_json::to_string(tallies).map_err(Error::internal)?);
    sql.push(", reached = ").bind(place.map(json).transpose()?).push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Where a task goes on, and what it has done: its tallies, and how many findings are written down.
pub(in crate::imports) async fn noted(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<(Option<Place>, Vec<Tally>, usize)> {
    #[derive(FromQueryResult)]
    struct Noted {
        reached: Option<String>,
        report: Option<String>,
        found: i64,
    }
    let mut sql = Sql::new(
        "SELECT i.reached, i.report, (SELECT COUNT(*) FROM import_findings f WHERE f.import_id = i.id) AS found \
         FROM imports i WHERE i.id = ",
    );
    sql.bind(id.uuid());
    let noted = sql.one::<Noted>(db).await?.ok_or(Error::not_found("import"))?;
    let place = noted.reached.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    Ok((place, tallies(noted.report.as_deref())?, usize::try_from(noted.found).unwrap_or_default()))
}

/// Adds findings behind those that are there.
pub(in crate::imports) async fn add_findings(tx: &Tx, id: ImportId, after: usize, findings: &[Finding]) -> Result<()> {
    for (chunk, some) in findings.chunks(200).enumerate() {
        let mut sql = Sql::new("INSERT INTO import_findings (import_id, number, file, line, reason) VALUES ");
        for (n, finding) in some.iter().enumerate() {
            let number = i64::try_from(after + chunk * 200 + n).map_err(Error::internal)?;
            let line = finding.line.map(i64::try_from).transpose().map_err(Error::internal)?;
            sql.push(if n == 0 { "(" } else { ", (" }).bind(id.uuid()).push(", ").bind(number).push(", ");
            sql.bind(finding.file.clone()).push(", ").bind(line).push(", ").bind(storable(&finding.reason)).push(")");
        }
        sql.run(&**tx).await?;
    }
    Ok(())
}

/// Adds what came of pictures to the report of the last task.
pub(in crate::imports) async fn add_to_report(tx: &Tx, id: ImportId, tally: Tally, findings: &[Finding]) -> Result<()> {
    let (reached, mut report, written) = noted(&**tx, id).await?;
    report.push(tally);
    note(tx, id, &report, reached.as_ref()).await?;
    let room = FINDINGS_MAX.saturating_sub(written).min(findings.len());
    add_findings(tx, id, written, &findings[..room]).await
}

/// PostgreSQL has no NUL.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

pub(in crate::imports) async fn findings(cx: &Context, id: ImportId, request: &PageRequest) -> Result<Page<Finding>> {
    #[derive(FromQueryResult)]
    struct Found {
        number: i64,
        file: String,
        line: Option<i64>,
        reason: String,
    }
    let mut sql = Sql::new("SELECT f.number, f.file, f.line, f.reason FROM import_findings f WHERE f.import_id = ");
    sql.bind(id.uuid());
    let whole = sql.clone();
    request.apply(FINDINGS, &mut sql);
    let rows = sql.all::<Found>(cx.deps.db.reader()).await?;
    let position = |row: &Found| Position { key: Key::Number(row.number), id: id.uuid() };
    let page = request.page(cx, FINDINGS, rows, position).of(whole);
    Ok(page.map(|row| Finding { file: row.file, line: row.line.map(i64::unsigned_abs), reason: row.reason }))
}

/// Says why an archive is refused.
pub(in crate::imports) async fn refuse(tx: &Tx, id: ImportId, reason: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE imports SET reason = ");
    sql.bind(storable(reason)).push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
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

pub(in crate::imports) async fn planned(cx: &Context, tx: &Tx, import: ImportId) -> Result<()> {
    set(cx, tx, import, "planned_at", ImportTask::Plan).await
}

pub(in crate::imports) async fn finish(cx: &Context, tx: &Tx, import: ImportId) -> Result<()> {
    set(cx, tx, import, "finished_at", ImportTask::Apply).await
}

pub(in crate::imports) async fn undone(cx: &Context, tx: &Tx, import: ImportId) -> Result<()> {
    set(cx, tx, import, "undone_at", ImportTask::Undo).await
}

async fn set(cx: &Context, tx: &Tx, import: ImportId, column: &str, task: ImportTask) -> Result<()> {
    let mut sql = Sql::new(&format!("UPDATE imports SET reached = NULL, reason = NULL, {column} = "));
    sql.bind(cx.deps.clock.now()).push(", task = ").bind(task.as_str());
    sql.push(" WHERE id = ").bind(import.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Says which archive it is, and where its pictures come from unless that was said before.
pub(in crate::imports) async fn identify(tx: &Tx, import: ImportId, sha256: &str, origin: Option<&str>) -> Result<()> {
    let mut sql = Sql::new("UPDATE imports SET sha256 = ");
    sql.bind(sha256).push(", origin = COALESCE(origin, ").bind(origin.map(str::to_owned));
    sql.push(") WHERE id = ").bind(import.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Whether there is such an import, and it was not undone.
pub(in crate::imports) async fn stands(cx: &Context, import: ImportId) -> Result<bool> {
    let found = by_id(cx.deps.db.reader(), import).await?;
    Ok(found.is_some_and(|import| import.undone_at.is_none()))
}

/// Lets nobody see an import any more; false when there was none.
pub(in crate::imports) async fn mark_deleted(cx: &Context, tx: &Tx, id: ImportId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE imports SET deleted_at = ");
    sql.bind(cx.now).push(" WHERE deleted_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// Imports whose archives are to be removed.
pub(in crate::imports) async fn over(cx: &Context, most: u32) -> Result<Vec<ImportId>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT imports.id FROM imports WHERE ");
    push_over(&mut sql, cx);
    sql.push(&format!(" ORDER BY imports.created_at LIMIT {most}"));
    let rows = sql.all::<Id>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| ImportId::from_uuid(row.id)).collect())
}

/// Lets nobody use an archive any more that is to be removed; false when somebody was quicker, and it stays.
pub(in crate::imports) async fn claim_over(cx: &Context, tx: &Tx, id: ImportId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE imports SET archive_gone_at = COALESCE(archive_gone_at, ");
    sql.bind(cx.now).push(") WHERE imports.id = ").bind(id.uuid()).push(" AND ");
    push_over(&mut sql, cx);
    Ok(sql.run(&**tx).await? == 1)
}

/// The condition that no job is busy with an import, and it was deleted, or its archive is over, or a purge has begun with it and died.
fn push_over(sql: &mut Sql, cx: &Context) {
    sql.push("(imports.deleted_at IS NOT NULL OR (imports.archive_gone_at IS NULL AND imports.expires_at <= ")
        .bind(cx.now);
    sql.push(
        ") OR (imports.archive_gone_at IS NOT NULL AND (EXISTS (SELECT 1 FROM media_objects o WHERE o.holder = imports.id) \
         OR NOT EXISTS (SELECT 1 FROM import_rows r WHERE r.import_id = imports.id)))) AND NOT EXISTS \
         (SELECT 1 FROM jobs j WHERE (j.id = imports.job_id OR j.id = imports.media_job_id) AND j.state IN ",
    );
    sql.push(UNFINISHED).push(")");
}

/// Forgets what a deleted import has created, so many rows at a time; tells how many.
pub(in crate::imports) async fn forget_rows(tx: &Tx, id: ImportId, most: u32) -> Result<u64> {
    let mut sql = Sql::new(
        "DELETE FROM import_rows WHERE EXISTS (SELECT 1 FROM imports i WHERE i.deleted_at IS NOT NULL AND i.id = ",
    );
    sql.bind(id.uuid()).push(
        ") AND (import_id, file, key) IN (SELECT r.import_id, r.file, r.key FROM import_rows r WHERE r.import_id = ",
    );
    sql.bind(id.uuid()).push(&format!(" LIMIT {most})"));
    Ok(sql.run(&**tx).await?)
}

/// Forgets an import that was deleted or has never created anything.
pub(in crate::imports) async fn forget(tx: &Tx, id: ImportId) -> Result<()> {
    let mut sql = Sql::new(
        "DELETE FROM imports WHERE (deleted_at IS NOT NULL OR NOT EXISTS \
         (SELECT 1 FROM import_rows r WHERE r.import_id = imports.id)) AND id = ",
    );
    sql.bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}
