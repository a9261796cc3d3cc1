//! `reactions`: who felt what about which post or comment, and how many did; `bookmarks`: what people keep for later.
//!
//! A reaction names its subject by the bare id: a post and a comment never share one.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [reactions(), reaction_counts(), bookmarks()] {
            manager.create_table(table).await?;
        }
        let newest = "CREATE INDEX idx_bookmarks_user_id_created_at ON bookmarks (user_id, created_at, post_id)";
        let by_person = "CREATE INDEX idx_reactions_user_id ON reactions (user_id, created_at)";
        for index in [newest, by_person] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["bookmarks", "reaction_counts", "reactions"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn reactions() -> TableCreateStatement {
    Table::create()
        .table("reactions")
        .col(uuid("subject_id"))
        .col(text("kind"))
        .col(uuid("user_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("subject_id").col("kind").col("user_id"))
        .foreign_key(&mut gone_with("reactions", "user_id", "users"))
        .to_owned()
}

fn reaction_counts() -> TableCreateStatement {
    Table::create()
        .table("reaction_counts")
        .col(uuid("subject_id"))
        .col(text("kind"))
        .col(big_integer("count"))
        .primary_key(Index::create().col("subject_id").col("kind"))
        .to_owned()
}

fn bookmarks() -> TableCreateStatement {
    Table::create()
        .table("bookmarks")
        .col(uuid("user_id"))
        .col(uuid("post_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("user_id").col("post_id"))
        .foreign_key(&mut gone_with("bookmarks", "user_id", "users"))
        .foreign_key(&mut gone_with("bookmarks", "post_id", "posts"))
        .to_owned()
}

fn gone_with(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    let name = format!("fk_{table}_{column}");
    ForeignKey::create().name(name).from(table, column).to(target, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}
