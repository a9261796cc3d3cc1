//! `search_entries` of posts know who wrote the post, so that a search does not have to look every match up to see whether its author is out
//! of sight. Entries from before have none until they are written again, and are looked up.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let kind = if db.get_database_backend() == DbBackend::Postgres { "uuid" } else { "uuid_text" };
        db.execute_unprepared(&format!("ALTER TABLE search_entries ADD COLUMN author_id {kind}")).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("ALTER TABLE search_entries DROP COLUMN author_id").await?;
        Ok(())
    }
}
