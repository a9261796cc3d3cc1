//! `moderation_rules`: what is caught when people write; `moderation_rule_hits` has what rules on trial would have caught.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, integer_null, text, timestamp_with_time_zone, uuid},
};

const INDEXES: &str = "
    CREATE INDEX idx_moderation_rules_created_at ON moderation_rules (created_at, id);
    CREATE INDEX idx_moderation_rule_hits_user_id ON moderation_rule_hits (user_id);
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rules = Table::create()
            .table("moderation_rules")
            .col(uuid("id").primary_key())
            .col(text("name"))
            .col(text("kind"))
            .col(text("mode"))
            .col(text("spec"))
            .col(integer("max_trust"))
            .col(integer_null("max_age_hours"))
            .col(text("message"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .to_owned();
        manager.create_table(rules).await?;
        let to = |name: &str, column: &'static str, table: &'static str| {
            ForeignKey::create()
                .name(name)
                .from("moderation_rule_hits", column)
                .to(table, "id")
                .on_delete(ForeignKeyAction::Cascade)
                .to_owned()
        };
        let hits = Table::create()
            .table("moderation_rule_hits")
            .col(uuid("rule_id"))
            .col(uuid("subject_id"))
            .col(uuid("user_id"))
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("rule_id").col("subject_id"))
            .foreign_key(&mut to("fk_moderation_rule_hits_rule_id", "rule_id", "moderation_rules"))
            .foreign_key(&mut to("fk_moderation_rule_hits_user_id", "user_id", "users"))
            .to_owned();
        manager.create_table(hits).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["moderation_rule_hits", "moderation_rules"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
