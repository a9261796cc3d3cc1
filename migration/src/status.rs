//! What has been applied and what not. Read-only: an empty database stays empty, and a user without the right to
//! create tables may ask. An applied migration that this binary doesn't know is told, not an error, because while a
//! release rolls out the old binary goes on working beside the new schema.

use std::collections::BTreeSet;

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseConnection, EntityTrait},
    seaql_migrations,
};

use crate::Migrator;

/// Where one migration stands in one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationState {
    /// Known to this binary and recorded in the database.
    Applied,
    /// Known to this binary, not recorded in the database.
    Pending,
    /// Recorded in the database, not known to this binary: a newer release applied it.
    Unknown,
}

/// One migration and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationStatus {
    /// The file name without its ending, `m20261123_000001_users`.
    pub name: String,
    /// Where it stands.
    pub state: MigrationState,
}

/// Every migration that this binary or the database knows: this binary's in order, then the unknown ones.
///
/// # Errors
/// The database can't be read.
pub async fn status(db: &DatabaseConnection) -> Result<Vec<MigrationStatus>, DbErr> {
    status_of(db).await
}

/// The names of the migrations that are yet to be applied, in order.
///
/// # Errors
/// The database can't be read.
pub async fn pending(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    named(db, MigrationState::Pending).await
}

/// The names of the applied migrations that this binary doesn't know.
///
/// # Errors
/// The database can't be read.
pub async fn unknown(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    named(db, MigrationState::Unknown).await
}

/// The names of the migrations in one state, in order.
pub(crate) async fn named<'c, C>(conn: C, wanted: MigrationState) -> Result<Vec<String>, DbErr>
where
    C: IntoSchemaManagerConnection<'c>,
{
    let all = status_of(conn).await?;
    Ok(all.into_iter().filter(|entry| entry.state == wanted).map(|entry| entry.name).collect())
}

async fn status_of<'c, C>(conn: C) -> Result<Vec<MigrationStatus>, DbErr>
where
    C: IntoSchemaManagerConnection<'c>,
{
    let mut recorded = recorded(&SchemaManager::new(conn)).await?;
    let mut all = Vec::new();
    for migration in Migrator::migrations() {
        let name = migration.name().to_owned();
        let state = if recorded.remove(&name) { MigrationState::Applied } else { MigrationState::Pending };
        all.push(MigrationStatus { name, state });
    }
    all.extend(recorded.into_iter().map(|name| MigrationStatus { name, state: MigrationState::Unknown }));
    Ok(all)
}

async fn recorded(manager: &SchemaManager<'_>) -> Result<BTreeSet<String>, DbErr> {
    if !manager.has_table(Migrator::migration_table_name().to_string()).await? {
        return Ok(BTreeSet::new());
    }
    let rows = seaql_migrations::Entity::find().all(manager.get_connection()).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}
