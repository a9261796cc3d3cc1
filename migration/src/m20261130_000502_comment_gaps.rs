//! Whether anything that is there stands below a comment that is not: a function on PostgreSQL, which `SQLite` does without.
//!
//! As a part of a statement it is estimated to cost more than all the rest, whether it is asked or not, and another plan is made then for
//! every list of comments. What a function costs is declared.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

const FUNCTION: &str = "
    CREATE FUNCTION comment_leads_on(gap uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$ BEGIN
        RETURN EXISTS (
            WITH RECURSIVE below (id, there) AS (
                SELECT k.id, k.deleted_at IS NULL AND k.hidden_at IS NULL FROM comments k WHERE k.parent_id = gap
                UNION ALL SELECT k.id, k.deleted_at IS NULL AND k.hidden_at IS NULL
                FROM below JOIN comments k ON k.parent_id = below.id WHERE NOT below.there
            ) SELECT 1 FROM below WHERE below.there
        );
    END $$
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, FUNCTION).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "DROP FUNCTION comment_leads_on(uuid)").await
    }
}

async fn run(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(text).await?;
    }
    Ok(())
}
