//! Sessions: opened, moved on, ended, listed.

use chrono::{DateTime, Utc};
use presswork_entity::sessions;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Context, Result,
    accounts::model::{Device, Session},
    actor::UserActor,
    ids::{self, SessionId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        events::{Channel, Signal},
    },
};

/// Where somebody is logged in, the newest first.
pub(in crate::accounts) const SESSIONS: List =
    List { name: "sessions", key: "s.created_at", id: "s.id", order: Order::Descending };

/// Writes down that the person behind a session has just proved who they are.
pub(in crate::accounts) async fn prove(cx: &Context, tx: &Tx, session: SessionId) -> Result<()> {
    let mut sql = Sql::new("UPDATE sessions SET authenticated_at = ");
    sql.bind(cx.now).push(" WHERE revoked_at IS NULL AND id = ").bind(session.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

pub(in crate::accounts) async fn insert_session(
    cx: &Context,
    tx: &Tx,
    user: UserId,
    device: &Device,
) -> Result<(SessionId, DateTime<Utc>)> {
    let id: SessionId = ids::new(cx);
    let end = cx.settings().auth.session_end(cx.now, cx.now);
    let row = sessions::ActiveModel {
        id: Set(id.uuid()),
        user_id: Set(user.uuid()),
        user_agent: Set(device.user_agent.chars().filter(|c| !c.is_control()).take(255).collect()),
        address: Set(device.address.clone()),
        created_at: Set(cx.now),
        last_used_at: Set(cx.now),
        expires_at: Set(end),
        revoked_at: Set(None),
        revoke_reason: Set(None),
        authenticated_at: Set(Some(cx.now)),
    };
    row.insert(&**tx).await?;
    Ok((id, end))
}

/// Moves a live session on; tells whose it is and until when it lives now, nothing when it is over.
pub(in crate::accounts) async fn touch_session(
    cx: &Context,
    tx: &Tx,
    id: SessionId,
) -> Result<Option<(UserId, DateTime<Utc>)>> {
    let Some(row) = sessions::Entity::find_by_id(id.uuid()).one(&**tx).await? else { return Ok(None) };
    let end = cx.settings().auth.session_end(row.created_at, cx.now);
    let mut sql = Sql::new("UPDATE sessions SET last_used_at = ");
    sql.bind(cx.now).push(", expires_at = ").bind(end);
    sql.push(" WHERE revoked_at IS NULL AND id = ").bind(id.uuid()).push(" AND expires_at > ").bind(cx.now);
    let lives = end > cx.now && sql.run(&**tx).await? == 1;
    Ok(lives.then(|| (UserId::from_uuid(row.user_id), end)))
}

pub(in crate::accounts) async fn revoke_session(cx: &Context, tx: &Tx, id: SessionId, reason: &str) -> Result<bool> {
    let mut sql = Sql::new("UPDATE sessions SET revoked_at = ");
    sql.bind(cx.now).push(", revoke_reason = ").bind(reason.to_owned());
    sql.push(" WHERE revoked_at IS NULL AND id = ").bind(id.uuid());
    tx.tell_after_commit(Signal::Changed(Channel::session(id)));
    Ok(sql.run(&**tx).await? == 1)
}

/// Ends a session of this person; false when they have no such session.
pub(in crate::accounts) async fn revoke_session_of(
    cx: &Context,
    tx: &Tx,
    owner: UserId,
    id: SessionId,
) -> Result<bool> {
    let mut sql = Sql::new("UPDATE sessions SET revoked_at = ");
    sql.bind(cx.now).push(", revoke_reason = 'revoked by its owner' WHERE revoked_at IS NULL AND user_id = ");
    sql.bind(owner.uuid()).push(" AND id = ").bind(id.uuid()).push(" AND expires_at > ").bind(cx.now);
    tx.tell_after_commit(Signal::Changed(Channel::session(id)));
    Ok(sql.run(&**tx).await? == 1)
}

/// Ends every session of a person, or every one but this.
pub(in crate::accounts) async fn revoke_sessions(
    cx: &Context,
    tx: &Tx,
    owner: UserId,
    but: Option<SessionId>,
    reason: &str,
) -> Result<u64> {
    let mut sql = Sql::new("UPDATE sessions SET revoked_at = ");
    sql.bind(cx.now).push(", revoke_reason = ").bind(reason.to_owned());
    sql.push(" WHERE revoked_at IS NULL AND user_id = ").bind(owner.uuid());
    if let Some(but) = but {
        sql.push(" AND id <> ").bind(but.uuid());
    }
    tx.tell_after_commit(Signal::Changed(Channel::standing(owner)));
    Ok(sql.run(&**tx).await?)
}

pub(in crate::accounts) async fn sessions(
    cx: &Context,
    person: &UserActor,
    request: &PageRequest,
) -> Result<Page<Session>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        user_agent: String,
        address: String,
        created_at: DateTime<Utc>,
        last_used_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    }
    let mut sql = Sql::new(
        "SELECT s.id, s.user_agent, s.address, s.created_at, s.last_used_at, s.expires_at FROM sessions s \
         WHERE s.revoked_at IS NULL AND s.user_id = ",
    );
    sql.bind(person.id.uuid()).push(" AND s.expires_at > ").bind(cx.now);
    let whole = sql.clone();
    request.apply(SESSIONS, &mut sql);
    let session = |row: Row| Session {
        id: SessionId::from_uuid(row.id),
        device: row.user_agent,
        address: row.address,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        current: row.id == person.session.uuid(),
    };
    let sessions = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(session).collect();
    Ok(request
        .page(cx, SESSIONS, sessions, |it| Position { key: Key::Time(it.created_at), id: it.id.uuid() })
        .of(whole))
}

pub(in crate::accounts) async fn session_owner(tx: &Tx, id: SessionId) -> Result<Option<UserId>> {
    let row = sessions::Entity::find_by_id(id.uuid()).one(&**tx).await?;
    Ok(row.map(|row| UserId::from_uuid(row.user_id)))
}
