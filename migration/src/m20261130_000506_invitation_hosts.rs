//! `invitations` know who has invited, so that who loses power over others gives none by what still waits. Those from before don't.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let kind = if db.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        db.execute_unprepared(&format!("ALTER TABLE invitations ADD COLUMN host_id {kind}")).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("ALTER TABLE invitations DROP COLUMN host_id").await?;
        Ok(())
    }
}
