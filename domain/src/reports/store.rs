//! The only file that speaks SQL about reports.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{ReasonCount, Report, ReportCase, ReportOutcome, ReportSubject, model::NewReport};
use crate::{
    Actor, Context, Error, Result,
    ids::{self, ReportId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
    users::Role,
};

pub(super) const QUEUE: List =
    List { name: "moderation.queue", key: "c.opened_at", id: "c.subject_id", order: Order::Ascending };

/// How many reports a case shows.
const SHOWN: usize = 5;

const COLUMNS: &str = "r.id, r.reporter_id, r.subject_kind, r.subject_id, r.reason, r.note, r.created_at, r.resolved_at, \
                       r.resolved_by, r.outcome, r.resolution_note";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    reporter_id: Uuid,
    subject_kind: String,
    subject_id: Uuid,
    reason: String,
    note: String,
    created_at: DateTime<Utc>,
    resolved_at: Option<DateTime<Utc>>,
    resolved_by: Option<Uuid>,
    outcome: Option<String>,
    resolution_note: Option<String>,
}

impl TryFrom<Row> for Report {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ReportId::from_uuid(row.id),
            reporter_id: UserId::from_uuid(row.reporter_id),
            subject: ReportSubject::kept(&row.subject_kind, row.subject_id)?,
            reason: row.reason.parse()?,
            note: row.note,
            created_at: row.created_at,
            resolved_at: row.resolved_at,
            resolved_by: row.resolved_by.map(UserId::from_uuid),
            outcome: row.outcome.as_deref().map(str::parse).transpose()?,
            resolution_note: row.resolution_note,
        })
    }
}

