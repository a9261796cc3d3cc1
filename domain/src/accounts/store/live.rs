//! Whether a session lives, and that it was used.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    actor::Blocks,
    ids::{SessionId, UserId},
    platform::Sql,
    users::{self, Hold, Role},
};

/// How often the last use is written down at most.
const USE_NOTED: TimeDelta = TimeDelta::minutes(1);

/// A live session's owner, with the role of this moment: the one statement that every request with a token costs.
pub(in crate::accounts) struct LiveSession {
    pub role: Role,
    pub suspended: bool,
    pub banned: bool,
    pub authenticated_at: DateTime<Utc>,
    pub blocks: Blocks,
    last_used_at: DateTime<Utc>,
}

pub(in crate::accounts) async fn live_session(
    cx: &Context,
    user: UserId,
    session: SessionId,
) -> Result<Option<LiveSession>> {
    #[derive(FromQueryResult)]
    struct Row {
        role: String,
        suspended_at: Option<DateTime<Utc>>,
        hold: Option<String>,
        created_at: DateTime<Utc>,
        last_used_at: DateTime<Utc>,
        authenticated_at: Option<DateTime<Utc>>,
        has_blocked: bool,
        is_blocked: bool,
    }
    let mut sql = Sql::new("SELECT u.role, u.suspended_at, u.hold, s.created_at, s.last_used_at, s.authenticated_at, ");
    sql.push(users::BLOCKS).push(" FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ");
    sql.bind(session.uuid()).push(" AND u.id = ").bind(user.uuid());
    sql.push(" AND s.revoked_at IS NULL AND s.expires_at > ").bind(cx.now);
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    row.map(|row| {
        Ok(LiveSession {
            role: row.role.parse()?,
            suspended: row.suspended_at.is_some(),
            banned: Hold::bans(row.hold.as_deref()),
            authenticated_at: row.authenticated_at.unwrap_or(row.created_at),
            blocks: Blocks { made: row.has_blocked, met: row.is_blocked },
            last_used_at: row.last_used_at,
        })
    })
    .transpose()
}

/// Writes the use down, unless that was done within the last minute.
pub(in crate::accounts) async fn note_use(cx: &Context, session: SessionId, live: &LiveSession) -> Result<()> {
    let before = cx.now - USE_NOTED;
    if live.last_used_at > before {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE sessions SET last_used_at = ");
    sql.bind(cx.now).push(" WHERE revoked_at IS NULL AND id = ").bind(session.uuid());
    sql.push(" AND last_used_at <= ").bind(before);
    let tx = cx.begin().await?;
    sql.run(&*tx).await?;
    tx.commit().await
}
