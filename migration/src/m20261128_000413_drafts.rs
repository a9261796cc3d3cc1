//! The list of drafts, which no other index has: few of many posts.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index =
            "CREATE INDEX idx_posts_drafts ON posts (created_at, id) WHERE status = 'draft' AND deleted_at IS NULL";
        manager.get_connection().execute_unprepared(index).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX idx_posts_drafts").await.map(|_| ())
    }
}
