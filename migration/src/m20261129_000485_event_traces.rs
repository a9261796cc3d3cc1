//! `events` know the trace of the request that caused them, so that it goes on in what webhooks are told.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let up = "ALTER TABLE events ADD COLUMN trace_context TEXT NOT NULL DEFAULT ''";
        manager.get_connection().execute_unprepared(up).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let down = "ALTER TABLE events DROP COLUMN trace_context";
        manager.get_connection().execute_unprepared(down).await.map(|_| ())
    }
}
