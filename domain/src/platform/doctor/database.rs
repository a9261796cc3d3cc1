//! The database.

use std::error::Error as _;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use super::{Finding, clock, written};
use crate::{
    Error, Result,
    platform::{Db, Settings, Sql, db::Engine, token},
};

const PART: &str = "database";
/// The oldest PostgreSQL that this is tested with, as `server_version_num` counts.
const OLDEST: i32 = 150_000;
/// What makes up for a migration that was not allowed to.
const TRIGRAMS: &str = "as the owner of the database: CREATE EXTENSION pg_trgm; \
     CREATE INDEX idx_search_entries_heading ON search_entries USING gin (heading gin_trgm_ops)";
/// How dead rows are cleared away again.
const VACUUM: &str = "switch it on: autovacuum and track_counts in postgresql.conf, or ALTER TABLE jobs RESET \
     (autovacuum_enabled); then: VACUUM (ANALYZE) jobs";

/// What was written last. Jobs by their times: whoever has a wrong clock goes on enqueuing. Entries of the audit log in their order,
/// because nobody can remove one whose time was wrong once.
const NEWEST: [(&str, &str); 2] = [
    ("the newest job", "SELECT created_at AS at FROM jobs ORDER BY created_at DESC LIMIT 1"),
    ("the last entry of the audit log", "SELECT at FROM audit_log ORDER BY seq DESC LIMIT 1"),
];

pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    if let Some(file) = settings.sqlite_file().filter(|file| !file.exists()) {
        let advice = "the first start makes one; if there should be one, correct storage.data_dir or database.url";
        return vec![Finding::odd(PART, format!("there is no file {} yet", file.display()), advice)];
    }
    let asked = async {
        let db = Db::connect(settings).await?;
        let mut seen = look(&db).await;
        if let Ok(found) = &mut seen {
            found.extend(lost_key(&db, settings).await);
        }
        db.close().await;
        seen
    };
    asked.await.unwrap_or_else(|error: Error| {
        let cause = error.source().map_or_else(|| error.detail(), ToString::to_string);
        let seen = format!("{} can't be used: {cause}", settings.database_url());
        vec![Finding::ill(PART, seen, "start it, or correct DATABASE_URL")]
    })
}

async fn look(db: &Db) -> Result<Vec<Finding>> {
    match db.engine() {
        Engine::Sqlite => sqlite(db).await,
        Engine::Postgres => postgres(db).await,
    }
}

/// Where a start would make a new key: whether there was one, by which people are logged in.
async fn lost_key(db: &Db, settings: &Settings) -> Option<Finding> {
    if settings.is_production() || token::list(settings).is_ok_and(|keys| !keys.is_empty()) {
        return None;
    }
    // Where nothing is migrated yet, nobody can be logged in.
    Sql::new("SELECT id FROM sessions LIMIT 1").rows(db.reader()).await.ok()?.first()?;
    let seen = "people are logged in, and the key that signed their tokens is gone";
    Some(Finding::odd(
        "keys",
        seen,
        "put the file back: the next start makes a new key, and everybody has to log in again",
    ))
}

async fn sqlite(db: &Db) -> Result<Vec<Finding>> {
    #[derive(FromQueryResult)]
    struct Row {
        verdict: String,
    }
    let sql = Sql::new("SELECT integrity_check AS verdict FROM pragma_integrity_check");
    let verdict = sql.one::<Row>(db.reader()).await?.map(|row| row.verdict).unwrap_or_default();
    let sound = verdict == "ok";
    let advice = "stop Presswork, and restore the last backup: presswork restore";
    let state = if sound { Finding::well(PART, "SQLite, sound") } else { Finding::ill(PART, verdict, advice) };
    Ok([Some(state), newest(db).await].into_iter().flatten().collect())
}

/// SQLite has no clock of its own, so what was written is all that this machine's can be compared with.
async fn newest(db: &Db) -> Option<Finding> {
    #[derive(FromQueryResult)]
    struct Row {
        at: DateTime<Utc>,
    }
    let mut newest: Option<(DateTime<Utc>, &str)> = None;
    for (what, sql) in NEWEST {
        // Where nothing is migrated yet, nothing was written.
        let row = Sql::new(sql).one::<Row>(db.reader()).await.ok().flatten();
        newest = newest.max(row.map(|row| (row.at, what)));
    }
    newest.map(|(at, what)| written(PART, what, at))
}

async fn postgres(db: &Db) -> Result<Vec<Finding>> {
    #[derive(FromQueryResult)]
    struct Row {
        version: i32,
        words: String,
        now: DateTime<Utc>,
        free: i64,
        searched: bool,
        trigrams: bool,
        off: String,
    }
    let sql = Sql::new(
        "SELECT CAST(current_setting('server_version_num') AS INTEGER) AS version, current_setting('server_version') AS words, \
         clock_timestamp() AS now, CAST(current_setting('max_connections') AS BIGINT) \
         - (SELECT COUNT(*) FROM pg_stat_activity) AS free, to_regclass('search_entries') IS NOT NULL AS searched, \
         to_regclass('idx_search_entries_heading') IS NOT NULL AS trigrams, \
         concat_ws(', ', CASE current_setting('autovacuum') WHEN 'off' THEN 'autovacuum' END, \
         CASE current_setting('track_counts') WHEN 'off' THEN 'track_counts' END, \
         (SELECT 'autovacuum_enabled of jobs' FROM pg_class c, pg_options_to_table(c.reloptions) o WHERE c.oid = to_regclass('jobs') \
         AND o.option_name = 'autovacuum_enabled' AND NOT CAST(o.option_value AS BOOLEAN))) AS off",
    );
    let Some(row) = sql.one::<Row>(db.reader()).await? else { return Ok(Vec::new()) };
    let needed = i64::from(db.connections().max);
    let age = if row.version >= OLDEST {
        Finding::well(PART, format!("PostgreSQL {}", row.words))
    } else {
        Finding::odd(PART, format!("PostgreSQL {}", row.words), "upgrade to 15 or newer: older ones are not tested")
    };
    let room = if row.free >= needed {
        Finding::well(PART, format!("{} connections are free, a process takes at most {needed}", row.free))
    } else {
        let advice = "raise max_connections, or lower database.pool_max of each process";
        Finding::odd(PART, format!("{} connections are free, a process may take {needed}", row.free), advice)
    };
    let mut findings = vec![age, clock(PART, row.now), room, vacuum(&row.off)];
    if row.searched && !row.trigrams {
        findings.push(Finding::odd(PART, "the search has no index of trigrams and understands fewer slips", TRIGRAMS));
    }
    Ok(findings)
}

/// Whether dead rows are cleared away, by what of it is off. Every change of a job leaves one, and claims walk over all of them.
fn vacuum(off: &str) -> Finding {
    if off.is_empty() {
        return Finding::well(PART, "dead rows are cleared away by autovacuum");
    }
    let seen = format!("{off} is off: dead rows stay, and jobs are claimed the slower the more of them there are");
    Finding::odd(PART, seen, VACUUM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::doctor::Condition;

    #[test]
    fn a_database_that_keeps_its_dead_rows_is_told() {
        assert_eq!(vacuum("").condition, Condition::Well);
        let found = vacuum("autovacuum, track_counts");
        assert_eq!(found.condition, Condition::Odd, "it works, and gets slower");
        assert!(found.seen.starts_with("autovacuum, track_counts is off"), "{}", found.seen);
        assert!(found.advice.contains("VACUUM (ANALYZE) jobs"), "{}", found.advice);
    }
}
