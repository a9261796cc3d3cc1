//! Whether a session lives.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    ids::{SessionId, UserId},
    platform::Sql,
    users::Role,
};

/// A live session's owner, with the role of this moment: the one statement that every request with a token costs.
pub(in crate::accounts) struct LiveSession {
    pub role: Role,
    pub suspended: bool,
    pub authenticated_at: DateTime<Utc>,
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
        created_at: DateTime<Utc>,
        authenticated_at: Option<DateTime<Utc>>,
    }
    let mut sql = Sql::new(
        "SELECT u.role, u.suspended_at, s.created_at, s.authenticated_at \
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ",
    );
    sql.bind(session.uuid()).push(" AND u.id = ").bind(user.uuid());
    sql.push(" AND s.revoked_at IS NULL AND s.expires_at > ").bind(cx.now);
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    row.map(|row| {
        Ok(LiveSession {
            role: row.role.parse()?,
            suspended: row.suspended_at.is_some(),
            authenticated_at: row.authenticated_at.unwrap_or(row.created_at),
        })
    })
    .transpose()
}
