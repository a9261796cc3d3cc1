//! `jobs`: parents that wait for their children. Counts are read from the children, never kept on the parent, so that no
//! completion waits for another; `children` only says whether there is anything to count.

use sea_orm_migration::{prelude::*, schema::integer};

const UP: &str = "
    DROP INDEX idx_jobs_parent_id;
    CREATE INDEX idx_jobs_parent_id_state ON jobs (parent_id, state)
        WHERE parent_id IS NOT NULL;
    CREATE INDEX idx_jobs_waiting ON jobs (id)
        WHERE state = 'waiting';
    DROP INDEX idx_jobs_unfinished_unique_key;
    CREATE UNIQUE INDEX idx_jobs_unfinished_unique_key ON jobs (kind, unique_key)
        WHERE unique_key IS NOT NULL AND state IN ('scheduled', 'queued', 'running', 'parked', 'waiting');
";

const DOWN: &str = "
    DROP INDEX idx_jobs_unfinished_unique_key;
    CREATE UNIQUE INDEX idx_jobs_unfinished_unique_key ON jobs (kind, unique_key)
        WHERE unique_key IS NOT NULL AND state IN ('scheduled', 'queued', 'running', 'parked');
    DROP INDEX idx_jobs_waiting;
    DROP INDEX idx_jobs_parent_id_state;
    CREATE INDEX idx_jobs_parent_id ON jobs (parent_id)
        WHERE parent_id IS NOT NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let children = integer("children").default(0).to_owned();
        manager.alter_table(Table::alter().table("jobs").add_column(children).to_owned()).await?;
        manager.get_connection().execute_unprepared(UP).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await?;
        manager.alter_table(Table::alter().table("jobs").drop_column("children").to_owned()).await
    }
}
