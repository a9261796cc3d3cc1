//! Tables that refuse more than before are noticed, and those that refuse nothing that the last release writes are left alone.

use std::collections::BTreeSet;

use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr};

use super::{
    Column, Columns, columns,
    constraints::{Constraint, Kind, conditions, constraints, tightened},
};
use crate::databases::{Outcome, connect, on_postgres, on_sqlite};

const THERE: [&str; 3] = [
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, person_id INTEGER, title TEXT NOT NULL, checked INTEGER)",
    "CREATE UNIQUE INDEX by_name ON people (name)",
];

/// About what the last release leaves out, or what it has no tables for, or what was refused before.
const HARMLESS: [&str; 6] = [
    "ALTER TABLE notes ADD COLUMN author_id INTEGER REFERENCES people (id)",
    "ALTER TABLE notes ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm' CHECK (mood <> '')",
    "CREATE UNIQUE INDEX by_author ON notes (author_id, title)",
    "CREATE TABLE tags (name TEXT NOT NULL UNIQUE, note_id INTEGER REFERENCES notes (id), CHECK (name <> ''))",
    "CREATE UNIQUE INDEX by_name_again ON people (name)",
    "DROP INDEX by_name",
];

/// About what it writes.
const TIGHTER: [&str; 3] = [
    "ALTER TABLE notes ADD COLUMN heading TEXT CHECK (heading <> title)",
    "CREATE UNIQUE INDEX by_mood ON notes (person_id, mood)",
    "CREATE UNIQUE INDEX by_title ON notes (lower(title)) WHERE title <> ''",
];
const ON_SQLITE: [&str; 3] =
    ["notes: a condition on (heading, title)", "notes: unique (?)", "notes: unique (person_id, mood)"];

/// What only PostgreSQL can add to a table.
const MORE: &str = "ALTER TABLE notes ADD FOREIGN KEY (person_id) REFERENCES people (id)";
const ON_POSTGRES: [&str; 4] = [
    "notes: (person_id) refers to people",
    "notes: a condition on (heading, title)",
    "notes: unique (lower(title))",
    "notes: unique (person_id, mood)",
];

#[tokio::test]
async fn a_table_that_refuses_more_is_noticed_on_sqlite() -> Outcome {
    on_sqlite(refuse_more).await
}

#[tokio::test]
async fn a_table_that_refuses_more_is_noticed_on_postgres() -> Outcome {
    on_postgres(refuse_more).await
}

async fn refuse_more(url: &str) -> Outcome {
    let db = connect(url).await?;
    run(&db, &THERE).await?;
    let before = seen(&db).await?;
    run(&db, &HARMLESS).await?;
    assert_eq!(added(&before, &seen(&db).await?), [""; 0]);
    run(&db, &TIGHTER).await?;
    if db.get_database_backend() == DbBackend::Sqlite {
        assert_eq!(added(&before, &seen(&db).await?), ON_SQLITE);
    } else {
        run(&db, &[MORE]).await?;
        assert_eq!(added(&before, &seen(&db).await?), ON_POSTGRES);
    }
    Ok(db.close().await?)
}

type Seen = (Columns, BTreeSet<Constraint>);

async fn seen(db: &DatabaseConnection) -> Result<Seen, DbErr> {
    let columns = columns(db).await?;
    let constraints = constraints(db, &columns).await?;
    Ok((columns, constraints))
}

fn added(before: &Seen, after: &Seen) -> Vec<String> {
    let mut found: Vec<_> =
        tightened((&before.0, &before.1), (&after.0, &after.1)).map(Constraint::to_string).collect();
    found.sort();
    found
}

async fn run(db: &DatabaseConnection, statements: &[&str]) -> Result<(), DbErr> {
    for sql in statements {
        db.execute_unprepared(sql).await?;
    }
    Ok(())
}

#[test]
fn the_conditions_of_a_table_are_read_from_its_text() {
    let column = || Column { kind: "text".to_owned(), required: false, defaulted: false };
    let columns: Columns = ["notes.title", "notes.checked", "tags.name"].map(|name| (name.to_owned(), column())).into();
    let text = "CREATE TABLE notes (title TEXT check(title <> ''), checked INTEGER, \
                CONSTRAINT c CHECK ((checked > 0) OR (name = title)))";
    let found = conditions("notes", text, &columns);
    let told: Vec<_> = found.iter().map(|one| (one.to_string(), one.rest.as_str())).collect();
    let [title, both] = ["title", "checked, title"].map(|columns| format!("notes: a condition on ({columns})"));
    assert_eq!(told, [(title, "(title <> '')"), (both, "((checked > 0) OR (name = title))")]);
    assert!(found.iter().all(|one| one.kind == Kind::Condition));
}
