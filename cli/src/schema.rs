//! The database and the schema of this binary: equal, behind or ahead.

use presswork_domain::{
    Deps,
    platform::{Db, Settings},
};

use crate::{Failure, failure::CHOOSE_A_FOLDER};

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

/// Applies what is pending, for `serve`.
///
/// # Errors
/// When a migration fails, or when a newer release has been at this database.
pub async fn bring_up(deps: &Deps) -> Result<(), Failure> {
    refuse_ahead(deps).await?;
    let applied = presswork_migration::up(deps.db.reader()).await.map_err(failed)?;
    if !applied.is_empty() {
        tracing::info!(count = applied.len(), "migrations were applied");
    }
    Ok(())
}

/// Refuses any other schema than this binary's, for `api` and `worker`, which share their database with others.
///
/// # Errors
/// When migrations are pending, or when a newer release has been at this database.
pub async fn require(deps: &Deps) -> Result<(), Failure> {
    refuse_ahead(deps).await?;
    let pending = presswork_migration::pending(deps.db.reader()).await.map_err(failed)?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("the database lacks {} migrations; run: presswork migrate up", pending.len())))
}

async fn refuse_ahead(deps: &Deps) -> Result<(), Failure> {
    let unknown = presswork_migration::unknown(deps.db.reader()).await.map_err(failed)?;
    let Some(latest) = unknown.last() else { return Ok(()) };
    Err(Failure::new(format!(
        "the database is ahead of this binary, which does not know {latest}; start the release that made it"
    )))
}

pub(crate) fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("the database refused: {error}"))
}
