//! `notifications`: what people are told, gathered while it is unread; `notification_events`: what happened, once for each
//! person; `notification_preferences`: what they want to hear, and by which ways; `inboxes`: how much each was told so far, and
//! whose clocks they live by; `digests`: when the next is due.
//!
//! Subjects are known by their bare ids, as with reactions, and people by theirs: accounts keep their rows for ever, and a
//! reference would lock one for each of a hundred thousand who are told at a time.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, pk_uuid, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

const INDEXES: &str = "
    CREATE UNIQUE INDEX idx_notifications_gathering ON notifications (user_id, kind, subject_id)
        WHERE read_at IS NULL;
    CREATE UNIQUE INDEX idx_notifications_user_id_seq ON notifications (user_id, seq);
    CREATE INDEX idx_notifications_unread ON notifications (user_id, seq)
        WHERE read_at IS NULL;
    CREATE INDEX idx_notifications_read_at ON notifications (read_at)
        WHERE read_at IS NOT NULL;
    CREATE INDEX idx_notification_events_notification_id ON notification_events (notification_id, created_at);
    CREATE INDEX idx_notification_events_actor_id ON notification_events (actor_id);
    CREATE INDEX idx_digests_next_at ON digests (next_at, user_id)
        WHERE next_at IS NOT NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [notifications(), events(), preferences(), inboxes(), digests()] {
            manager.create_table(table).await?;
        }
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["digests", "inboxes", "notification_preferences", "notification_events", "notifications"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn notifications() -> TableCreateStatement {
    Table::create()
        .table("notifications")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(text("kind"))
        .col(uuid("subject_id"))
        .col(uuid_null("post_id"))
        .col(uuid_null("comment_id"))
        .col(boolean("inbox"))
        .col(big_integer("seq"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("read_at"))
        .to_owned()
}

fn events() -> TableCreateStatement {
    Table::create()
        .table("notification_events")
        .col(uuid("user_id"))
        .col(uuid("event_id"))
        .col(uuid("actor_id"))
        .col(uuid("notification_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("user_id").col("event_id").col("actor_id"))
        .foreign_key(&mut gone_with("notification_events", "notification_id", "notifications"))
        .to_owned()
}

fn preferences() -> TableCreateStatement {
    Table::create()
        .table("notification_preferences")
        .col(uuid("user_id"))
        .col(text("kind"))
        .col(boolean("inbox"))
        .col(boolean("mail"))
        .col(text("digest"))
        .primary_key(Index::create().col("user_id").col("kind"))
        .foreign_key(&mut gone_with("notification_preferences", "user_id", "users"))
        .to_owned()
}

fn inboxes() -> TableCreateStatement {
    Table::create()
        .table("inboxes")
        .col(pk_uuid("user_id"))
        .col(big_integer("last").default(0))
        .col(text("time_zone").default("UTC"))
        .col(integer("digest_hour").default(8))
        .foreign_key(&mut gone_with("inboxes", "user_id", "users"))
        .to_owned()
}

fn digests() -> TableCreateStatement {
    Table::create()
        .table("digests")
        .col(uuid("user_id"))
        .col(text("digest"))
        .col(big_integer("told").default(0))
        .col(timestamp_with_time_zone_null("next_at"))
        .col(timestamp_with_time_zone_null("last_at"))
        .primary_key(Index::create().col("user_id").col("digest"))
        .foreign_key(&mut gone_with("digests", "user_id", "users"))
        .to_owned()
}

fn gone_with(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    let name = format!("fk_{table}_{column}");
    ForeignKey::create().name(name).from(table, column).to(target, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}
