//! `posts` have a cover: a medium, whose end is no end of the post.

use sea_orm_migration::prelude::*;

// One text for both engines: SQLite takes any name of a type.
const UP: &str = "
    ALTER TABLE posts ADD COLUMN cover_media_id UUID REFERENCES media (id) ON DELETE SET NULL;
    CREATE INDEX idx_posts_cover_media_id ON posts (cover_media_id) WHERE cover_media_id IS NOT NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("DROP INDEX idx_posts_cover_media_id").await?;
        db.execute_unprepared("ALTER TABLE posts DROP COLUMN cover_media_id").await.map(|_| ())
    }
}
