//! `email_tokens`: the one-time links sent by mail; only the hash is kept (SHA-256, hexadecimal).

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("email_tokens")
            .col(pk_uuid("id"))
            .col(uuid("user_id"))
            .col(text("purpose"))
            .col(text_uniq("token_hash"))
            .col(text("email"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_email_tokens_user_id")
                    .from("email_tokens", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create().name("idx_email_tokens_user_id").table("email_tokens").col("user_id").to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("email_tokens").to_owned()).await
    }
}
