//! `moderation_actions`: what moderators have done about posts, comments and people. What they hold stands beside it, where it is asked
//! for at every read: `posts.hidden_at` and `posts.lock_held_at`, `comments.hidden_at`, `users.hold`.

use sea_orm_migration::{
    prelude::*,
    schema::{text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null},
};

const INDEXES: &str = "
    CREATE UNIQUE INDEX idx_moderation_actions_in_force ON moderation_actions (subject_id, holds)
        WHERE ended_at IS NULL AND holds IS NOT NULL;
    CREATE INDEX idx_moderation_actions_subject_id ON moderation_actions (subject_id, created_at, id);
    CREATE INDEX idx_moderation_actions_user_id ON moderation_actions (user_id, created_at, id);
    CREATE INDEX idx_moderation_actions_created_at ON moderation_actions (created_at, id);
    CREATE INDEX idx_posts_hidden ON posts (hidden_at, id) WHERE status = 'hidden' AND deleted_at IS NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A change each, because SQLite adds one at a time.
fn columns() -> [(&'static str, &'static str, ColumnDef); 4] {
    [
        ("posts", "hidden_at", timestamp_with_time_zone_null("hidden_at").take()),
        ("posts", "lock_held_at", timestamp_with_time_zone_null("lock_held_at").take()),
        ("comments", "hidden_at", timestamp_with_time_zone_null("hidden_at").take()),
        ("users", "hold", text_null("hold").take()),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, _, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let actions = Table::create()
            .table("moderation_actions")
            .col(uuid("id").primary_key())
            .col(text("kind"))
            .col(text("subject_kind"))
            .col(uuid("subject_id"))
            .col(uuid("user_id"))
            .col(uuid_null("moderator_id"))
            .col(text("reason"))
            .col(text("note"))
            .col(timestamp_with_time_zone_null("until"))
            .col(text_null("holds"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(uuid_null("ended_by"))
            .col(text_null("ended_as"))
            .col(text_null("end_note"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_moderation_actions_user_id")
                    .from("moderation_actions", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(actions).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX idx_posts_hidden").await?;
        manager.drop_table(Table::drop().table("moderation_actions").to_owned()).await?;
        for (table, name, _) in columns().into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
