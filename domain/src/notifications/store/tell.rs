//! Writing down what people are told: any number of them in a few statements.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::{CommentId, NotificationId, PostId, UserId},
    notifications::NotificationKind,
    platform::{Sql, Tx, db::Engine},
    users::{self, REACHABLE},
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
}

/// Joins the accounts of those who are addressed as `u`. On PostgreSQL each is looked up: for the one or two who hear of a comment
/// it would put all accounts of a community of some thousands into a hash.
fn accounts(engine: Engine) -> String {
    match engine {
        Engine::Postgres => format!(
            " CROSS JOIN LATERAL (SELECT u.id FROM users u WHERE u.id = e.user_id AND {REACHABLE} OFFSET 0) AS u"
        ),
        Engine::Sqlite => format!(" JOIN users u ON u.id = e.user_id AND {REACHABLE}"),
    }
}

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

/// Whether mails alone tell of a notification `n`, by the digest that is wanted of its kind: nothing else ends its gathering then.
pub(super) fn only_mailed(digest: &str) -> String {
    format!("(NOT n.inbox AND COALESCE({digest}, 'off') = 'off')")
}

/// A notification in which something was gathered.
#[derive(Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    mailed: bool,
    only_mailed: bool,
}

/// A notification in which something was gathered.
pub(in crate::notifications) struct Gathered {
    /// The notification.
    pub id: NotificationId,
    /// Whose it is.
    pub to: UserId,
    /// Whether a mail is wanted at once.
    pub mailed: bool,
    /// Whether nothing but mails tells of it.
    pub only_mailed: bool,
}

/// Tells everybody who may be told, wants to be and has not been: takes a place in their inbox, gathers what happened in what is
/// unread about the same, or begins anew, and writes down for each what happened. Each inbox is locked until the transaction ends,
/// always in the same order, so that places are in the order of commits. Tells in which notification it is for whom, in the order
/// of people.
pub(in crate::notifications) async fn write(
    cx: &Context,
    tx: &Tx,
    told: &Told,
    to: &[Address],
) -> Result<Vec<Gathered>> {
    let rows = match cx.deps.db.engine() {
        Engine::Postgres => write_at_once(cx, tx, told, to).await?,
        Engine::Sqlite => write_by_steps(cx, tx, told, to).await?,
    };
    let gathered = |row: Row| Gathered {
        id: NotificationId::from_uuid(row.id),
        to: UserId::from_uuid(row.user_id),
        mailed: row.mailed,
        only_mailed: row.only_mailed,
    };
    Ok(rows.into_iter().map(gathered).collect())
}

/// One statement: each more is a way to the server and back while inboxes are locked.
async fn write_at_once(cx: &Context, tx: &Tx, told: &Told, to: &[Address]) -> Result<Vec<Row>> {
    let mut sql = addressed(cx, to);
    sql.push(", i (user_id, last) AS (");
    push_places(Engine::Postgres, &mut sql, told);
    sql.push("), n (id, user_id, kind, inbox) AS (");
    push_gathering(Engine::Postgres, &mut sql, told);
    sql.push(" RETURNING id, user_id, kind, inbox), x AS (");
    push_events(&mut sql, told);
    sql.push(" FROM n ON CONFLICT DO NOTHING) ");
    push_wishes(&mut sql);
    push_in_order(Engine::Postgres, sql.push(" FROM n"));
    Ok(sql.all(&**tx).await?)
}

/// SQLite writes one table in a statement.
async fn write_by_steps(cx: &Context, tx: &Tx, told: &Told, to: &[Address]) -> Result<Vec<Row>> {
    let mut sql = addressed(cx, to);
    push_places(Engine::Sqlite, &mut sql, told);
    let reached: BTreeSet<Uuid> = sql.all::<Place>(&**tx).await?.into_iter().map(|row| row.user_id).collect();
    if reached.is_empty() {
        return Ok(Vec::new());
    }
    let to: Vec<Address> = to.iter().filter(|it| reached.contains(&it.to.uuid())).cloned().collect();
    let mut sql = addressed(cx, &to);
    push_gathering(Engine::Sqlite, &mut sql, told);
    sql.push(" RETURNING id");
    let ids: Vec<Uuid> = sql.all::<Id>(&**tx).await?.into_iter().map(|row| row.id).collect();
    let mut sql = Sql::default();
    push_events(&mut sql, told);
    sql.push(" FROM notifications n WHERE n.id").any_of(Engine::Sqlite, ids.clone()).push(" ON CONFLICT DO NOTHING");
    sql.run(&**tx).await?;
    let mut sql = Sql::default();
    push_wishes(&mut sql);
    sql.push(" FROM (SELECT id, user_id, kind, inbox FROM notifications WHERE id");
    sql.any_of(Engine::Sqlite, ids).push(") AS n");
    push_in_order(Engine::Sqlite, &mut sql);
    Ok(sql.all(&**tx).await?)
}

