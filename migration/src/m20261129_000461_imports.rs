//! `imports`: archives that were taken in; `sha256` is that of the manifest. `import_rows`: what each has created, by file and key (a JSON
//! array), with a hash of what it was, so that it can be taken back.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let imports = Table::create()
            .table("imports")
            .col(pk_uuid("id"))
            .col(text("sha256"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .col(timestamp_with_time_zone_null("undone_at"))
            .to_owned();
        manager.create_table(imports).await?;
        let import = ForeignKey::create()
            .name("fk_import_rows_import_id")
            .from("import_rows", "import_id")
            .to("imports", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let rows = Table::create()
            .table("import_rows")
            .col(uuid("import_id"))
            .col(text("file"))
            .col(text("key"))
            .col(text("hash"))
            .primary_key(Index::create().name("pk_import_rows").col("import_id").col("file").col("key"))
            .foreign_key(&mut import.clone())
            .to_owned();
        manager.create_table(rows).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["import_rows", "imports"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
