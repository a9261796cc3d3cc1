//! `import_rows` know of posts that other products have exported what they said there (`source`, a hash), so that one that comes again and has
//! changed there is told from one that has not; and of those that an import has changed what they were before (`former`, JSON), so that it can
//! be taken back.

use sea_orm_migration::prelude::*;

const UP: [&str; 3] = [
    "ALTER TABLE import_rows ADD COLUMN source TEXT",
    "ALTER TABLE import_rows ADD COLUMN former TEXT",
    "CREATE INDEX idx_import_rows_key ON import_rows (key) WHERE source IS NOT NULL",
];

const DOWN: [&str; 3] = [
    "DROP INDEX idx_import_rows_key",
    "ALTER TABLE import_rows DROP COLUMN former",
    "ALTER TABLE import_rows DROP COLUMN source",
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in UP {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in DOWN {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
