//! What operators see and do: the failures of each job, a wish to cancel, paused queues, living workers, schedules.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cancel = timestamp_with_time_zone_null("cancel_requested_at");
        manager.alter_table(Table::alter().table("jobs").add_column(cancel).to_owned()).await?;
        for table in [job_failures(), queues(), workers(), schedules(), schedule_ticks()] {
            manager.create_table(table).await?;
        }
        let attention =
            "CREATE INDEX idx_jobs_queue_state ON jobs (queue, state) WHERE state IN ('running', 'parked', 'dead')";
        let once = "CREATE INDEX idx_jobs_kind_unique_key ON jobs (kind, unique_key) WHERE unique_key IS NOT NULL";
        for index in [attention, once] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in ["DROP INDEX idx_jobs_kind_unique_key", "DROP INDEX idx_jobs_queue_state"] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        for table in ["schedule_ticks", "schedules", "workers", "queues", "job_failures"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("jobs").drop_column("cancel_requested_at").to_owned()).await
    }
}

fn job_failures() -> TableCreateStatement {
    Table::create()
        .table("job_failures")
        .col(uuid("job_id"))
        .col(integer("attempt"))
        .col(text("worker"))
        .col(text("error"))
        .col(timestamp_with_time_zone("failed_at"))
        .primary_key(Index::create().col("job_id").col("attempt"))
        .foreign_key(
            ForeignKey::create().from("job_failures", "job_id").to("jobs", "id").on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn queues() -> TableCreateStatement {
    Table::create()
        .table("queues")
        .col(text("name").primary_key())
        .col(timestamp_with_time_zone("paused_at"))
        .col(uuid_null("paused_by"))
        .to_owned()
}

fn workers() -> TableCreateStatement {
    Table::create()
        .table("workers")
        .col(text("id").primary_key())
        .col(text("queues"))
        .col(integer("concurrency"))
        .col(integer("running"))
        .col(text("version"))
        .col(timestamp_with_time_zone("started_at"))
        .col(timestamp_with_time_zone("seen_at"))
        .col(timestamp_with_time_zone_null("drain_requested_at"))
        .to_owned()
}

fn schedules() -> TableCreateStatement {
    Table::create()
        .table("schedules")
        .col(text("name").primary_key())
        .col(timestamp_with_time_zone("known_since"))
        .col(timestamp_with_time_zone_null("paused_at"))
        .to_owned()
}

fn schedule_ticks() -> TableCreateStatement {
    Table::create()
        .table("schedule_ticks")
        .col(text("schedule"))
        .col(timestamp_with_time_zone("tick_at"))
        .col(uuid("job_id"))
        .primary_key(Index::create().col("schedule").col("tick_at"))
        .to_owned()
}
