//! `post_ranks`: where published posts stand among those that are talked about, in milliseconds. A table of its own, because a rank
//! changes often: in `posts` every change of it would be written into each of that table's indexes.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, uuid},
    sea_orm::DbBackend,
};

const INDEX: &str = "CREATE INDEX idx_post_ranks_rank ON post_ranks (rank, post_id)";

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A post that nobody has said anything about stands where it was published; the job that ranks posts does the rest.
fn fill(backend: DbBackend) -> String {
    let millis = match backend {
        DbBackend::Sqlite => "CAST(ROUND((julianday(published_at) - 2440587.5) * 86400000) AS INTEGER)",
        _ => "CAST(EXTRACT(EPOCH FROM published_at) * 1000 AS BIGINT)",
    };
    format!(
        "INSERT INTO post_ranks (post_id, rank) SELECT id, {millis} FROM posts \
         WHERE status = 'published' AND deleted_at IS NULL AND published_at IS NOT NULL"
    )
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("post_ranks")
            .col(uuid("post_id").primary_key())
            .col(big_integer("rank"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_post_ranks_post_id")
                    .from("post_ranks", "post_id")
                    .to("posts", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        let db = manager.get_connection();
        db.execute_unprepared(INDEX).await?;
        db.execute_unprepared(&fill(db.get_database_backend())).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("post_ranks").to_owned()).await
    }
}
