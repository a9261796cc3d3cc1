//! `webhooks`: who wants to hear of events. `webhook_deliveries`: what each was told or is to be told, with the body as it was first
//! made; `event_seq` is missing where there is no event behind it. `webhook_attempts`: each request and what came back.
//! `event_types` is a list separated by spaces, empty for all. The secret is made of `salt`, so that it is not here.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, integer_null, pk_uuid, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    },
};

const INDEXES: &str = "
    CREATE INDEX idx_webhooks_created_at ON webhooks (created_at, id);
    CREATE INDEX idx_webhook_deliveries_webhook_id_created_at ON webhook_deliveries (webhook_id, created_at, id);
    CREATE UNIQUE INDEX idx_webhook_deliveries_webhook_id_event_id ON webhook_deliveries (webhook_id, event_id);
    CREATE INDEX idx_webhook_deliveries_pending_in_order ON webhook_deliveries (webhook_id, event_seq)
        WHERE state = 'pending';
    CREATE INDEX idx_webhook_deliveries_overdue ON webhook_deliveries (next_attempt_at, id) WHERE state = 'pending';
    CREATE INDEX idx_webhook_deliveries_created_at ON webhook_deliveries (created_at);
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(webhooks()).await?;
        manager.create_table(deliveries()).await?;
        manager.create_table(attempts()).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["webhook_attempts", "webhook_deliveries", "webhooks"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn webhooks() -> TableCreateStatement {
    Table::create()
        .table("webhooks")
        .col(pk_uuid("id"))
        .col(text("url"))
        .col(text("description"))
        .col(text("event_types"))
        .col(boolean("ordered"))
        .col(boolean("enabled"))
        .col(text_null("disabled_reason"))
        .col(timestamp_with_time_zone_null("disabled_at"))
        .col(timestamp_with_time_zone_null("failing_since"))
        .col(text("salt"))
        .col(text_null("former_salt"))
        .col(timestamp_with_time_zone_null("former_until"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

fn deliveries() -> TableCreateStatement {
    let webhook = ForeignKey::create()
        .name("fk_webhook_deliveries_webhook_id")
        .from("webhook_deliveries", "webhook_id")
        .to("webhooks", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    Table::create()
        .table("webhook_deliveries")
        .col(pk_uuid("id"))
        .col(uuid("webhook_id"))
        .col(uuid("event_id"))
        .col(text("event_type"))
        .col(big_integer_null("event_seq"))
        .col(text("body"))
        .col(text("state"))
        .col(integer("attempts"))
        .col(integer("round"))
        .col(timestamp_with_time_zone_null("next_attempt_at"))
        .col(integer_null("last_status"))
        .col(text_null("last_error"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .foreign_key(&mut webhook.clone())
        .to_owned()
}

fn attempts() -> TableCreateStatement {
    let delivery = ForeignKey::create()
        .name("fk_webhook_attempts_delivery_id")
        .from("webhook_attempts", "delivery_id")
        .to("webhook_deliveries", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    Table::create()
        .table("webhook_attempts")
        .col(uuid("delivery_id"))
        .col(integer("number"))
        .col(text("url"))
        .col(timestamp_with_time_zone("sent_at"))
        .col(integer("millis"))
        .col(integer_null("status"))
        .col(text_null("headers"))
        .col(text_null("body"))
        .col(text_null("error"))
        .primary_key(Index::create().name("pk_webhook_attempts").col("delivery_id").col("number"))
        .foreign_key(&mut delivery.clone())
        .to_owned()
}
