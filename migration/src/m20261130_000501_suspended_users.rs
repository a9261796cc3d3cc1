//! Who is suspended is found without reading who is not.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

const INDEX: &str = "idx_users_suspended ON users (id) WHERE suspended_at IS NOT NULL";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// People go on writing meanwhile.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() == DbBackend::Postgres {
            // One that was interrupted has left an index that nothing uses.
            db.execute_unprepared("DROP INDEX CONCURRENTLY IF EXISTS idx_users_suspended").await?;
            db.execute_unprepared(&format!("CREATE INDEX CONCURRENTLY {INDEX}")).await?;
        } else {
            db.execute_unprepared(&format!("CREATE INDEX {INDEX}")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX idx_users_suspended").await?;
        Ok(())
    }
}