#[derive(FromQueryResult)]
struct Place {
    user_id: Uuid,
}

#[derive(FromQueryResult)]
pub(super) struct Id {
    pub(super) id: Uuid,
}

/// The next place in the inbox of each who is addressed, may be told, wants to be and has not been.
fn push_places(engine: Engine, sql: &mut Sql, told: &Told) {
    sql.push(" INSERT INTO inboxes (user_id, last) SELECT e.user_id, 1 FROM e").push(&accounts(engine));
    sql.push(" JOIN users w ON w.id = ").bind(told.by.uuid()).push(&format!(
        "{} WHERE u.id <> w.id AND (e.kind = 'moderation' OR ({})) \
         AND (COALESCE(np.inbox, TRUE) OR {} OR COALESCE(np.digest, 'off') <> 'off')",
        preferences(engine, "e"),
        users::none_blocked_each("u.id", "w.id"),
        mailed("e.kind"),
    ));
    // Each by the index, instead of all that this person has done.
    sql.push(
        " AND (SELECT 1 FROM notification_events x WHERE x.user_id = e.user_id AND x.actor_id = w.id AND x.event_id = ",
    );
    sql.bind(told.event).push(" LIMIT 1) IS NULL ORDER BY e.user_id");
    sql.push(" ON CONFLICT (user_id) DO UPDATE SET last = inboxes.last + 1 RETURNING user_id, last");
}

/// What is told to each who is addressed and has got a place.
fn push_gathering(engine: Engine, sql: &mut Sql, told: &Told) {
    sql.push(
        " INSERT INTO notifications (id, user_id, kind, subject_id, post_id, comment_id, inbox, seq, created_at, updated_at) \
         SELECT e.id, e.user_id, e.kind, e.subject_id, ",
    );
    sql.bind(told.post.map(|post| post.uuid())).push(", e.comment_id, COALESCE(np.inbox, TRUE), i.last, ");
    sql.bind(told.at).push(", ").bind(told.at).push(" FROM e JOIN ").push(match engine {
        Engine::Postgres => "i",
        // The place that was taken a moment ago: nobody else writes.
        Engine::Sqlite => "inboxes i",
    });
    sql.push(" ON i.user_id = e.user_id").push(&preferences(engine, "e")).push(
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

/// Whose notifications `n` are, whether they want a mail, and whether they want nothing else.
fn push_wishes(sql: &mut Sql) {
    let (mailed, only_mailed) = (mailed("n.kind"), only_mailed("np.digest"));
    sql.push(&format!("SELECT n.id, n.user_id, {mailed} AS mailed, {only_mailed} AS only_mailed"));
}

fn push_in_order(engine: Engine, sql: &mut Sql) {
    sql.push(&preferences(engine, "n")).push(" ORDER BY n.user_id");
}

pub(super) fn bare(ids: &[NotificationId]) -> Vec<Uuid> {
    ids.iter().map(TypeSafeId::uuid).collect()
}

/// Begins a statement with a table `e` of those who are addressed.
fn addressed(cx: &Context, to: &[Address]) -> Sql {
    let mut sql = Sql::new("WITH e (id, user_id, kind, subject_id, comment_id) AS (");
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
    sql.push("CAST('00000000-0000-0000-0000-000000000000' AS uuid)) FROM unnest(");
    sql.bind(each().map(|it| it.id.uuid()).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.to.uuid()).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.kind.as_str().to_owned()).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.subject).collect::<Vec<_>>()).push(", ");
    sql.bind(each().map(|it| it.comment.map_or(Uuid::nil(), |id| id.uuid())).collect::<Vec<_>>());
    sql.push(") AS u (id, user_id, kind, subject_id, comment_id)");
}

fn values(sql: &mut Sql, to: &[Address]) {
    sql.push("VALUES ");
    for (n, it) in to.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" });
        sql.bind(it.id.uuid()).push(", ").bind(it.to.uuid()).push(", ").bind(it.kind.as_str()).push(", ");
        sql.bind(it.subject).push(", ").bind(it.comment.map(|id| id.uuid())).push(")");
    }
}
