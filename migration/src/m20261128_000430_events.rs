//! `events`: what happened, for some weeks. `place` is the order in which they were written; `seq`, the order in which they are
//! told, comes once they are committed. `event_head`: the last `seq` that was given, and the last one that was thrown away.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, text, timestamp_with_time_zone, uuid},
    sea_orm::DbBackend,
};

const INDEXES: &str = "
    CREATE UNIQUE INDEX idx_events_seq ON events (seq) WHERE seq IS NOT NULL;
    CREATE INDEX idx_events_kind_seq ON events (kind, seq) WHERE seq IS NOT NULL;
    CREATE INDEX idx_events_unnumbered ON events (place) WHERE seq IS NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        manager.create_table(events(db.get_database_backend())).await?;
        manager.create_table(event_head()).await?;
        db.execute_unprepared(INDEXES).await?;
        db.execute_unprepared("INSERT INTO event_head (id, seq, purged) VALUES (1, 0, 0)").await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["event_head", "events"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// On SQLite `place` is the number of the row, which comes by itself.
fn events(backend: DbBackend) -> TableCreateStatement {
    let mut place = big_integer("place");
    place.primary_key();
    if backend == DbBackend::Postgres {
        place.auto_increment();
    }
    Table::create()
        .table("events")
        .col(place)
        .col(uuid("id").unique_key())
        .col(big_integer_null("seq"))
        .col(text("kind"))
        .col(integer("version"))
        .col(text("data"))
        .col(timestamp_with_time_zone("at"))
        .to_owned()
}

fn event_head() -> TableCreateStatement {
    Table::create()
        .table("event_head")
        .col(integer("id").primary_key())
        .col(big_integer("seq"))
        .col(big_integer("purged"))
        .to_owned()
}
