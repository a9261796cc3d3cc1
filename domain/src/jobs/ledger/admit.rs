//! Letting in held jobs of groups: as many as its limits leave room for, the longest due first.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use super::lease::Found;
use crate::{
    Context, Result,
    ids::JobId,
    jobs::{ChangeMany, Job, tell},
    platform::{Sql, Tx, db::Engine},
};

/// How many groups one round looks at.
const GROUPS: usize = 500;

/// Where a sweeper is in its way through the groups.
#[derive(Debug, Default)]
pub struct Round {
    after: String,
}

#[derive(FromQueryResult)]
struct Group {
    key: String,
    has_room: bool,
}

/// What decides how many may come in.
#[derive(Debug, FromQueryResult)]
struct Standing {
    at_once: i32,
    /// Milliseconds.
    apart: i32,
    admitted: i64,
    unstarted: i64,
    next_at: Option<DateTime<Utc>>,
}

/// Lets jobs of these groups in. Groups of which nothing is held cost one look for all.
///
/// # Errors
/// The database's; what is let in stays so.
pub async fn admit(cx: &Context, groups: impl IntoIterator<Item = &str>) -> Result<()> {
    let mut groups: Vec<_> = groups.into_iter().map(str::to_owned).collect();
    if groups.is_empty() {
        return Ok(());
    }
    groups.sort_unstable();
    let mut sql = Sql::new("WITH g (key) AS (");
    match cx.deps.db.engine() {
        Engine::Postgres => {
            sql.push("SELECT * FROM unnest(").bind(groups).push(")");
        }
        Engine::Sqlite => {
            sql.push("SELECT value FROM json_each(").bind(serde_json::json!(groups).to_string()).push(")");
        }
    }
    sql.push(") SELECT g.key, TRUE AS has_room FROM g ");
    // Each by the index, instead of all that is held into a hash.
    sql.push("WHERE (SELECT 1 FROM jobs j WHERE j.state = 'held' AND j.group_key = g.key LIMIT 1) IS NOT NULL");
    for group in sql.all::<Group>(cx.deps.db.reader()).await? {
        admit_one(cx, &group.key).await?;
    }
    Ok(())
}

/// Goes on through all groups of which something is held, and lets jobs in where there is room. Tells how many.
///
/// # Errors
/// The database's; what is let in stays so.
pub async fn admit_all(cx: &Context, round: &mut Round) -> Result<usize> {
    // From one group to the next by the index, however many jobs each of them holds.
    let mut sql =
        Sql::new("WITH RECURSIVE a (key) AS (SELECT MIN(group_key) FROM jobs WHERE state = 'held' AND group_key > ");
    sql.bind(round.after.clone());
    sql.push(" UNION ALL SELECT (SELECT MIN(j.group_key) FROM jobs j WHERE j.state = 'held' AND j.group_key > a.key)");
    sql.push(&format!(
        " FROM a WHERE a.key IS NOT NULL), g AS (SELECT key FROM a WHERE key IS NOT NULL LIMIT {GROUPS})"
    ));
    sql.push(
        " SELECT key, (SELECT COUNT(*) FROM jobs j WHERE j.state IN ('queued', 'running') AND j.group_key = g.key)",
    );
    sql.push(" < (SELECT h.group_at_once FROM jobs h WHERE h.state = 'held' AND h.group_key = g.key");
    sql.push(" ORDER BY h.run_at, h.id LIMIT 1) AND NOT EXISTS (SELECT 1 FROM job_groups t WHERE t.key = g.key");
    sql.push(" AND t.next_at > ").bind(cx.now).push(") AS has_room FROM g ORDER BY key");
    let groups: Vec<Group> = sql.all(cx.deps.db.reader()).await?;
    round.after = if groups.len() < GROUPS { String::new() } else { groups[GROUPS - 1].key.clone() };
    let mut admitted = 0;
    for group in groups.iter().filter(|group| group.has_room) {
        admitted += admit_one(cx, &group.key).await?;
    }
    Ok(admitted)
}

