//! `imports` become something that is asked for: an archive is sent, in pieces (`media_objects`), and looked at, taken in and taken back by
//! jobs. `task` is what the last job (`job_id`) does, `report` what it has done so far and `reached` where it goes on, both as JSON; `reason` is
//! why an archive is refused. `media_job_id`: the job that fetches its pictures. `archive_gone_at`: the archive is removed; `deleted_at`: nobody
//! sees the import any more. `import_findings`: the rows that can't come, or go, and why.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, text, text_null, timestamp_with_time_zone_null, uuid, uuid_null},
};

const INDEXES: &str = "
    CREATE INDEX idx_imports_created_at ON imports (created_at, id);
    CREATE INDEX idx_imports_expires_at ON imports (expires_at) WHERE archive_gone_at IS NULL;
    CREATE INDEX idx_imports_job_id ON imports (job_id) WHERE job_id IS NOT NULL;
";

const DROP: &str = "
    DROP INDEX idx_imports_job_id;
    DROP INDEX idx_imports_expires_at;
    DROP INDEX idx_imports_created_at;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, column) in columns() {
            manager.alter_table(Table::alter().table("imports").add_column(column).to_owned()).await?;
        }
        let import = ForeignKey::create()
            .name("fk_import_findings_import_id")
            .from("import_findings", "import_id")
            .to("imports", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let findings = Table::create()
            .table("import_findings")
            .col(uuid("import_id"))
            .col(big_integer("number"))
            .col(text("file"))
            .col(big_integer_null("line"))
            .col(text("reason"))
            .primary_key(Index::create().name("pk_import_findings").col("import_id").col("number"))
            .foreign_key(&mut import.clone())
            .to_owned();
        manager.create_table(findings).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("import_findings").to_owned()).await?;
        manager.get_connection().execute_unprepared(DROP).await?;
        for (name, _) in columns().into_iter().rev() {
            manager.alter_table(Table::alter().table("imports").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}

/// A change each, because SQLite adds one at a time.
fn columns() -> [(&'static str, ColumnDef); 16] {
    [
        ("form", text("form").default("site").take()),
        ("author", text_null("author").take()),
        ("origin", text_null("origin").take()),
        ("size", big_integer_null("size").take()),
        ("received", big_integer("received").default(0).take()),
        ("uploads", integer("uploads").default(0).take()),
        ("expires_at", timestamp_with_time_zone_null("expires_at").take()),
        ("archive_gone_at", timestamp_with_time_zone_null("archive_gone_at").take()),
        ("task", text_null("task").take()),
        ("job_id", uuid_null("job_id").take()),
        ("media_job_id", uuid_null("media_job_id").take()),
        ("planned_at", timestamp_with_time_zone_null("planned_at").take()),
        ("report", text_null("report").take()),
        ("reached", text_null("reached").take()),
        ("reason", text_null("reason").take()),
        ("deleted_at", timestamp_with_time_zone_null("deleted_at").take()),
    ]
}
