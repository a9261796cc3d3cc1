//! `moderation_appeals`: what people say against what moderators did, once for each.

use sea_orm_migration::{
    prelude::*,
    schema::{text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null},
};

const INDEXES: &str = "
    CREATE UNIQUE INDEX idx_moderation_appeals_action_id ON moderation_appeals (action_id);
    CREATE INDEX idx_moderation_appeals_user_id ON moderation_appeals (user_id);
    CREATE INDEX idx_moderation_appeals_created_at ON moderation_appeals (created_at, id);
    CREATE INDEX idx_moderation_appeals_open ON moderation_appeals (created_at, id) WHERE decided_at IS NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to = |name: &str, column: &'static str, table: &'static str| {
            ForeignKey::create()
                .name(name)
                .from("moderation_appeals", column)
                .to(table, "id")
                .on_delete(ForeignKeyAction::Cascade)
                .to_owned()
        };
        let appeals = Table::create()
            .table("moderation_appeals")
            .col(uuid("id").primary_key())
            .col(uuid("action_id"))
            .col(uuid("user_id"))
            .col(text("text"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(uuid_null("decided_by"))
            .col(text_null("outcome"))
            .col(text_null("answer"))
            .foreign_key(&mut to("fk_moderation_appeals_action_id", "action_id", "moderation_actions"))
            .foreign_key(&mut to("fk_moderation_appeals_user_id", "user_id", "users"))
            .to_owned();
        manager.create_table(appeals).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("moderation_appeals").to_owned()).await
    }
}
