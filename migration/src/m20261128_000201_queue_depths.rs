//! How full each queue was in each minute, and how long its longest due job had waited.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, double_null, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One at a time: SQLite adds only one column in a statement.
        let columns =
            [big_integer_null("due"), double_null("oldest_due_age"), timestamp_with_time_zone_null("looked_at")];
        for column in columns {
            manager.alter_table(Table::alter().table("queue_history").add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["looked_at", "oldest_due_age", "due"] {
            manager.alter_table(Table::alter().table("queue_history").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
