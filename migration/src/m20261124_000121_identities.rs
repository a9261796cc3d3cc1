//! `identities`: by whom else people are known, so that they can log in there; `oauth_flows`: logins that are on their way there
//! and back.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, text_null, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(identities()).await?;
        manager.create_table(oauth_flows()).await?;
        let mine = "CREATE INDEX idx_identities_user_id_created_at_id ON identities (user_id, created_at, id)";
        let over = "CREATE INDEX idx_oauth_flows_expires_at ON oauth_flows (expires_at)";
        for index in [mine, over] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["oauth_flows", "identities"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn identities() -> TableCreateStatement {
    Table::create()
        .table("identities")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(text("provider"))
        .col(text("subject"))
        .col(text("name"))
        .col(timestamp_with_time_zone("created_at"))
        .index(Index::create().name("idx_identities_provider_subject").unique().col("provider").col("subject"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_identities_user_id")
                .from("identities", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn oauth_flows() -> TableCreateStatement {
    Table::create()
        .table("oauth_flows")
        .col(pk_uuid("id"))
        .col(text("provider"))
        .col(text_uniq("state_hash"))
        .col(text("redirect_to"))
        .col(text("code_challenge"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("answered_at"))
        .col(text_null("code_hash").unique_key())
        .col(text_null("claims"))
        .to_owned()
}
