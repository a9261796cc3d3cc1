//! `presswork doctor`: looks at everything that an installation needs, and says what to do about what is wrong.

use presswork_domain::{
    audit,
    platform::{
        Db, Secrets, Settings,
        doctor::{self, Condition, Finding},
        transfer::{self, Standing},
    },
};
use presswork_migration::{pending, unknown};

use crate::{Failure, out, schema, table};

const MIGRATIONS: &str = "migrations";

pub(crate) async fn run(settings: &Settings) -> Result<(), Failure> {
    let mut found = doctor::examine(settings).await;
    let is_there = schema::missing(settings).is_none();
    if is_there && found.iter().all(|one| one.part != "database" || one.condition != Condition::Ill) {
        found.extend(inside(settings).await);
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

/// What a database that answers has in it.
async fn inside(settings: &Settings) -> Vec<Finding> {
    let db = match Db::connect(settings).await {
        Ok(db) => db,
        Err(error) => return vec![unread(&error)],
    };
    let migrated = migrated(&db).await;
    let is_known = migrated.condition == Condition::Well;
    let mut found = vec![migrated];
    if is_known {
        found.extend(instance(&db).await);
        found.extend(secret(&db, settings).await);
    }
    db.close().await;
    found
}

fn unread(error: &dyn std::fmt::Display) -> Finding {
    Finding::ill(MIGRATIONS, format!("they can't be read: {error}"), "see the database")
}

async fn migrated(db: &Db) -> Finding {
    match (unknown(db.pool()).await, pending(db.pool()).await) {
        (Ok(ahead), _) if !ahead.is_empty() => {
            let seen = format!("the database is ahead of this binary, which does not know {}", ahead.join(", "));
            Finding::ill(MIGRATIONS, seen, "start the release that made it")
        }
        (_, Ok(behind)) if !behind.is_empty() => {
            Finding::odd(MIGRATIONS, format!("{} are pending", behind.len()), "run: presswork migrate up")
        }
        (Err(error), _) | (_, Err(error)) => unread(&error),
        _ => Finding::well(MIGRATIONS, "the database has the schema of this binary"),
    }
}

/// Whether the database is one to start on.
async fn instance(db: &Db) -> Option<Finding> {
    let (seen, advice) = match transfer::standing(db).await {
        Ok(Standing::Free) | Err(_) => return None,
        Ok(Standing::Filling(from)) => {
            (format!("the database is being filled from {from}"), "end it: presswork move with --final")
        }
        Ok(Standing::Left(to)) => (format!("the database was moved to {to}"), "start that instead"),
    };
    Some(Finding::ill("move", seen, advice))
}

/// Whether the database was written with the secret key of these settings: passwords, second factors and links need it.
async fn secret(db: &Db, settings: &Settings) -> Option<Finding> {
    const PART: &str = "secret key";
    let secrets = Secrets::new(settings.auth.secret_key.expose());
    let signed = audit::is_signed_with(db, &secrets).await.ok()??;
    let advice =
        "set auth.secret_key to the one that it was written with: no password or second factor is known with another";
    Some(if signed {
        Finding::well(PART, "it is the one that the database was written with")
    } else {
        Finding::ill(PART, "the database was written with another, or the head of its audit log is forged", advice)
    })
}
