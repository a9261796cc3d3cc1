//! `jobs`: groups, of which so many jobs run at once and so far apart, and the jobs that are held back for that.
//! `job_groups`: when the next of a group may begin, where starts are kept apart.

use sea_orm_migration::{
    prelude::*,
    schema::{integer_null, text, text_null, timestamp_with_time_zone},
};

const UP: &str = "
    CREATE INDEX idx_jobs_held ON jobs (group_key, run_at, id)
        WHERE state = 'held';
    CREATE INDEX idx_jobs_admitted ON jobs (group_key)
        WHERE group_key IS NOT NULL AND state IN ('queued', 'running');
    DROP INDEX idx_jobs_unfinished_unique_key;
    CREATE UNIQUE INDEX idx_jobs_unfinished_unique_key ON jobs (kind, unique_key)
        WHERE unique_key IS NOT NULL AND state IN ('scheduled', 'queued', 'running', 'parked', 'waiting', 'held');
    CREATE INDEX idx_job_groups_next_at ON job_groups (next_at);
";

const DOWN: &str = "
    DROP INDEX idx_jobs_unfinished_unique_key;
    CREATE UNIQUE INDEX idx_jobs_unfinished_unique_key ON jobs (kind, unique_key)
        WHERE unique_key IS NOT NULL AND state IN ('scheduled', 'queued', 'running', 'parked', 'waiting');
    DROP INDEX idx_jobs_admitted;
    DROP INDEX idx_jobs_held;
    UPDATE jobs SET state = 'queued' WHERE state = 'held';
    DROP TABLE job_groups;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One at a time: SQLite adds only one column in a statement.
        for column in [text_null("group_key"), integer_null("group_at_once"), integer_null("group_apart")] {
            manager.alter_table(Table::alter().table("jobs").add_column(column).to_owned()).await?;
        }
        let groups = Table::create()
            .table("job_groups")
            .col(text("key").primary_key())
            .col(timestamp_with_time_zone("next_at"))
            .to_owned();
        manager.create_table(groups).await?;
        manager.get_connection().execute_unprepared(UP).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await?;
        for column in ["group_apart", "group_at_once", "group_key"] {
            manager.alter_table(Table::alter().table("jobs").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
