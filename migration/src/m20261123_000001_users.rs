//! `users`: the accounts. Names and addresses are stored lower-case, so that plain uniqueness is enough.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("users")
            .col(pk_uuid("id"))
            .col(text_uniq("username"))
            .col(text_uniq("email"))
            .col(timestamp_with_time_zone_null("email_verified_at"))
            .col(text("password_hash"))
            .col(text("role"))
            .col(text("display_name"))
            .col(text("bio").default(""))
            .col(timestamp_with_time_zone_null("suspended_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .to_owned();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create().name("idx_users_created_at_id").table("users").col("created_at").col("id").to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("users").to_owned()).await
    }
}
