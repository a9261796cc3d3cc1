//! `comments`: what people answer to posts and to each other; their former texts, and whom they name. Posts count them and
//! may be closed to them.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, pk_uuid, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

/// One pair for the beginnings of threads and one for replies: by time, and by how much others liked them.
const INDEXES: &str = "
    CREATE INDEX idx_comments_post_id_created_at_id ON comments (post_id, created_at, id) WHERE parent_id IS NULL;
    CREATE INDEX idx_comments_post_id_score_id ON comments (post_id, score, id) WHERE parent_id IS NULL;
    CREATE INDEX idx_comments_parent_id_created_at_id ON comments (parent_id, created_at, id) WHERE parent_id IS NOT NULL;
    CREATE INDEX idx_comments_parent_id_score_id ON comments (parent_id, score, id) WHERE parent_id IS NOT NULL;
    CREATE INDEX idx_comments_author_id_created_at_id ON comments (author_id, created_at, id);
    CREATE INDEX idx_comment_mentions_user_id ON comment_mentions (user_id, comment_id);
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [integer("comment_count").default(0).take(), boolean("comments_locked").default(false).take()] {
            manager.alter_table(Table::alter().table("posts").add_column(column).to_owned()).await?;
        }
        for table in [comments(), revisions(), mentions()] {
            manager.create_table(table).await?;
        }
        manager.get_connection().execute_unprepared(INDEXES).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["comment_mentions", "comment_revisions", "comments"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in ["comments_locked", "comment_count"] {
            manager.alter_table(Table::alter().table("posts").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn comments() -> TableCreateStatement {
    Table::create()
        .table("comments")
        .col(pk_uuid("id"))
        .col(uuid("post_id"))
        .col(uuid_null("parent_id"))
        .col(uuid("author_id"))
        .col(integer("depth").default(0))
        .col(text("markdown"))
        .col(text("html"))
        .col(integer("reply_count").default(0))
        .col(big_integer("score").default(0))
        .col(big_integer("version").default(1))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("edited_at"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .foreign_key(&mut to("comments", "post_id", "posts", ForeignKeyAction::Cascade))
        .foreign_key(&mut to("comments", "parent_id", "comments", ForeignKeyAction::Cascade))
        .foreign_key(&mut to("comments", "author_id", "users", ForeignKeyAction::Restrict))
        .to_owned()
}

fn revisions() -> TableCreateStatement {
    Table::create()
        .table("comment_revisions")
        .col(uuid("comment_id"))
        .col(big_integer("version"))
        .col(text("markdown"))
        .col(text("html"))
        .col(timestamp_with_time_zone("written_at"))
        .primary_key(Index::create().col("comment_id").col("version"))
        .foreign_key(&mut to("comment_revisions", "comment_id", "comments", ForeignKeyAction::Cascade))
        .to_owned()
}

fn mentions() -> TableCreateStatement {
    Table::create()
        .table("comment_mentions")
        .col(uuid("comment_id"))
        .col(uuid("user_id"))
        .primary_key(Index::create().col("comment_id").col("user_id"))
        .foreign_key(&mut to("comment_mentions", "comment_id", "comments", ForeignKeyAction::Cascade))
        .foreign_key(&mut to("comment_mentions", "user_id", "users", ForeignKeyAction::Cascade))
        .to_owned()
}

fn to(
    table: &'static str,
    column: &'static str,
    target: &'static str,
    gone: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    let name = format!("fk_{table}_{column}");
    ForeignKey::create().name(name).from(table, column).to(target, "id").on_delete(gone).to_owned()
}
