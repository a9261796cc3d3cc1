//! `blocks`: who does not want to meet whom. `users` count who follows; lists of followers have an index for each way, and
//! what people out of sight have written is counted by one.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, timestamp_with_time_zone, uuid},
};

const INDEXES: &str = "
    CREATE INDEX idx_blocks_blocked_id_blocker_id ON blocks (blocked_id, blocker_id);
    CREATE INDEX idx_blocks_blocker_id_created_at ON blocks (blocker_id, created_at, blocked_id);
    CREATE INDEX idx_follows_followee_id_created_at ON follows (followee_id, created_at, follower_id);
    CREATE INDEX idx_follows_follower_id_created_at ON follows (follower_id, created_at, followee_id);
    CREATE INDEX idx_comments_author_id_post_id ON comments (author_id, post_id, parent_id);
";

const COUNTS: &str = "
    UPDATE users SET follower_count = (SELECT COUNT(*) FROM follows f WHERE f.followee_id = users.id)
        WHERE id IN (SELECT followee_id FROM follows);
    UPDATE users SET following_count = (SELECT COUNT(*) FROM follows f WHERE f.follower_id = users.id)
        WHERE id IN (SELECT follower_id FROM follows);
";

const DOWN: &str = "
    DROP INDEX idx_comments_author_id_post_id;
    DROP INDEX idx_follows_follower_id_created_at;
    DROP INDEX idx_follows_followee_id_created_at;
    DROP TABLE blocks;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [integer("follower_count").default(0).take(), integer("following_count").default(0).take()] {
            manager.alter_table(Table::alter().table("users").add_column(column).to_owned()).await?;
        }
        let table = Table::create()
            .table("blocks")
            .col(uuid("blocker_id"))
            .col(uuid("blocked_id"))
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("blocker_id").col("blocked_id"))
            .foreign_key(&mut gone_with("blocker_id"))
            .foreign_key(&mut gone_with("blocked_id"))
            .to_owned();
        manager.create_table(table).await?;
        let db = manager.get_connection();
        db.execute_unprepared(INDEXES).await?;
        db.execute_unprepared(COUNTS).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await?;
        for column in ["following_count", "follower_count"] {
            manager.alter_table(Table::alter().table("users").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn gone_with(column: &'static str) -> ForeignKeyCreateStatement {
    let name = format!("fk_blocks_{column}");
    let gone = ForeignKeyAction::Cascade;
    ForeignKey::create().name(name).from("blocks", column).to("users", "id").on_delete(gone).to_owned()
}
