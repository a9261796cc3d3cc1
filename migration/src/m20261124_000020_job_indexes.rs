//! `jobs`: every claim and completion writes an entry into each index whose condition the row meets, so each index holds
//! only the rows that somebody looks for by it. New: what is scheduled by its time, and what has a deadline.

use sea_orm_migration::prelude::*;

const UP: &str = "
    DROP INDEX idx_jobs_enqueued_by_created_at_id;
    CREATE INDEX idx_jobs_enqueued_by_id ON jobs (enqueued_by, id)
        WHERE enqueued_by IS NOT NULL;
    DROP INDEX idx_jobs_state_finished_at;
    CREATE INDEX idx_jobs_finished ON jobs (state, finished_at)
        WHERE finished_at IS NOT NULL;
    DROP INDEX idx_jobs_worker;
    DROP INDEX idx_jobs_queue_state;
    CREATE INDEX idx_jobs_attention ON jobs (queue, state)
        WHERE state IN ('parked', 'dead');
    CREATE INDEX idx_jobs_scheduled ON jobs (run_at)
        WHERE state = 'scheduled';
    CREATE INDEX idx_jobs_deadline ON jobs (deadline)
        WHERE deadline IS NOT NULL AND finished_at IS NULL;
";

const DOWN: &str = "
    DROP INDEX idx_jobs_deadline;
    DROP INDEX idx_jobs_scheduled;
    DROP INDEX idx_jobs_attention;
    CREATE INDEX idx_jobs_queue_state ON jobs (queue, state) WHERE state IN ('running', 'parked', 'dead');
    CREATE INDEX idx_jobs_worker ON jobs (worker)
        WHERE state = 'running';
    DROP INDEX idx_jobs_finished;
    CREATE INDEX idx_jobs_state_finished_at ON jobs (state, finished_at);
    DROP INDEX idx_jobs_enqueued_by_id;
    CREATE INDEX idx_jobs_enqueued_by_created_at_id ON jobs (enqueued_by, created_at, id);
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(|_| ())
    }
}
