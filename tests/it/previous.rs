//! The SQL of the last release can still be prepared on the schema of this one: tables and columns are there, and of types that
//! fit. So its processes go on while this release is rolled in. `tests/previous/run` shows the same with its binary.

use std::{fs, path::Path};

use presswork_tests::{Profile, TestApp, each_profile, say};
use sea_orm::ConnectionTrait;

each_profile! {
    the_statements_of_the_last_release_fit_the_schema_of_this_one,
    a_statement_that_does_not_fit_is_found,
}

/// What PostgreSQL says where the types of values would decide, which the driver tells it and a text does not, or which placeholders
/// are the same: nothing about the schema. These are few, and counted.
const UNJUDGED: [&str; 3] = ["is not unique", "but expression is of type text", "must appear in the GROUP BY clause"];
/// Fewer than this were gathered from a part of the tests only.
const MANY: usize = 150;

async fn the_statements_of_the_last_release_fit_the_schema_of_this_one(app: TestApp) {
    let file = if app.profile == Profile::Services { "postgres.sql" } else { "sqlite.sql" };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/contract/released/statements").join(file);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; a release writes it, see migration/README.md", path.display()));
    let (mut wrong, mut unjudged) = (Vec::new(), 0);
    for statement in text.lines() {
        match fault(app.profile, app.deps.db.reader(), statement).await {
            Some(fault) if UNJUDGED.iter().any(|words| fault.contains(words)) => unjudged += 1,
            Some(fault) => wrong.push(format!("{fault}\n    {statement}")),
            None => {}
        }
    }
    let count = text.lines().count();
    say(&format!("previous: {count} statements of the last release in {file}, {unjudged} of them not to be judged"));
    assert!(count > MANY, "only {count} statements in {file}");
    assert!(unjudged * 8 < count, "{unjudged} of {count} statements can't be judged");
    assert!(
        wrong.is_empty(),
        "{} statements of the last release do not fit any more:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

async fn a_statement_that_does_not_fit_is_found(app: TestApp) {
    let db = app.deps.db.reader();
    for (statement, fits) in [
        ("SELECT title FROM posts WHERE id = $1", true),
        ("SELECT headline FROM posts WHERE id = $1", false),
        ("INSERT INTO posts (id, title) VALUES ($1, $2)", true),
        ("UPDATE pages SET title = $1", false),
    ] {
        assert_eq!(fault(app.profile, db, statement).await.is_none(), fits, "{statement}");
    }
    if app.profile == Profile::Services {
        assert!(fault(app.profile, db, "SELECT title FROM posts WHERE id = 7").await.is_some(), "of another type");
    }
}

/// What the database has against a statement, which is not run.
async fn fault(profile: Profile, db: &impl ConnectionTrait, statement: &str) -> Option<String> {
    let looked_at = match profile {
        Profile::Embedded => format!("EXPLAIN {statement}"),
        Profile::Services => format!("PREPARE of_the_last_release AS {statement}; DEALLOCATE of_the_last_release"),
    };
    let error = db.execute_unprepared(&looked_at).await.err()?.to_string();
    // Told last, when all else fits: the types of values that nothing but the driver says.
    (!error.contains("could not determine data type of parameter")).then_some(error)
}
