//! `posts` learn to wait: when and on whose word a post is to be published or withdrawn, and what became of the last plan.

use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone_null, uuid_null},
};

/// What is due is looked for by time, in order; lists of one person's by author.
const INDEXES: &str = "
    CREATE INDEX idx_posts_scheduled ON posts (publish_at, id)
        WHERE status = 'scheduled' AND deleted_at IS NULL;
    CREATE INDEX idx_posts_scheduled_by_author ON posts (author_id, publish_at, id)
        WHERE status = 'scheduled' AND deleted_at IS NULL;
    CREATE INDEX idx_posts_unpublish_at ON posts (unpublish_at, id)
        WHERE unpublish_at IS NOT NULL AND deleted_at IS NULL;
";

const DROP_INDEXES: &str = "
    DROP INDEX idx_posts_unpublish_at;
    DROP INDEX idx_posts_scheduled_by_author;
    DROP INDEX idx_posts_scheduled;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A change each, because SQLite adds one at a time.
fn columns() -> [(&'static str, ColumnDef); 7] {
    [
        ("publish_at", timestamp_with_time_zone_null("publish_at").take()),
        ("publish_by", uuid_null("publish_by").take()),
        ("unpublish_at", timestamp_with_time_zone_null("unpublish_at").take()),
        ("unpublish_by", uuid_null("unpublish_by").take()),
        ("settled_plan_at", timestamp_with_time_zone_null("settled_plan_at").take()),
        ("settled_at", timestamp_with_time_zone_null("settled_at").take()),
        ("settled_as", text_null("settled_as").take()),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, column) in columns() {
            manager.alter_table(Table::alter().table("posts").add_column(column).to_owned()).await?;
        }
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DROP_INDEXES).await?;
        for (name, _) in columns().into_iter().rev() {
            manager.alter_table(Table::alter().table("posts").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