/// Writes a report and counts it; none when this person has an open one on the thing. The report comes first: who resolves takes the
/// case away first, so that no report is left without one.
pub(super) async fn insert(cx: &Context, tx: &Tx, reporter: UserId, new: NewReport) -> Result<Option<Report>> {
    let (id, subject): (ReportId, _) = (ids::new(cx), new.subject);
    let mut sql =
        Sql::new("INSERT INTO reports (id, reporter_id, subject_kind, subject_id, reason, note, created_at) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(reporter.uuid()).push(", ").bind(subject.kind()).push(", ");
    sql.bind(subject.uuid()).push(", ").bind(new.reason.as_str()).push(", ").bind(new.note).push(", ");
    sql.bind(cx.now).push(") ON CONFLICT DO NOTHING");
    if sql.run(&**tx).await? == 0 {
        return Ok(None);
    }
    let mut sql =
        Sql::new("INSERT INTO report_cases (subject_id, subject_kind, report_count, opened_at, latest_at) VALUES (");
    sql.bind(subject.uuid()).push(", ").bind(subject.kind()).push(", 1, ").bind(cx.now).push(", ").bind(cx.now);
    sql.push(
        ") ON CONFLICT (subject_id) DO UPDATE SET report_count = report_cases.report_count + 1, \
         latest_at = excluded.latest_at",
    );
    sql.run(&**tx).await?;
    by_id(&**tx, id).await
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: ReportId) -> Result<Option<Report>> {
    let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM reports r WHERE r.id = "));
    sql.bind(id.uuid());
    sql.one::<Row>(db).await?.map(Report::try_from).transpose()
}

/// A report, unless it concerns who asks.
pub(super) async fn of_others(cx: &Context, id: ReportId) -> Result<Option<Report>> {
    let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM reports r WHERE r.id = "));
    sql.bind(id.uuid());
    push_of_others(&mut sql, &cx.actor, "r.subject_id");
    sql.one::<Row>(cx.deps.db.reader()).await?.map(Report::try_from).transpose()
}

/// The condition that a thing, given by the column of its id, is neither the one who asks nor theirs.
fn push_of_others(sql: &mut Sql, actor: &Actor, subject: &str) {
    let Some(me) = actor.account() else { return };
    sql.push(&format!(" AND {subject} <> ")).bind(me.uuid());
    for table in ["posts", "comments"] {
        sql.push(&format!(" AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.id = {subject} AND o.author_id = "));
        sql.bind(me.uuid()).push(")");
    }
}

/// Whose a thing is, whoever asks, and the role that they have now; none for what is gone.
pub(super) async fn owner(tx: &Tx, subject: ReportSubject) -> Result<Option<(UserId, Role)>> {
    #[derive(FromQueryResult)]
    struct Owner {
        id: Uuid,
        role: String,
    }
    let mut sql = Sql::new("SELECT u.id, u.role FROM users u WHERE u.id = ");
    match subject {
        ReportSubject::Post(id) => {
            sql.push("(SELECT p.author_id FROM posts p WHERE p.id = ").bind(id.uuid()).push(")");
        }
        ReportSubject::Comment(id) => {
            sql.push("(SELECT c.author_id FROM comments c WHERE c.id = ").bind(id.uuid()).push(")");
        }
        ReportSubject::User(id) => {
            sql.bind(id.uuid());
        }
    }
    let found = sql.one::<Owner>(&**tx).await?;
    found.map(|owner| Ok((UserId::from_uuid(owner.id), owner.role.parse()?))).transpose()
}

/// Resolves every open report on a thing; tells how many.
pub(super) async fn resolve(
    cx: &Context,
    tx: &Tx,
    subject: ReportSubject,
    outcome: ReportOutcome,
    note: &str,
) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM report_cases WHERE subject_id = ");
    sql.bind(subject.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new("UPDATE reports SET resolved_at = ");
    sql.bind(cx.now).push(", resolved_by = ").bind(cx.actor.account().map(|moderator| moderator.uuid()));
    sql.push(", outcome = ").bind(outcome.as_str()).push(", resolution_note = ").bind(note.to_owned());
    sql.push(" WHERE resolved_at IS NULL AND subject_id = ").bind(subject.uuid());
    Ok(sql.run(&**tx).await?)
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<ReportCase>> {
    #[derive(FromQueryResult)]
    struct Case {
        subject_id: Uuid,
        subject_kind: String,
        report_count: i32,
        opened_at: DateTime<Utc>,
        latest_at: DateTime<Utc>,
    }
    let mut sql = Sql::new(
        "SELECT c.subject_id, c.subject_kind, c.report_count, c.opened_at, c.latest_at FROM report_cases c WHERE 1 = 1",
    );
    push_of_others(&mut sql, &cx.actor, "c.subject_id");
    let whole = sql.clone();
    request.apply(QUEUE, &mut sql);
    let rows = sql.all::<Case>(cx.deps.db.reader()).await?.into_iter();
    let cases = rows.map(|row| {
        Ok(ReportCase {
            subject: ReportSubject::kept(&row.subject_kind, row.subject_id)?,
            report_count: u32::try_from(row.report_count).unwrap_or_default(),
            reasons: Vec::new(),
            reports: Vec::new(),
            opened_at: row.opened_at,
            latest_at: row.latest_at,
        })
    });
    let cases = cases.collect::<Result<Vec<_>>>()?;
    let place = |case: &ReportCase| Position { key: Key::Time(case.opened_at), id: case.subject.uuid() };
    Ok(request.page(cx, QUEUE, cases, place).of(whole))
}

/// Fetches what is said of these things: two statements for all of them.
pub(super) async fn load(cx: &Context, cases: &mut [&mut ReportCase]) -> Result<()> {
    if cases.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = cases.iter().map(|case| case.subject.uuid()).collect();
    let (mut reasons, mut reports) = (reasons(cx, &ids).await?, latest(cx, &ids).await?);
    for case in cases.iter_mut() {
        case.reasons = reasons.remove(&case.subject.uuid()).unwrap_or_default();
        case.reports = reports.remove(&case.subject.uuid()).unwrap_or_default();
    }
    Ok(())
}

async fn reasons(cx: &Context, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<ReasonCount>>> {
    #[derive(FromQueryResult)]
    struct Count {
        subject_id: Uuid,
        reason: String,
        n: i64,
    }
    let mut sql = Sql::new(
        "SELECT r.subject_id, r.reason, COUNT(*) AS n FROM reports r WHERE r.resolved_at IS NULL AND r.subject_id IN ",
    );
    sql.bind_all(ids.iter().copied()).push(" GROUP BY r.subject_id, r.reason ORDER BY n DESC, r.reason");
    let mut of: HashMap<Uuid, Vec<ReasonCount>> = HashMap::new();
    for row in sql.all::<Count>(cx.deps.db.reader()).await? {
        let count = ReasonCount { reason: row.reason.parse()?, count: u32::try_from(row.n).unwrap_or(u32::MAX) };
        of.entry(row.subject_id).or_default().push(count);
    }
    Ok(of)
}

async fn latest(cx: &Context, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Report>>> {
    let mut sql = Sql::new(&format!(
        "SELECT * FROM (SELECT {COLUMNS}, ROW_NUMBER() OVER (PARTITION BY r.subject_id ORDER BY r.created_at DESC, r.id DESC) \
         AS place FROM reports r WHERE r.resolved_at IS NULL AND r.subject_id IN "
    ));
    sql.bind_all(ids.iter().copied());
    sql.push(&format!(") AS s WHERE s.place <= {SHOWN} ORDER BY s.subject_id, s.place"));
    let mut of: HashMap<Uuid, Vec<Report>> = HashMap::new();
    for row in sql.all::<Row>(cx.deps.db.reader()).await? {
        of.entry(row.subject_id).or_default().push(row.try_into()?);
    }
    Ok(of)
}

/// Empties what a person who is erased has said in reports; that they reported stays. Tells how many they were.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new("UPDATE reports SET note = '' WHERE note <> '' AND reporter_id = ");
    sql.bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}
