//! `posts`: what people write. An author with posts can't be deleted from under them.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, pk_uuid, text, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

/// The partial ones hold what everybody may see. A query is served by them only if it repeats their condition with
/// literals, not parameters.
const INDEXES: &str = "
    CREATE INDEX idx_posts_author_id_created_at_id ON posts (author_id, created_at, id);
    CREATE INDEX idx_posts_published ON posts (published_at DESC, id DESC)
        WHERE status = 'published' AND deleted_at IS NULL;
    CREATE INDEX idx_posts_published_by_author ON posts (author_id, published_at, id)
        WHERE status = 'published' AND deleted_at IS NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("posts")
            .col(pk_uuid("id"))
            .col(uuid("author_id"))
            .col(text("title"))
            .col(text_uniq("slug"))
            .col(text("markdown"))
            .col(text("html"))
            .col(text("excerpt"))
            .col(text("status"))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(timestamp_with_time_zone_null("deleted_at"))
            .col(big_integer("version").default(1))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_posts_author_id")
                    .from("posts", "author_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Restrict),
            )
            .to_owned();
        manager.create_table(table).await?;
        manager.get_connection().execute_unprepared(INDEXES).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("posts").to_owned()).await
    }
}
