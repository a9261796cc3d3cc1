//! What speaks SQL about appeals.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{Appeal, AppealOutcome, model::NewAppeal};
use crate::{
    Context, Error, Result,
    ids::{self, AppealId, ModerationActionId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
};

pub(super) const APPEALS: List =
    List { name: "moderation.appeals", key: "a.created_at", id: "a.id", order: Order::Ascending };

const SELECT: &str = "SELECT a.id, a.action_id, a.user_id, a.text, a.created_at, a.decided_at, a.decided_by, a.outcome, a.answer \
                      FROM moderation_appeals a WHERE ";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    action_id: Uuid,
    user_id: Uuid,
    text: String,
    created_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    decided_by: Option<Uuid>,
    outcome: Option<String>,
    answer: Option<String>,
}

impl TryFrom<Row> for Appeal {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: AppealId::from_uuid(row.id),
            action_id: ModerationActionId::from_uuid(row.action_id),
            user_id: UserId::from_uuid(row.user_id),
            text: row.text,
            created_at: row.created_at,
            decided_at: row.decided_at,
            decided_by: row.decided_by.map(UserId::from_uuid),
            outcome: row.outcome.as_deref().map(str::parse).transpose()?,
            answer: row.answer,
        })
    }
}

/// Writes an appeal; none when there is one.
pub(super) async fn insert(cx: &Context, tx: &Tx, who: UserId, new: NewAppeal) -> Result<Option<Appeal>> {
    let id: AppealId = ids::new(cx);
    let mut sql = Sql::new("INSERT INTO moderation_appeals (id, action_id, user_id, text, created_at) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(new.action.uuid()).push(", ").bind(who.uuid()).push(", ");
    sql.bind(new.text).push(", ").bind(cx.now).push(") ON CONFLICT (action_id) DO NOTHING");
    if sql.run(&**tx).await? == 0 { Ok(None) } else { by_id(&**tx, id).await }
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: AppealId) -> Result<Option<Appeal>> {
    let mut sql = Sql::new(SELECT);
    sql.push("a.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(Appeal::try_from).transpose()
}

/// Writes what came of an appeal, unless that was decided. Tells whether it was not.
pub(super) async fn decide(cx: &Context, tx: &Tx, id: AppealId, outcome: AppealOutcome, answer: &str) -> Result<bool> {
    let mut sql = Sql::new("UPDATE moderation_appeals SET decided_at = ");
    sql.bind(cx.now).push(", decided_by = ").bind(cx.actor.account().map(|moderator| moderator.uuid()));
    sql.push(", outcome = ").bind(outcome.as_str()).push(", answer = ").bind(answer.to_owned());
    sql.push(" WHERE decided_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn page(cx: &Context, decided: Option<bool>, request: &PageRequest) -> Result<Page<Appeal>> {
    let mut sql = Sql::new(SELECT);
    sql.push(match decided {
        Some(true) => "a.decided_at IS NOT NULL",
        Some(false) => "a.decided_at IS NULL",
        None => "1 = 1",
    });
    let whole = sql.clone();
    request.apply(APPEALS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter();
    let appeals = rows.map(Appeal::try_from).collect::<Result<Vec<_>>>()?;
    let place = |appeal: &Appeal| Position { key: Key::Time(appeal.created_at), id: appeal.id.uuid() };
    Ok(request.page(cx, APPEALS, appeals, place).of(whole))
}

/// Empties what a person who is erased has said in appeals. Tells how many they were.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new("UPDATE moderation_appeals SET text = '', answer = NULL WHERE user_id = ");
    sql.bind(user.uuid());
    Ok(sql.run(&**tx).await?)
}
