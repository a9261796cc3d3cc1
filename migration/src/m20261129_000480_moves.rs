//! `moves`: that this database is being copied into another (`out`), or filled from another (`in`), and how that stands; one row for
//! each direction. `move_marks`: how far each table has come in the pass that is under way.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    },
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let moves = Table::create()
            .table("moves")
            .col(text("direction").primary_key())
            .col(uuid("id"))
            .col(text("state"))
            .col(text("other"))
            .col(integer("pass"))
            .col(uuid("runner"))
            .col(text_null("put_back"))
            .col(timestamp_with_time_zone("started_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .to_owned();
        let marks = Table::create()
            .table("move_marks")
            .col(text("name").primary_key())
            .col(integer("pass"))
            .col(text_null("after"))
            .col(boolean("ended"))
            .col(big_integer("looked_at"))
            .col(big_integer("written"))
            .col(big_integer("removed"))
            .col(big_integer("put_off"))
            .to_owned();
        manager.create_table(moves).await?;
        manager.create_table(marks).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["move_marks", "moves"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
