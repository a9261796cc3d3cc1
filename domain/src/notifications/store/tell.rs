//! Writing down what people are told: any number of them in a few statements.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::live;
use crate::{
    Context, Result,
    ids::{CommentId, NotificationId, PostId, UserId},
    notifications::NotificationKind,
    platform::{Sql, Tx, db::Engine},
};

/// Something that happened.
pub(in crate::notifications) struct Told {
    /// What: a comment, a post, or whatever somebody did something to.
    pub event: Uuid,
    /// Who did it.
    pub by: UserId,
    /// The post that it is about.
    pub post: Option<PostId>,
    /// When it is told.
    pub at: DateTime<Utc>,
}

/// Somebody who is to be told, and of what.
#[derive(Debug, Clone)]
pub(in crate::notifications) struct Address {
    /// The notification, unless there is one that gathers it.
    pub id: NotificationId,
    /// Who.
    pub to: UserId,
    /// As what.
    pub kind: NotificationKind,
    /// What is gathered: what happens to it is one notification.
    pub subject: Uuid,
    /// The comment among what it is about that has to be there.
    pub comment: Option<CommentId>,
    /// The place in the inbox.
    pub seq: i64,
}

/// Takes a place in the inbox of everybody who may be told, wants to be and has not been. Each inbox is locked until the
/// transaction ends, always in the same order, so that places are in the order of commits. Tells who, and which place.
pub(in crate::notifications) async fn number(
    cx: &Context,
    tx: &Tx,
    told: &Told,
    to: &[Address],
) -> Result<Vec<(UserId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        user_id: Uuid,
        last: i64,
    }
    let mut sql = addressed(cx, to);
    sql.push(
        " INSERT INTO inboxes (user_id, last) SELECT e.user_id, 1 FROM e JOIN users u ON u.id = e.user_id \
         JOIN users w ON w.id = ",
    );
    sql.bind(told.by.uuid()).push(&format!(
        "{} WHERE {REACHED} AND u.id <> w.id AND (e.kind = 'moderation' OR ({})) \
         AND (COALESCE(np.inbox, TRUE) OR {} OR COALESCE(np.digest, 'off') <> 'off')",
        preferences(cx.deps.db.engine(), "e"),
        live::together("u.id", "w.id"),
        mailed("e.kind"),
    ));
    sql.push(" AND NOT EXISTS (SELECT 1 FROM notification_events x WHERE x.user_id = e.user_id AND x.actor_id = w.id");
    sql.push(" AND x.event_id = ").bind(told.event).push(") ORDER BY e.user_id");
    sql.push(" ON CONFLICT (user_id) DO UPDATE SET last = inboxes.last + 1 RETURNING user_id, last");
    let rows = sql.all::<Row>(&**tx).await?;
    Ok(rows.into_iter().map(|row| (UserId::from_uuid(row.user_id), row.last)).collect())
}

/// The condition that an account `u` is told anything.
const REACHED: &str =
    "u.email_verified_at IS NOT NULL AND u.suspended_at IS NULL AND u.erase_at IS NULL AND u.erased_at IS NULL";

/// Joins what each of `those` wants about the kind as `np`, where they have said. On PostgreSQL it is looked up for each: a plan that was
/// made while nobody had said anything would put all that everybody wants into a hash each time.
fn preferences(engine: Engine, those: &str) -> String {
    let theirs = format!("np.user_id = {those}.user_id AND np.kind = {those}.kind");
    match engine {
        Engine::Postgres => format!(
            " LEFT JOIN LATERAL (SELECT np.inbox, np.mail, np.digest FROM notification_preferences np WHERE {theirs} OFFSET 0) \
             AS np ON TRUE"
        ),
        Engine::Sqlite => format!(" LEFT JOIN notification_preferences np ON {theirs}"),
    }
}

/// Whether a mail at once is wanted, by the preference `np` about this kind.
fn mailed(kind: &str) -> String {
    format!("COALESCE(np.mail, {kind} NOT IN ('reaction', 'follow', 'moderation'))")
}

/// A notification in which something was gathered.
#[derive(Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    mailed: bool,
}

/// A notification in which something was gathered.
pub(in crate::notifications) struct Gathered {
    /// The notification.
    pub id: NotificationId,
    /// Whose it is.
    pub to: UserId,
    /// Whether a mail is wanted at once.
    pub mailed: bool,
}

/// Gathers what happened in what is unread about the same, or begins anew, and writes down for each what happened. Tells in which
/// notification it is for whom, in the order of people.
pub(in crate::notifications) async fn gather_in(
    cx: &Context,
    tx: &Tx,
    told: &Told,
    to: &[Address],
) -> Result<Vec<Gathered>> {
    let rows = match cx.deps.db.engine() {
        Engine::Postgres => gather_at_once(cx, tx, told, to).await?,
        Engine::Sqlite => gather_by_steps(cx, tx, told, to).await?,
    };
    let gathered = |row: Row| Gathered {
        id: NotificationId::from_uuid(row.id),
        to: UserId::from_uuid(row.user_id),
        mailed: row.mailed,
    };
    Ok(rows.into_iter().map(gathered).collect())
}

