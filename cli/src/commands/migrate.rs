//! `presswork migrate`: the schema, up, down and as it is.

use presswork_domain::platform::{Db, Settings};
use presswork_migration::{MigrationState, MigrationStatus};

use crate::{
    Failure,
    args::{DownArgs, Migrate},
    out, schema, table,
};

pub(crate) async fn run(settings: &Settings, step: Migrate) -> Result<(), Failure> {
    let db = schema::connect(settings).await?;
    let done = take(&db, step).await;
    db.close().await;
    out::print(&done?)
}

async fn take(db: &Db, step: Migrate) -> Result<String, Failure> {
    let db = db.pool();
    match step {
        Migrate::Up => Ok(told("applied", &presswork_migration::up(db).await.map_err(schema::failed)?)),
        Migrate::Down(args) => {
            Ok(told("rolled back", &presswork_migration::down(db, steps(&args)).await.map_err(schema::failed)?))
        }
        Migrate::Status => Ok(status(presswork_migration::status(db).await.map_err(schema::failed)?)),
    }
}

const fn steps(args: &DownArgs) -> u32 {
    if args.all { u32::MAX } else { args.steps }
}

fn told(what: &str, names: &[String]) -> String {
    if names.is_empty() {
        return "nothing to do\n".to_owned();
    }
    names.iter().flat_map(|name| [what, " ", name.as_str(), "\n"]).collect()
}

fn status(all: Vec<MigrationStatus>) -> String {
    let state = |state| match state {
        MigrationState::Applied => "applied",
        MigrationState::Pending => "pending",
        MigrationState::Unknown => "unknown: a newer release applied it",
    };
    let rows: Vec<_> = all.into_iter().map(|one| [one.name, state(one.state).to_owned()]).collect();
    table::aligned(&rows)
}
