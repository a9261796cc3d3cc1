//! `tags`: the words that posts are filed under.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, text_uniq, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("tags")
            .col(pk_uuid("id"))
            .col(text_uniq("slug"))
            .col(text("name"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("tags").to_owned()).await
    }
}
