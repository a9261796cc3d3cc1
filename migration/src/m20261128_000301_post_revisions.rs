//! `post_revisions`: what posts said at each save. `posts` that are deleted are looked for by when.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, text, text_null, timestamp_with_time_zone, uuid, uuid_null},
};

const INDEXES: &str = "
    CREATE INDEX idx_post_revisions_author_id ON post_revisions (author_id)
        WHERE author_id IS NOT NULL;
    CREATE INDEX idx_posts_deleted ON posts (deleted_at, id)
        WHERE deleted_at IS NOT NULL;
    CREATE INDEX idx_posts_deleted_by_author ON posts (author_id, deleted_at, id)
        WHERE deleted_at IS NOT NULL;
";

const DROP_INDEXES: &str = "
    DROP INDEX idx_posts_deleted_by_author;
    DROP INDEX idx_posts_deleted;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("post_revisions")
            .col(uuid("post_id"))
            .col(big_integer("number"))
            .col(big_integer("version"))
            .col(uuid_null("author_id"))
            .col(text("title"))
            .col(text("markdown"))
            .col(text_null("reason"))
            .col(boolean("autosave").default(false))
            .col(big_integer_null("restored_from"))
            .col(timestamp_with_time_zone("begun_at"))
            .col(timestamp_with_time_zone("saved_at"))
            .primary_key(Index::create().col("post_id").col("number"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_post_revisions_post_id")
                    .from("post_revisions", "post_id")
                    .to("posts", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DROP_INDEXES).await?;
        manager.drop_table(Table::drop().table("post_revisions").to_owned()).await
    }
}
