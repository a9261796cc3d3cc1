//! `post_tags`: which post has which tags, in the order its author gave.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("post_tags")
            .col(uuid("post_id"))
            .col(uuid("tag_id"))
            .col(integer("position"))
            .primary_key(Index::create().col("post_id").col("tag_id"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_post_tags_post_id")
                    .from("post_tags", "post_id")
                    .to("posts", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk_post_tags_tag_id")
                    .from("post_tags", "tag_id")
                    .to("tags", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create()
                    .name("idx_post_tags_tag_id_post_id")
                    .table("post_tags")
                    .col("tag_id")
                    .col("post_id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("post_tags").to_owned()).await
    }
}