/// One group in one transaction, behind a lock: two who look at once would each fill the same room.
async fn admit_one(cx: &Context, key: &str) -> Result<usize> {
    let mut tx = cx.begin().await?;
    if cx.deps.db.engine() == Engine::Postgres {
        let mut sql = Sql::new("SELECT pg_advisory_xact_lock(hashtextextended(");
        sql.bind(key).push(", 0))");
        sql.run(&*tx).await?;
    }
    let Some(standing) = standing(&tx, key).await? else { return Ok(0) };
    let room = standing.room(cx.now);
    if room == 0 {
        return Ok(0);
    }
    // Due from now on: it has waited for its group, not for a worker, and who scales workers goes by how long those wait.
    let mut sql = Sql::new("UPDATE jobs SET state = 'queued', run_at = ");
    sql.bind(cx.now).push(" WHERE state || '' = 'held' AND ");
    sql.id_among(cx.deps.db.engine(), |sql| {
        sql.push("SELECT id FROM jobs WHERE state = 'held' AND group_key = ").bind(key);
        sql.push(&format!(" ORDER BY run_at, id LIMIT {room}"));
    });
    sql.push(" RETURNING id, queue");
    let found = sql.all::<Found>(&*tx).await?;
    let count = found.len();
    // What changes many jobs goes before those that it may be about.
    let changes = key.split(':').next() == Some(ChangeMany::KIND);
    let dispatch_after_commit = if changes { Tx::dispatch_first_after_commit } else { Tx::dispatch_after_commit };
    for one in found {
        tx.tell_after_commit(tell::signal(JobId::from_uuid(one.id)));
        if let Some(dispatch) = one.dispatch() {
            dispatch_after_commit(&mut tx, dispatch);
        }
    }
    if let Some(apart) = standing.apart() {
        let mut sql = Sql::new("INSERT INTO job_groups (key, next_at) VALUES (");
        sql.bind(key)
            .push(", ")
            .bind(cx.now + apart)
            .push(") ON CONFLICT (key) DO UPDATE SET next_at = excluded.next_at");
        sql.run(&*tx).await?;
    }
    tx.commit().await?;
    Ok(count)
}

/// How a group stands; `None` when nothing of it is held.
async fn standing(tx: &Tx, key: &str) -> Result<Option<Standing>> {
    let mut sql =
        Sql::new("SELECT h.group_at_once AS at_once, h.group_apart AS apart, (SELECT COUNT(*) FROM jobs j WHERE ");
    sql.push("j.state IN ('queued', 'running') AND j.group_key = ").bind(key).push(") AS admitted, ");
    sql.push("(SELECT COUNT(*) FROM jobs j WHERE j.state IN ('queued', 'running') AND j.state = 'queued' ");
    sql.push("AND j.group_key = ").bind(key).push(") AS unstarted, ");
    sql.push("(SELECT t.next_at FROM job_groups t WHERE t.key = ").bind(key).push(") AS next_at ");
    sql.push("FROM jobs h WHERE h.state = 'held' AND h.group_key = ").bind(key);
    sql.push(" ORDER BY h.run_at, h.id LIMIT 1");
    Ok(sql.one(&**tx).await?)
}

impl Standing {
    fn apart(&self) -> Option<Duration> {
        u64::try_from(self.apart).ok().filter(|apart| *apart > 0).map(Duration::from_millis)
    }

    /// One at a time where they are kept apart, and none while the last has not begun.
    fn room(&self, now: DateTime<Utc>) -> i64 {
        let room = (i64::from(self.at_once) - self.admitted).max(0);
        if self.apart().is_none() {
            return room;
        }
        let too_early = self.unstarted > 0 || self.next_at.is_some_and(|next| next > now);
        if too_early { 0 } else { room.min(1) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn there_is_room_for_what_the_limits_leave() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let standing = |at_once, apart, admitted, unstarted, wait: Option<i64>| {
            let next_at = wait.map(|wait| now + TimeDelta::milliseconds(wait));
            Standing { at_once, apart, admitted, unstarted, next_at }.room(now)
        };
        assert_eq!(standing(4, 0, 1, 1, None), 3);
        assert_eq!(standing(4, 0, 5, 0, None), 0);
        assert_eq!(standing(4, 100, 0, 0, None), 1);
        assert_eq!(standing(4, 100, 1, 0, Some(-1)), 1);
        assert_eq!(standing(4, 100, 1, 0, Some(1)), 0);
        assert_eq!(standing(4, 100, 1, 1, Some(-1)), 0);
        assert_eq!(standing(1, 100, 1, 0, None), 0);
    }
}
