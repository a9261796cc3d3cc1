//! The only file that speaks SQL about moderation.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{ActionFilter, Ending, ModerationAction, input::NewAction};
use crate::{
    Context, Error, Result,
    ids::{self, AppealId, ModerationActionId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
    reports::ReportSubject,
};

pub(super) const ACTIONS: List =
    List { name: "moderation.actions", key: "a.created_at", id: "a.id", order: Order::Descending };

const SELECT: &str = "SELECT a.id, a.kind, a.subject_kind, a.subject_id, a.user_id, a.moderator_id, a.reason, a.note, a.until, \
                      a.created_at, a.ended_at, a.ended_as, a.ended_by, a.end_note, \
                      (SELECT s.id FROM moderation_appeals s WHERE s.action_id = a.id) AS appeal_id FROM moderation_actions a WHERE ";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    subject_kind: String,
    subject_id: Uuid,
    user_id: Uuid,
    moderator_id: Option<Uuid>,
    reason: String,
    note: String,
    until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    ended_as: Option<String>,
    ended_by: Option<Uuid>,
    end_note: Option<String>,
    appeal_id: Option<Uuid>,
}

impl TryFrom<Row> for ModerationAction {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ModerationActionId::from_uuid(row.id),
            kind: row.kind.parse()?,
            subject: ReportSubject::kept(&row.subject_kind, row.subject_id)?,
            user_id: UserId::from_uuid(row.user_id),
            moderator_id: row.moderator_id.map(UserId::from_uuid),
            reason: row.reason.parse()?,
            note: row.note,
            until: row.until,
            appeal_id: row.appeal_id.map(AppealId::from_uuid),
            created_at: row.created_at,
            ended_at: row.ended_at,
            ended_as: row.ended_as.as_deref().map(str::parse).transpose()?,
            ended_by: row.ended_by.map(UserId::from_uuid),
            end_note: row.end_note,
        })
    }
}

/// Writes down what is done; none when the thing is held in this way already.
pub(super) async fn insert(cx: &Context, tx: &Tx, whom: UserId, new: &NewAction) -> Result<Option<ModerationAction>> {
    let id: ModerationActionId = ids::new(cx);
    let mut sql = Sql::new(
        "INSERT INTO moderation_actions (id, kind, subject_kind, subject_id, user_id, moderator_id, reason, note, until, holds, \
         created_at) VALUES (",
    );
    sql.bind(id.uuid()).push(", ").bind(new.kind.as_str()).push(", ").bind(new.subject.kind()).push(", ");
    sql.bind(new.subject.uuid()).push(", ").bind(whom.uuid()).push(", ");
    sql.bind(cx.actor.account().map(|moderator| moderator.uuid())).push(", ").bind(new.reason.as_str()).push(", ");
    sql.bind(new.note.clone()).push(", ").bind(new.until).push(", ").bind(new.kind.holds()).push(", ");
    sql.bind(cx.now).push(") ON CONFLICT DO NOTHING");
    if sql.run(&**tx).await? == 0 { Ok(None) } else { by_id(&**tx, id).await }
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: ModerationActionId) -> Result<Option<ModerationAction>> {
    let mut sql = Sql::new(SELECT);
    sql.push("a.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(ModerationAction::try_from).transpose()
}

/// Ends something, unless it is over. Tells whether it was not.
pub(super) async fn end(cx: &Context, tx: &Tx, id: ModerationActionId, how: Ending, note: &str) -> Result<bool> {
    let mut sql = ending(cx, how, note);
    sql.push(" AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// Ends what holds this account, because something else takes its place. Tells what it was.
pub(super) async fn replace(cx: &Context, tx: &Tx, subject: ReportSubject) -> Result<Option<ModerationActionId>> {
    #[derive(FromQueryResult)]
    struct Ended {
        id: Uuid,
    }
    let mut sql = ending(cx, Ending::Replaced, "");
    sql.push(" AND holds = 'account' AND subject_id = ").bind(subject.uuid()).push(" RETURNING id");
    Ok(sql.one::<Ended>(&**tx).await?.map(|row| ModerationActionId::from_uuid(row.id)))
}

/// What holds although its time is over, the longest over first.
pub(super) async fn due(
    cx: &Context,
    after: Option<(DateTime<Utc>, ModerationActionId)>,
    most: usize,
) -> Result<Vec<(DateTime<Utc>, ModerationActionId)>> {
    #[derive(FromQueryResult)]
    struct Due {
        until: DateTime<Utc>,
        id: Uuid,
    }
    let mut sql =
        Sql::new("SELECT until, id FROM moderation_actions WHERE ended_at IS NULL AND holds IS NOT NULL AND until <= ");
    sql.bind(cx.now);
    if let Some((until, id)) = after {
        sql.push(" AND (until, id) > (").bind(until).push(", ").bind(id.uuid()).push(")");
    }
    sql.push(&format!(" ORDER BY until, id LIMIT {most}"));
    let rows = sql.all::<Due>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.until, ModerationActionId::from_uuid(row.id))).collect())
}

fn ending(cx: &Context, how: Ending, note: &str) -> Sql {
    let mut sql = Sql::new("UPDATE moderation_actions SET ended_at = ");
    sql.bind(cx.now).push(", ended_by = ").bind(cx.actor.account().map(|moderator| moderator.uuid()));
    sql.push(", ended_as = ").bind(how.as_str()).push(", end_note = ").bind(note.to_owned());
    sql.push(" WHERE ended_at IS NULL");
    sql
}

pub(super) async fn page(cx: &Context, filter: &ActionFilter, request: &PageRequest) -> Result<Page<ModerationAction>> {
    let mut sql = Sql::new(SELECT);
    sql.push("1 = 1");
    if let Some(user) = filter.user {
        sql.push(" AND a.user_id = ").bind(user.uuid());
    }
    if let Some(subject) = filter.subject {
        sql.push(" AND a.subject_id = ").bind(subject.uuid());
    }
    match filter.in_force {
        Some(true) => sql.push(" AND a.ended_at IS NULL AND a.holds IS NOT NULL"),
        Some(false) => sql.push(" AND (a.ended_at IS NOT NULL OR a.holds IS NULL)"),
        None => &mut sql,
    };
    let whole = sql.clone();
    request.apply(ACTIONS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter();
    let actions = rows.map(ModerationAction::try_from).collect::<Result<Vec<_>>>()?;
    let place = |action: &ModerationAction| Position { key: Key::Time(action.created_at), id: action.id.uuid() };
    Ok(request.page(cx, ACTIONS, actions, place).of(whole))
}

/// Empties what was said about a person who is erased; that it was done stays. Tells how often that was.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new("UPDATE moderation_actions SET note = '', end_note = NULL WHERE user_id = ");
    sql.bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}
