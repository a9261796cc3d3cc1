//! `presswork doctor`: looks at everything that an installation needs, and says what to do about what is wrong.

use presswork_domain::platform::{
    Db, Settings,
    doctor::{self, Condition, Finding},
};
use presswork_migration::{pending, unknown};

use crate::{Failure, out, table};

pub(crate) async fn run(settings: &Settings) -> Result<(), Failure> {
    let mut found = doctor::examine(settings).await;
    if found.iter().all(|one| one.part != "database" || one.condition != Condition::Ill) {
        found.push(schema(settings).await);
    }
    let mark = |condition| match condition {
        Condition::Well => "ok",
        Condition::Odd => "look",
        Condition::Ill => "WRONG",
    };
    let row = |one: &Finding| {
        let told = if one.advice.is_empty() { one.seen.clone() } else { format!("{}; {}", one.seen, one.advice) };
        [mark(one.condition).to_owned(), one.part.to_owned(), told]
    };
    out::print(&table::aligned(&found.iter().map(row).collect::<Vec<_>>()))?;
    match found.iter().filter(|one| one.condition == Condition::Ill).count() {
        0 => Ok(()),
        wrong => Err(Failure::new(format!("{wrong} of {} checks went wrong", found.len()))),
    }
}

async fn schema(settings: &Settings) -> Finding {
    const PART: &str = "migrations";
    let unread =
        |error: &dyn std::fmt::Display| Finding::ill(PART, format!("they can't be read: {error}"), "see the database");
    let db = match Db::connect(settings).await {
        Ok(db) => db,
        Err(error) => return unread(&error),
    };
    let told = match (unknown(db.reader()).await, pending(db.reader()).await) {
        (Ok(ahead), _) if !ahead.is_empty() => {
            let seen = format!("the database is ahead of this binary, which does not know {}", ahead.join(", "));
            Finding::ill(PART, seen, "start the release that made it")
        }
        (_, Ok(behind)) if !behind.is_empty() => {
            Finding::odd(PART, format!("{} are pending", behind.len()), "run: presswork migrate up")
        }
        (Err(error), _) | (_, Err(error)) => unread(&error),
        _ => Finding::well(PART, "the database has the schema of this binary"),
    };
    db.close().await;
    told
}