/// One statement: each more is a way to the server and back while inboxes are locked.
async fn gather_at_once(cx: &Context, tx: &Tx, told: &Told, to: &[Address]) -> Result<Vec<Row>> {
    let mut sql = addressed(cx, to);
    sql.push(", n (id, user_id, kind) AS (");
    push_gathering(cx.deps.db.engine(), &mut sql, told);
    sql.push(" RETURNING id, user_id, kind), x AS (");
    push_events(&mut sql, told);
    sql.push(" FROM n ON CONFLICT DO NOTHING) ");
    push_wishes(&mut sql);
    push_in_order(Engine::Postgres, sql.push(" FROM n"));
    Ok(sql.all(&**tx).await?)
}

/// SQLite writes one table in a statement.
async fn gather_by_steps(cx: &Context, tx: &Tx, told: &Told, to: &[Address]) -> Result<Vec<Row>> {
    let mut sql = addressed(cx, to);
    push_gathering(cx.deps.db.engine(), &mut sql, told);
    sql.push(" RETURNING id");
    let ids: Vec<Uuid> = sql.all::<Id>(&**tx).await?.into_iter().map(|row| row.id).collect();
    let mut sql = Sql::default();
    push_events(&mut sql, told);
    sql.push(" FROM notifications n WHERE n.id").any_of(Engine::Sqlite, ids.clone()).push(" ON CONFLICT DO NOTHING");
    sql.run(&**tx).await?;
    let mut sql = Sql::default();
    push_wishes(&mut sql);
    sql.push(" FROM (SELECT id, user_id, kind FROM notifications WHERE id").any_of(Engine::Sqlite, ids).push(") AS n");
    push_in_order(Engine::Sqlite, &mut sql);
    Ok(sql.all(&**tx).await?)
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

fn push_gathering(engine: Engine, sql: &mut Sql, told: &Told) {
    sql.push(
        " INSERT INTO notifications (id, user_id, kind, subject_id, post_id, comment_id, inbox, seq, created_at, updated_at) \
         SELECT e.id, e.user_id, e.kind, e.subject_id, ",
    );
    sql.bind(told.post.map(|post| post.uuid())).push(", e.comment_id, COALESCE(np.inbox, TRUE), e.seq, ");
    sql.bind(told.at).push(", ").bind(told.at);
    sql.push(" FROM e").push(&preferences(engine, "e")).push(
        " WHERE 1 = 1 \
         ON CONFLICT (user_id, kind, subject_id) WHERE read_at IS NULL DO UPDATE SET seq = excluded.seq, \
         updated_at = excluded.updated_at, inbox = (notifications.inbox OR excluded.inbox)",
    );
}

/// What happened, for each of notifications `n`.
fn push_events(sql: &mut Sql, told: &Told) {
    sql.push(
        "INSERT INTO notification_events (user_id, event_id, actor_id, notification_id, created_at) SELECT n.user_id, ",
    );
    sql.bind(told.event).push(", ").bind(told.by.uuid()).push(", n.id, ").bind(told.at);
}

/// Whose notifications `n` are, and whether they want a mail.
fn push_wishes(sql: &mut Sql) {
    sql.push(&format!("SELECT n.id, n.user_id, {} AS mailed", mailed("n.kind")));
}

fn push_in_order(engine: Engine, sql: &mut Sql) {
    sql.push(&preferences(engine, "n")).push(" ORDER BY n.user_id");
}

pub(super) fn bare(ids: &[NotificationId]) -> Vec<Uuid> {
    ids.iter().map(TypeSafeId::uuid).collect()
}

/// Begins a statement with a table `e` of those who are addressed.
fn addressed(cx: &Context, to: &[Address]) -> Sql {
    let mut sql = Sql::new("WITH e (id, user_id, kind, subject_id, comment_id, seq) AS (");
    match cx.deps.db.engine() {
        Engine::Postgres => arrays(&mut sql, to),
        Engine::Sqlite => values(&mut sql, to),
    }
    sql.push(")");
    sql
}

/// One text for any number of rows, so that it is prepared once. An array has no NULL in it here: the id of nothing is none.
fn arrays(sql: &mut Sql, to: &[Address]) {
    let each = || to.iter();
    sql.push("SELECT u.id, u.user_id, u.kind, u.subject_id, NULLIF(u.comment_id, ");
    sql.push("CAST('00000000-0000-0000-0000-000000000000' AS uuid)), u.seq FROM unnest(");
    sql.bind(each().map(|it| it.id.uuid()).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.to.uuid()).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.kind.as_str().to_owned()).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.subject).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.comment.map_or(Uuid::nil(), |id| id.uuid())).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.seq).collect::<Vec<_>>());
    sql.push(") AS u (id, user_id, kind, subject_id, comment_id, seq)");
}

fn values(sql: &mut Sql, to: &[Address]) {
    sql.push("VALUES ");
    for (n, it) in to.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" });
        sql.bind(it.id.uuid()).push(", ").bind(it.to.uuid()).push(", ").bind(it.kind.as_str()).push(", ");
        sql.bind(it.subject).push(", ").bind(it.comment.map(|id| id.uuid())).push(", ").bind(it.seq).push(")");
    }
}
