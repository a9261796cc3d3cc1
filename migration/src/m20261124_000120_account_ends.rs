//! `email_changes`: mail addresses on their way to be another; `invitations`: who may join; `setup_links`: the one link that
//! makes the first admin.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, pk_uuid, text, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [email_changes(), invitations(), setup_links()] {
            manager.create_table(table).await?;
        }
        let newest = "CREATE INDEX idx_invitations_created_at_id ON invitations (created_at, id) \
                      WHERE accepted_at IS NULL AND revoked_at IS NULL";
        let by_address = "CREATE INDEX idx_invitations_email ON invitations (email)";
        for index in [newest, by_address] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["setup_links", "invitations", "email_changes"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn email_changes() -> TableCreateStatement {
    Table::create()
        .table("email_changes")
        .col(uuid("user_id").primary_key())
        .col(text("email"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("approved_at"))
        .col(timestamp_with_time_zone_null("confirmed_at"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_email_changes_user_id")
                .from("email_changes", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn invitations() -> TableCreateStatement {
    Table::create()
        .table("invitations")
        .col(pk_uuid("id"))
        .col(text("email"))
        .col(text("role"))
        .col(text_uniq("token_hash"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("accepted_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .to_owned()
}

fn setup_links() -> TableCreateStatement {
    Table::create()
        .table("setup_links")
        .col(integer("id").primary_key())
        .col(text("token_hash"))
        .col(timestamp_with_time_zone("expires_at"))
        .to_owned()
}
