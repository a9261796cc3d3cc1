//! `posts` tell more about themselves: what is counted at the write, and what their authors say for search engines, for those who
//! share them, and about the series they belong to.

use sea_orm_migration::{
    prelude::*,
    schema::{integer_null, text_null},
};

const INDEX: &str = "
    CREATE INDEX idx_posts_series ON posts (series, published_at, id)
        WHERE series IS NOT NULL AND status = 'published' AND deleted_at IS NULL;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A change each, because SQLite adds one at a time.
fn columns() -> [(&'static str, ColumnDef); 11] {
    let text = |name: &'static str| (name, text_null(name).take());
    [
        ("word_count", integer_null("word_count").take()),
        text("table_of_contents"),
        text("own_excerpt"),
        text("canonical_url"),
        text("meta_title"),
        text("meta_description"),
        text("social_title"),
        text("social_description"),
        text("social_image"),
        text("series"),
        ("series_position", integer_null("series_position").take()),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, column) in columns() {
            manager.alter_table(Table::alter().table("posts").add_column(column).to_owned()).await?;
        }
        manager.get_connection().execute_unprepared(INDEX).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX idx_posts_series").await?;
        for (name, _) in columns().into_iter().rev() {
            manager.alter_table(Table::alter().table("posts").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
