//! `post_tags` know since when their post is listed, so that the newest posts of a tag are the end of an index: when it was published,
//! or nothing while it is not for everyone to read. `tags` count those.

use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

const FILL: &str = "
    UPDATE post_tags SET listed_at = (SELECT p.published_at FROM posts p
        WHERE p.id = post_tags.post_id AND p.status = 'published' AND p.deleted_at IS NULL);
    UPDATE tags SET post_count = (SELECT COUNT(*) FROM post_tags pt
        WHERE pt.tag_id = tags.id AND pt.listed_at IS NOT NULL);
    CREATE INDEX idx_post_tags_listed ON post_tags (tag_id, listed_at, post_id) WHERE listed_at IS NOT NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("listed_at").take();
        manager.alter_table(Table::alter().table("post_tags").add_column(column).to_owned()).await?;
        manager.get_connection().execute_unprepared(FILL).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX idx_post_tags_listed").await?;
        manager.alter_table(Table::alter().table("post_tags").drop_column("listed_at").to_owned()).await
    }
}
