//! `exports`: what people and admins take along. A file of it is at `exports/<id>/<attempt>` of the store, as often as its job was begun;
//! `attempt` is the one that counts. `as_of` is the moment that it shows. `deleted_at`: nobody sees it any more, and its files go.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer_null, integer_null, pk_uuid, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid,
    },
};

const INDEXES: &str = "
    CREATE INDEX idx_exports_user_id_created_at ON exports (user_id, created_at, id);
    CREATE INDEX idx_exports_created_at ON exports (created_at);
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let owner = ForeignKey::create()
            .name("fk_exports_user_id")
            .from("exports", "user_id")
            .to("users", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let table = Table::create()
            .table("exports")
            .col(pk_uuid("id"))
            .col(uuid("user_id"))
            .col(text("kind"))
            .col(uuid("job_id"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("as_of"))
            .col(timestamp_with_time_zone_null("ready_at"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .col(timestamp_with_time_zone_null("deleted_at"))
            .col(integer_null("attempt"))
            .col(big_integer_null("bytes"))
            .col(text_null("sha256"))
            .foreign_key(&mut owner.clone())
            .to_owned();
        manager.create_table(table).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("exports").to_owned()).await
    }
}
