//! `follows`: who follows whom.

use sea_orm_migration::{
    prelude::*,
    schema::{timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("follows")
            .col(uuid("follower_id"))
            .col(uuid("followee_id"))
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("follower_id").col("followee_id"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_follows_follower_id")
                    .from("follows", "follower_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk_follows_followee_id")
                    .from("follows", "followee_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create()
                    .name("idx_follows_followee_id_follower_id")
                    .table("follows")
                    .col("followee_id")
                    .col("follower_id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("follows").to_owned()).await
    }
}
