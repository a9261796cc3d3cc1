//! Expand, then contract: what the last release uses is still there after every migration, as it was, so that its processes go on
//! while this one rolls in. The databases themselves are asked, step by step, so no way of writing a migration gets around it.

mod constraints;
mod tightening;

use std::collections::{BTreeMap, BTreeSet};

use presswork_migration::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use self::constraints::{Constraint, constraints, tightened};
use crate::databases::{Outcome, connect, on_postgres, on_sqlite};

/// What may go all the same, because no release uses it any more: the migration, and the column as `table.column`. A line here
/// needs the release that stopped using it, in a comment.
const CONTRACTED: &[(&str, &str)] = &[];

/// What may be refused all the same on a table that was there: the migration, and what the lint calls it. A line here needs the reason
/// why the last release writes nothing of it, and why nobody waits for long, in a comment.
const TIGHTENED: &[(&str, &str)] = &[
    // The index is that of before, for one state more, which only the release of the migration writes. No release was out yet.
    ("m20261124_000021_job_families", "jobs: unique (kind, unique_key)"),
    ("m20261124_000150_job_groups", "jobs: unique (kind, unique_key)"),
];

#[tokio::test]
async fn no_migration_takes_away_what_the_last_release_uses_on_sqlite() -> Outcome {
    on_sqlite(step_by_step).await
}

#[tokio::test]
async fn no_migration_takes_away_what_the_last_release_uses_on_postgres() -> Outcome {
    on_postgres(step_by_step).await
}

#[test]
fn what_a_release_would_miss_is_found() {
    let column = |kind: &str, required, defaulted| Column { kind: kind.to_owned(), required, defaulted };
    let before: Columns = [
        ("posts.id".to_owned(), column("uuid", true, false)),
        ("posts.title".to_owned(), column("text", true, false)),
        ("posts.mood".to_owned(), column("text", false, false)),
    ]
    .into();
    let after: Columns = [
        ("posts.id".to_owned(), column("text", true, false)),
        ("posts.mood".to_owned(), column("text", true, false)),
        ("posts.heading".to_owned(), column("text", true, false)),
        ("posts.subtitle".to_owned(), column("text", true, true)),
        ("tags.name".to_owned(), column("text", true, false)),
    ]
    .into();
    assert_eq!(
        faults("m1", &before, &after),
        [
            "m1: posts.id was uuid and is text",
            "m1: posts.mood has to be given now",
            "m1: posts.title is gone",
            "m1: posts.heading is new and has to be given",
        ]
    );
}

/// By `table.column`.
type Columns = BTreeMap<String, Column>;

/// What a release relies on.
#[derive(Debug, PartialEq, Eq)]
struct Column {
    kind: String,
    /// It is never NULL.
    required: bool,
    /// It has a value where none is given.
    defaulted: bool,
}

async fn step_by_step(url: &str) -> Outcome {
    let db = connect(url).await?;
    let (mut before, mut was) = (Columns::new(), BTreeSet::new());
    let (mut found, mut excused) = (Vec::new(), 0);
    for migration in Migrator::migrations() {
        Migrator::up(&db, Some(1)).await?;
        let after = columns(&db).await?;
        let is = constraints(&db, &after).await?;
        found.extend(faults(migration.name(), &before, &after));
        for refused in tightened((&before, &was), (&after, &is)).map(Constraint::to_string) {
            if TIGHTENED.contains(&(migration.name(), refused.as_str())) {
                excused += 1;
            } else {
                found.push(format!("{}: on a table that was there: {refused}", migration.name()));
            }
        }
        (before, was) = (after, is);
    }
    assert!(before.len() > 100, "the columns are seen: {}", before.len());
    assert!(was.len() > 100, "the constraints are seen: {}", was.len());
    assert!(found.is_empty(), "migration/README.md says how else: {found:#?}");
    assert_eq!(excused, TIGHTENED.len(), "each line of TIGHTENED excuses something");
    Ok(db.close().await?)
}

/// What the release before would miss, or fail to give.
fn faults(migration: &str, before: &Columns, after: &Columns) -> Vec<String> {
    let mut found = Vec::new();
    for (name, was) in before.iter().filter(|(name, _)| !CONTRACTED.contains(&(migration, name.as_str()))) {
        match after.get(name) {
            None => found.push(format!("{migration}: {name} is gone")),
            Some(is) if is.kind != was.kind => {
                found.push(format!("{migration}: {name} was {} and is {}", was.kind, is.kind));
            }
            Some(is) if is.required && !was.required && !is.defaulted => {
                found.push(format!("{migration}: {name} has to be given now"));
            }
            Some(_) => {}
        }
    }
    let is_old = |name: &str| before.keys().any(|other| table(other) == table(name));
    let demanding =
        |(name, is): &(&String, &Column)| !before.contains_key(*name) && is_old(name) && is.required && !is.defaulted;
    found.extend(
        after.iter().filter(demanding).map(|(name, _)| format!("{migration}: {name} is new and has to be given")),
    );
    found
}

fn table(column: &str) -> &str {
    column.split('.').next().unwrap_or_default()
}

async fn columns(db: &DatabaseConnection) -> Result<Columns, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT m.name || '.' || c.name AS name, c.type AS kind, c.\"notnull\" = 1 AS required,
                    c.dflt_value IS NOT NULL OR c.pk > 0 AS defaulted
             FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'seaql_migrations'
               AND m.name NOT IN (SELECT name FROM pragma_table_list WHERE type IN ('shadow', 'virtual'))"
        }
        _ => {
            "SELECT CAST(table_name || '.' || column_name AS text) AS name, CAST(data_type AS text) AS kind,
                    is_nullable = 'NO' AS required, column_default IS NOT NULL OR is_generated <> 'NEVER' AS defaulted
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let read = |row: &sea_orm_migration::sea_orm::QueryResult| {
        let column = Column {
            kind: row.try_get("", "kind")?,
            required: row.try_get("", "required")?,
            defaulted: row.try_get("", "defaulted")?,
        };
        Ok((row.try_get("", "name")?, column))
    };
    rows.iter().map(read).collect()
}
