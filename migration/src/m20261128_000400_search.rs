//! `search_entries`: what can be found, one for each published post, comment, person and tag; filled by the transactions that write
//! those, and by `presswork search reindex`. On PostgreSQL `vector` is what is looked in; on SQLite it is the full-text table
//! `search_words`, whose rows have the `number` of their entry and go with it, and `search_vocabulary` lists its words.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// An index for each kind: what is looked for in posts does not pass over comments. A short list of what is pending, because
/// whoever searches reads all of it.
const POSTGRES: &str = "
    CREATE TABLE search_entries (
        id uuid NOT NULL PRIMARY KEY,
        kind text NOT NULL,
        post_id uuid CONSTRAINT fk_search_entries_post_id REFERENCES posts (id) ON DELETE CASCADE,
        heading text NOT NULL,
        vector tsvector NOT NULL
    );
    CREATE INDEX idx_search_entries_post_id ON search_entries (post_id) WHERE post_id IS NOT NULL;
    CREATE INDEX idx_search_entries_posts ON search_entries USING gin (vector)
        WITH (gin_pending_list_limit = 256) WHERE kind = 'post';
    CREATE INDEX idx_search_entries_comments ON search_entries USING gin (vector)
        WITH (gin_pending_list_limit = 256) WHERE kind = 'comment';
    CREATE INDEX idx_search_entries_users ON search_entries USING gin (vector)
        WITH (gin_pending_list_limit = 256) WHERE kind = 'user';
    CREATE INDEX idx_search_entries_tags ON search_entries USING gin (vector)
        WITH (gin_pending_list_limit = 256) WHERE kind = 'tag';
";

/// Who may not make extensions does without: slips are then looked for among words that begin alike.
const POSTGRES_TRIGRAMS: &str = "
    DO $$ BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX idx_search_entries_heading ON search_entries USING gin (heading gin_trgm_ops);
    EXCEPTION WHEN OTHERS THEN
        RAISE WARNING 'search does without pg_trgm: %', SQLERRM;
    END $$;
";

/// The full-text table keeps no texts. It is handed words in lower case and without accents, and has to leave them so.
const SQLITE: &str = "
    CREATE TABLE search_entries (
        number INTEGER NOT NULL PRIMARY KEY,
        id uuid_text NOT NULL UNIQUE,
        kind text NOT NULL,
        post_id uuid_text CONSTRAINT fk_search_entries_post_id REFERENCES posts (id) ON DELETE CASCADE,
        heading text NOT NULL
    );
    CREATE INDEX idx_search_entries_post_id ON search_entries (post_id) WHERE post_id IS NOT NULL;
    CREATE VIRTUAL TABLE search_words USING fts5 (
        heading, tags, body, content = '', contentless_delete = 1, prefix = '2 3',
        tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co Mc Mn'\"
    );
    CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab ('search_words', 'row');
    CREATE TRIGGER search_entries_deleted AFTER DELETE ON search_entries
        BEGIN DELETE FROM search_words WHERE rowid = old.number; END;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared(POSTGRES).await?;
            db.execute_unprepared(POSTGRES_TRIGRAMS).await?;
        } else {
            db.execute_unprepared(SQLITE).await?;
        }
        Ok(())
    }

    /// The extension stays: it may have been there before, and may be used by others.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let tables: &[&str] = match db.get_database_backend() {
            DbBackend::Postgres => &["search_entries"],
            _ => &["search_entries", "search_vocabulary", "search_words"],
        };
        for table in tables {
            manager.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        Ok(())
    }
}
