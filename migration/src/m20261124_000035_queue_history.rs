//! `queue_history`: how much went through each queue in each minute, for operators. A day of it: some thousand rows.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("queue_history")
            .col(text("queue"))
            .col(timestamp_with_time_zone("minute"))
            .col(big_integer("enqueued"))
            .col(big_integer("started"))
            .col(big_integer("succeeded"))
            .col(big_integer("failed"))
            .primary_key(Index::create().col("queue").col("minute"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("queue_history").to_owned()).await
    }
}
