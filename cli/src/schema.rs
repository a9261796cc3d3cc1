//! The database and the schema of this binary: equal, behind or ahead.

use std::{error::Error as _, path::PathBuf};

use presswork_domain::{
    Deps,
    platform::{
        Db, Settings,
        transfer::{self, Side, Standing},
    },
};
use presswork_migration::{DatabaseConnection, MigrationState};

use crate::{Failure, failure::CHOOSE_A_FOLDER};

/// What the database of the settings is called.
const OWN: &str = "the database";

/// Connects to the database alone, for commands that need no more.
///
/// # Errors
/// When it can't be reached or opened.
pub async fn connect(settings: &Settings) -> Result<Db, Failure> {
    if settings.is_sqlite() {
        let folder = &settings.storage.data_dir;
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::new(format!("the data folder {} can't be made: {error}; {CHOOSE_A_FOLDER}", folder.display()))
        })?;
    }
    Db::connect(settings).await.map_err(|error| Failure::of(&error, settings))
}

/// The file of SQLite, where there is none yet: a connection would make it, and who only looks makes nothing.
#[must_use]
pub fn missing(settings: &Settings) -> Option<PathBuf> {
    settings.sqlite_file().filter(|file| !file.exists())
}

/// Applies what is pending, for `serve`.
///
/// # Errors
/// When a migration fails, when a newer release has been at this database, or when it is no instance (any more).
pub async fn bring_up(deps: &Deps) -> Result<(), Failure> {
    refuse_ahead(deps.db.pool(), OWN).await?;
    let applied = presswork_migration::up(deps.db.pool()).await.map_err(failed)?;
    if !applied.is_empty() {
        tracing::info!(count = applied.len(), "migrations were applied");
    }
    refuse_moving(&deps.db).await
}

/// Refuses any other schema than this binary's, for `api` and `worker`, which share their database with others.
///
/// # Errors
/// When migrations are pending, when a newer release has been at this database, or when it is no instance (any more).
pub async fn require(deps: &Deps) -> Result<(), Failure> {
    require_schema(deps.db.pool(), OWN).await?;
    refuse_moving(&deps.db).await
}

/// Refuses a source of a move that has another schema than this binary's.
///
/// # Errors
/// When migrations are pending, or when a newer release has been at it.
pub(crate) async fn require_of(source: &Side) -> Result<(), Failure> {
    require_schema(source.connection(), &format!("the source {}", source.url())).await
}

/// Migrates a target of a move in which nothing is.
///
/// # Errors
/// When a newer release has been at it, or when a move into it was begun by an older one.
pub(crate) async fn prepare(target: &Side) -> Result<(), Failure> {
    let (db, name) = (target.connection(), format!("the target {}", target.url()));
    refuse_ahead(db, &name).await?;
    let all = presswork_migration::status(db).await.map_err(failed)?;
    if all.iter().any(|one| one.state == MigrationState::Applied) {
        return require_schema(db, &name).await;
    }
    presswork_migration::up(db).await.map(drop).map_err(failed)
}

async fn require_schema(db: &DatabaseConnection, name: &str) -> Result<(), Failure> {
    refuse_ahead(db, name).await?;
    let pending = presswork_migration::pending(db).await.map_err(failed)?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("{name} lacks {} migrations; run: presswork migrate up", pending.len())))
}

async fn refuse_ahead(db: &DatabaseConnection, name: &str) -> Result<(), Failure> {
    let unknown = presswork_migration::unknown(db).await.map_err(failed)?;
    let Some(latest) = unknown.last() else { return Ok(()) };
    Err(Failure::new(format!(
        "{name} is ahead of this binary, which does not know {latest}; start the release that made it"
    )))
}

/// Two instances of one community would send every mail twice.
async fn refuse_moving(db: &Db) -> Result<(), Failure> {
    let told =
        |error: presswork_domain::Error| failed(error.source().map_or_else(|| error.detail(), ToString::to_string));
    match transfer::standing(db).await.map_err(told)? {
        Standing::Free => Ok(()),
        Standing::Filling(from) => Err(Failure::new(format!(
            "the database is being filled from {from}; run presswork move with --final, or empty it"
        ))),
        Standing::Left(to) => Err(Failure::new(format!(
            "the database was moved to {to}; start that, or run presswork move with --give-up"
        ))),
    }
}

pub(crate) fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("the database refused: {error}"))
}
