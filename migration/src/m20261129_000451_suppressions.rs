//! `suppressions`: addresses to which no mail goes that need not. `mail_events`: which reports of mails have been received, as long as
//! one could be sent again.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, text_uniq, timestamp_with_time_zone},
};

const INDEXES: &str = "
    CREATE INDEX idx_suppressions_created_at_id ON suppressions (created_at, id);
    CREATE INDEX idx_mail_events_expires_at ON mail_events (expires_at);
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(suppressions()).await?;
        manager.create_table(mail_events()).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["mail_events", "suppressions"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn suppressions() -> TableCreateStatement {
    Table::create()
        .table("suppressions")
        .col(pk_uuid("id"))
        .col(text_uniq("email"))
        .col(text("reason"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn mail_events() -> TableCreateStatement {
    Table::create()
        .table("mail_events")
        .col(text("id").primary_key())
        .col(timestamp_with_time_zone("expires_at"))
        .to_owned()
}
