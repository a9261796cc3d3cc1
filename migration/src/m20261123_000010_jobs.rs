//! `jobs`: the ledger of background work. It refers to nothing by foreign key: a ledger outlives accounts.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, integer, json_binary, json_binary_null, pk_uuid, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid_null,
    },
};

/// The partial ones hold only rows in flight, so they stay small however long the ledger grows. A query is served by
/// them only if it repeats their condition with literals in the same order, not parameters.
const INDEXES: &str = "
    CREATE INDEX idx_jobs_enqueued_by_created_at_id ON jobs (enqueued_by, created_at, id);
    CREATE INDEX idx_jobs_state_finished_at ON jobs (state, finished_at);
    CREATE INDEX idx_jobs_due ON jobs (queue, run_at, id)
        WHERE state IN ('queued', 'scheduled');
    CREATE INDEX idx_jobs_lease_until ON jobs (lease_until)
        WHERE state = 'running';
    CREATE INDEX idx_jobs_worker ON jobs (worker)
        WHERE state = 'running';
    CREATE INDEX idx_jobs_parent_id ON jobs (parent_id)
        WHERE parent_id IS NOT NULL;
    CREATE UNIQUE INDEX idx_jobs_unfinished_unique_key ON jobs (kind, unique_key)
        WHERE unique_key IS NOT NULL AND state IN ('scheduled', 'queued', 'running', 'parked');
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("jobs")
            .col(pk_uuid("id"))
            .col(text("kind"))
            .col(text("queue"))
            .col(json_binary("payload"))
            .col(text("state"))
            .col(integer("attempt").default(0))
            .col(integer("max_attempts"))
            .col(timestamp_with_time_zone("run_at"))
            .col(timestamp_with_time_zone_null("deadline"))
            .col(timestamp_with_time_zone_null("lease_until"))
            .col(text_null("worker"))
            .col(text_null("unique_key"))
            .col(uuid_null("parent_id"))
            .col(big_integer("progress_done").default(0))
            .col(big_integer_null("progress_total"))
            .col(text_null("progress_note"))
            .col(json_binary_null("result"))
            .col(text_null("last_error"))
            .col(text_null("trace_context"))
            .col(uuid_null("enqueued_by"))
            .col(timestamp_with_time_zone_null("swept_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("started_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .to_owned();
        manager.create_table(table).await?;
        manager.get_connection().execute_unprepared(INDEXES).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("jobs").to_owned()).await
    }
}
