//! `import_pictures`: pictures that lie where an import comes from, to be fetched once each; `media_id` is what was made of one, `reason` why
//! nothing was.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, text_null, uuid, uuid_null},
};

const INDEX: &str = "CREATE UNIQUE INDEX idx_import_pictures_address ON import_pictures (import_id, address)";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let import = ForeignKey::create()
            .name("fk_import_pictures_import_id")
            .from("import_pictures", "import_id")
            .to("imports", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let pictures = Table::create()
            .table("import_pictures")
            .col(uuid("import_id"))
            .col(big_integer("number"))
            .col(text("address"))
            .col(uuid("owner_id"))
            .col(uuid_null("media_id"))
            .col(text_null("reason"))
            .primary_key(Index::create().name("pk_import_pictures").col("import_id").col("number"))
            .foreign_key(&mut import.clone())
            .to_owned();
        manager.create_table(pictures).await?;
        manager.get_connection().execute_unprepared(INDEX).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("import_pictures").to_owned()).await
    }
}
