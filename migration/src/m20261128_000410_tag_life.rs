//! `tags` are described, kept even where no post carries them (`curated`), and count their posts and followers. `tag_slugs`: every
//! slug that leads to a tag, as `slugs` is of posts. `tag_follows`: who follows which.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, integer, text, timestamp_with_time_zone, uuid},
};

const INDEXES: &str = "
    CREATE INDEX idx_tag_slugs_tag_id ON tag_slugs (tag_id);
    CREATE INDEX idx_tag_follows_user_id_created_at ON tag_follows (user_id, created_at, tag_id);
    CREATE INDEX idx_tag_follows_tag_id_user_id ON tag_follows (tag_id, user_id);
    CREATE INDEX idx_tags_slug_id ON tags (slug, id);
";

const FILL: &str = "
    INSERT INTO tag_slugs (slug, tag_id, is_current, created_at) SELECT slug, id, TRUE, created_at FROM tags;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A change each, because SQLite adds one at a time.
fn columns() -> [(&'static str, ColumnDef); 4] {
    [
        ("description", text("description").default("").take()),
        ("post_count", integer("post_count").default(0).take()),
        ("follower_count", integer("follower_count").default(0).take()),
        ("curated", boolean("curated").default(false).take()),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, column) in columns() {
            manager.alter_table(Table::alter().table("tags").add_column(column).to_owned()).await?;
        }
        for table in [slugs(), follows()] {
            manager.create_table(table).await?;
        }
        manager.get_connection().execute_unprepared(INDEXES).await?;
        manager.get_connection().execute_unprepared(FILL).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["tag_follows", "tag_slugs"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        manager.get_connection().execute_unprepared("DROP INDEX idx_tags_slug_id").await?;
        for (name, _) in columns().into_iter().rev() {
            manager.alter_table(Table::alter().table("tags").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}

fn slugs() -> TableCreateStatement {
    Table::create()
        .table("tag_slugs")
        .col(text("slug").primary_key())
        .col(uuid("tag_id"))
        .col(boolean("is_current"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut gone_with("tag_slugs", "tag_id", "tags"))
        .to_owned()
}

fn follows() -> TableCreateStatement {
    Table::create()
        .table("tag_follows")
        .col(uuid("user_id"))
        .col(uuid("tag_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("user_id").col("tag_id"))
        .foreign_key(&mut gone_with("tag_follows", "user_id", "users"))
        .foreign_key(&mut gone_with("tag_follows", "tag_id", "tags"))
        .to_owned()
}

fn gone_with(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    let name = format!("fk_{table}_{column}");
    ForeignKey::create().name(name).from(table, column).to(target, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}
