//! When digests are due, and what is in them.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    Head,
    inbox::{heads, visible_to},
    tell::bare,
};
use crate::{
    Context, Error, Result,
    ids::{NotificationId, UserId},
    notifications::{Digest, MailDigest},
    platform::{Sql, Tx, db::Engine},
};

/// A digest that is due.
pub(in crate::notifications) struct Due {
    /// Whose.
    pub to: UserId,
    /// Which.
    pub digest: Digest,
    /// When it was to come.
    pub at: DateTime<Utc>,
    /// How far the one before told.
    pub told: i64,
    /// How far the inbox is filled.
    pub last: i64,
    /// The zone whose clocks it goes by.
    pub time_zone: String,
    /// The hour at which it comes.
    pub hour: u32,
}

#[derive(FromQueryResult)]
struct Row {
    user_id: Uuid,
    digest: String,
    next_at: DateTime<Utc>,
    told: i64,
    last: i64,
    time_zone: String,
    digest_hour: i32,
}

impl TryFrom<Row> for Due {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            to: UserId::from_uuid(row.user_id),
            digest: row.digest.parse()?,
            at: row.next_at,
            told: row.told,
            last: row.last,
            time_zone: row.time_zone,
            hour: u32::try_from(row.digest_hour).unwrap_or_default(),
        })
    }
}

/// Locks digests whose time has come, past those that others have locked.
pub(in crate::notifications) async fn lock_due(cx: &Context, tx: &Tx, max: usize) -> Result<Vec<Due>> {
    let mut sql = Sql::new(
        "SELECT d.user_id, d.digest, d.next_at, d.told, i.last, i.time_zone, i.digest_hour FROM digests d \
         JOIN inboxes i ON i.user_id = d.user_id WHERE d.next_at IS NOT NULL AND d.next_at <= ",
    );
    sql.bind(cx.now).push(&format!(" ORDER BY d.next_at, d.user_id LIMIT {max}"));
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE OF d SKIP LOCKED");
    }
    sql.all::<Row>(&**tx).await?.into_iter().map(Due::try_from).collect()
}

/// Writes down that a digest tells up to here, and when the next is due.
pub(in crate::notifications) async fn move_on(tx: &Tx, due: &Due, next_at: DateTime<Utc>) -> Result<()> {
    let mut sql = Sql::new("UPDATE digests SET told = ");
    sql.bind(due.last).push(", last_at = ").bind(due.at).push(", next_at = ").bind(next_at);
    sql.push(" WHERE user_id = ").bind(due.to.uuid()).push(" AND digest = ").bind(due.digest.as_str());
    sql.run(&**tx).await?;
    Ok(())
}

/// Plans a person's next digest, or none. The first tells what comes from now on.
pub(in crate::notifications) async fn plan(
    tx: &Tx,
    whose: UserId,
    digest: Digest,
    next_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO digests (user_id, digest, told, next_at) SELECT i.user_id, ");
    sql.bind(digest.as_str()).push(", i.last, ").bind(next_at);
    sql.push(" FROM inboxes i WHERE i.user_id = ").bind(whose.uuid()).push(
        " ON CONFLICT (user_id, digest) DO UPDATE SET next_at = excluded.next_at, \
         told = CASE WHEN digests.next_at IS NULL THEN excluded.told ELSE digests.told END",
    );
    sql.run(&**tx).await?;
    Ok(())
}

/// When the last digest of a person was due that has come.
pub(in crate::notifications) async fn last_at(tx: &Tx, whose: UserId, digest: Digest) -> Result<Option<DateTime<Utc>>> {
    #[derive(FromQueryResult)]
    struct Row {
        last_at: Option<DateTime<Utc>>,
    }
    let mut sql = Sql::new("SELECT d.last_at FROM digests d WHERE d.user_id = ");
    sql.bind(whose.uuid()).push(" AND d.digest = ").bind(digest.as_str());
    Ok(sql.one::<Row>(&**tx).await?.and_then(|row| row.last_at))
}

/// What a digest tells: what came to the inbox within its places, is still unread or was ended by this digest, may still be told,
/// and is of a kind that its reader wants in this digest. The last first.
pub(in crate::notifications) async fn told_in_digest(
    cx: &Context,
    job: &MailDigest,
    ended: &[NotificationId],
    max: usize,
) -> Result<Vec<Head>> {
    let mut sql = visible_to(job.to);
    sql.push(" AND (n.read_at IS NULL OR n.id").any_of(cx.deps.db.engine(), bare(ended)).push(")");
    sql.push(" AND n.seq > ").bind(job.after).push(" AND n.seq <= ").bind(job.until);
    sql.push(
        " AND EXISTS (SELECT 1 FROM notification_preferences np WHERE np.user_id = n.user_id AND np.kind = n.kind \
         AND np.digest = ",
    );
    sql.bind(job.digest.as_str()).push(&format!(") ORDER BY n.seq DESC LIMIT {max}"));
    heads(cx, sql).await
}
