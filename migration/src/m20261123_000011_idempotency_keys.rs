//! `idempotency_keys`: what became of the requests that came with a key, for a day. It refers to nothing by foreign key:
//! a caller may be an address.

use sea_orm_migration::{
    prelude::*,
    schema::{text, text_null, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("idempotency_keys")
            .col(text("caller"))
            .col(text("key"))
            .col(text("operation"))
            .col(text("fingerprint"))
            .col(uuid("claim"))
            .col(text("state"))
            .col(text_null("answer"))
            .col(timestamp_with_time_zone("claimed_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .primary_key(Index::create().col("caller").col("key"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create()
                    .name("idx_idempotency_keys_expires_at")
                    .table("idempotency_keys")
                    .col("expires_at")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("idempotency_keys").to_owned()).await
    }
}
