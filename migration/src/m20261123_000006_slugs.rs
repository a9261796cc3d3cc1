//! `slugs`: every slug a post has ever had, so that old links go on leading to it.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, text, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("slugs")
            .col(text("slug").primary_key())
            .col(uuid("post_id"))
            .col(boolean("is_current"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_slugs_post_id")
                    .from("slugs", "post_id")
                    .to("posts", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        manager.create_index(Index::create().name("idx_slugs_post_id").table("slugs").col("post_id").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("slugs").to_owned()).await
    }
}
