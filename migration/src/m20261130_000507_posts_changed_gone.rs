//! The index of when posts were changed goes: feeds tell by versions whether they have changed, and nothing reads it, but every change of a post
//! wrote into it.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

const INDEX: &str = "idx_posts_changed ON posts (updated_at) WHERE published_at IS NOT NULL";

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
        let concurrently = if db.get_database_backend() == DbBackend::Postgres { "CONCURRENTLY " } else { "" };
        db.execute_unprepared(&format!("DROP INDEX {concurrently}IF EXISTS idx_posts_changed")).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(&format!("CREATE INDEX {INDEX}")).await.map(|_| ())
    }
}
