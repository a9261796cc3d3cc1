//! `job_steps`: what a job has finished of its work, so that another attempt goes on behind it.

use sea_orm_migration::{
    prelude::*,
    schema::{json_binary, text, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let steps = Table::create()
            .table("job_steps")
            .col(uuid("job_id"))
            .col(text("name"))
            .col(json_binary("result"))
            .col(timestamp_with_time_zone("finished_at"))
            .primary_key(Index::create().col("job_id").col("name"))
            .foreign_key(
                ForeignKey::create().from("job_steps", "job_id").to("jobs", "id").on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(steps).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("job_steps").to_owned()).await
    }
}
